"""A program that updates donated memory only if all its checks hold, and gives back what was there otherwise.

A check is found out inside the program, where nothing can be raised: the memory of a variable is given
away before anyone knows.  So every update becomes a choice between the new value and the old one.  For
element by element work that is one more operand of the loop that makes the new value; an update of rows
stays in place only if the whole of it is a branch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from scopeflow.xp import door

# Updates of some elements of their first operand, which XLA makes in place.
_IN_PLACE = frozenset(
    ["dynamic_update_slice", "scatter"]
    + [f"scatter-{kind}" for kind in ("add", "sub", "mul", "min", "max", "update")]
)
# What hands variables through branches or trips of its own.
_WHOLE = frozenset(["cond", "scan", "while"])


def guarded(
    traced: Any,
    examples: Sequence[Any],
    donated: Sequence[int],
    well: int,
    updates: Mapping[int, int],
) -> Any:
    """A traced function of flat arguments, traced so that it updates memory only if its checks hold.

    Args:
      traced: the function.
      examples: arguments for it.
      donated: the arguments whose memory the program may reuse.
      well: which of its results says whether all checks hold.
      updates: result -> the argument with the value before, of the same shape and type.

    Returns:
      None if a check looks at what is updated, so that it cannot come first.
    """
    program = _Guarded(traced.jaxpr, well, updates)
    if not program.possible:
        return None
    return door.jax().jit(program, donate_argnums=tuple(donated), keep_unused=True).trace(*examples)


def donating(traced: Any, examples: Sequence[Any], donated: Sequence[int]) -> Any:
    """The function that was traced, not traced again, so that it gives just these arguments' memory away."""
    jax = door.jax()
    jaxpr = traced.jaxpr

    def same(*values: Any) -> list[Any]:
        return jax.core.eval_jaxpr(jaxpr.jaxpr, jaxpr.consts, *values)

    return jax.jit(same, donate_argnums=tuple(donated), keep_unused=True).trace(*examples)


class _Guarded:
    """The equations of a program: first those that the checks need, then the others, updates among them."""

    def __init__(self, jaxpr: Any, well: int, updates: Mapping[int, int]) -> None:
        self._consts, self._jaxpr = jaxpr.consts, jaxpr.jaxpr
        outs, ins = self._jaxpr.outvars, self._jaxpr.invars
        self._well = outs[well]
        made_by = {id(v): eqn for eqn in self._jaxpr.eqns for v in eqn.outvars}
        # a variable that an equation makes -> the one whose place it takes
        self._before: dict[int, Any] = {}
        # the results that are chosen at the end
        self._late: dict[int, int] = {}
        for result, argument in updates.items():
            chain = _chain(outs[result], ins[argument], made_by)
            if chain and not any(id(v) in self._before for v in chain):
                self._before.update((id(v), ins[argument]) for v in chain)
            else:
                self._late[result] = argument
        needed = _behind([self._well], made_by)
        self._first = [eqn for eqn in self._jaxpr.eqns if id(eqn) in needed]
        self._rest = [eqn for eqn in self._jaxpr.eqns if id(eqn) not in needed]
        self.possible = not any(id(v) in self._before for eqn in self._first for v in eqn.outvars)

    def __call__(self, *arguments: Any) -> list[Any]:
        """The flat results for these flat arguments, under JAX's tracing."""
        lax = door.lax()
        values = dict(zip(map(id, self._jaxpr.invars), arguments, strict=True))
        values.update(zip(map(id, self._jaxpr.constvars), self._consts, strict=True))

        def read(v: Any) -> Any:
            return v.val if hasattr(v, "val") else values[id(v)]

        def keep(eqn: Any, made: Sequence[Any]) -> None:
            values.update(zip(map(id, eqn.outvars), made, strict=True))

        for eqn in self._first:
            keep(eqn, _evaluated(eqn, [read(v) for v in eqn.invars]))
        ok = read(self._well)
        for eqn in self._rest:
            before = [self._before.get(id(v)) for v in eqn.outvars]
            olds = [v if v is None else read(v) for v in before]
            keep(eqn, _chosen(ok, eqn, [read(v) for v in eqn.invars], olds))
        results = [read(v) for v in self._jaxpr.outvars]
        for result, argument in self._late.items():
            results[result] = lax.select(ok, results[result], arguments[argument])
        return results


def _chain(made: Any, old: Any, made_by: Mapping[int, Any]) -> list[Any]:
    """The variables from an update back to where it leaves the memory of the value before it.

    Empty if an update of some elements starts from memory that is neither that nor new.
    """
    chain: list[Any] = []
    while made is not old:
        eqn = made_by.get(id(made))
        if eqn is None:
            return []
        chain.append(made)
        if eqn.primitive.name not in _IN_PLACE:
            break
        made = eqn.invars[0]
    return chain


def _behind(wanted: Sequence[Any], made_by: Mapping[int, Any]) -> set[int]:
    """The equations that these values come from, by id."""
    found: set[int] = set()
    stack = list(wanted)
    while stack:
        eqn = made_by.get(id(stack.pop()))
        if eqn is not None and id(eqn) not in found:
            found.add(id(eqn))
            stack.extend(eqn.invars)
    return found


def _chosen(ok: Any, eqn: Any, operands: list[Any], olds: list[Any]) -> list[Any]:
    """An equation's results; where one takes the place of an old value, that one unless `ok`."""
    lax = door.lax()
    updates = [old is not None for old in olds]
    if not any(updates):
        return _evaluated(eqn, operands)
    if eqn.primitive.name in _IN_PLACE:
        # (its first operand is the old value, or was chosen already)
        return [lax.cond(ok, lambda *g: _evaluated(eqn, [*g])[0], lambda *g: g[0], *operands)]
    if eqn.primitive.name in _WHOLE and all(updates):
        return lax.cond(ok, lambda g, _: _evaluated(eqn, g), lambda _, old: old, operands, olds)
    return [
        new if old is None else lax.select(ok, new, old)
        for new, old in zip(_evaluated(eqn, operands), olds, strict=True)
    ]


def _evaluated(eqn: Any, operands: list[Any]) -> list[Any]:
    with eqn.ctx.manager:
        made = eqn.primitive.bind(*operands, **eqn.primitive.get_bind_params(eqn.params))
    return list(made) if eqn.primitive.multiple_results else [made]
