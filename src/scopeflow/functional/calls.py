"""One primitive for JAX: a traced program that keeps its 64-bit types wherever it is called.

The engine computes as TensorFlow does, with int64 and float64; JAX drops them unless told otherwise, and traces,
batches and lowers a function in whatever mode its caller is in.  A call of this primitive enters the engine's mode each time.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from scopeflow.xp import door


class Program:
    """A traced function of flat arrays, as a parameter of the primitive: equal to itself alone.

    Args:
      jaxpr: what was traced.
      linear: how many arguments come before those in which it is linear; None if that is not known.
    """

    def __init__(self, jaxpr: Any, linear: int | None = None) -> None:
        self.jaxpr = jaxpr
        self.linear = linear
        self.function: Callable[..., list[Any]] = door.part("extend.core").jaxpr_as_fun(jaxpr)
        self._compiled = door.jax().jit(self.function)
        # by what was asked for: the programs over one more axis, of derivatives, of transposes
        self._derived: dict[Any, Program] = {}

    def run(self, *values: Any) -> list[Any]:
        """Computes the results of known values."""
        with door.x64():
            return self._compiled(*values)

    def batched(self, values: Sequence[Any], axes: tuple[int | None, ...]) -> Program:
        """The program over one more axis: of the values as `axes` say, of all results the first."""
        shapes = tuple(value.shape for value in values)

        def make() -> Program:
            mapped = door.jax().vmap(self.function, in_axes=axes)
            return traced(mapped, values, self.linear)

        return self._once(("batched", axes, shapes), make)

    def pushed(self, moving: tuple[bool, ...]) -> Program:
        """The derivative along some inputs: from all inputs and those tangents to the tangents of the real results."""
        jax = door.jax()
        avals = self.jaxpr.in_avals

        def push(*values: Any) -> list[Any]:
            primals, tangents = values[: len(avals)], values[len(avals) :]

            def of_moving(*chosen: Any) -> list[Any]:
                waiting = iter(chosen)
                whole = [
                    next(waiting) if moves else primal
                    for primal, moves in zip(primals, moving, strict=True)
                ]
                results = self.function(*whole)
                return [one for one, real in zip(results, self.real(), strict=True) if real]

            chosen = [primal for primal, moves in zip(primals, moving, strict=True) if moves]
            return jax.jvp(of_moving, chosen, list(tangents))[1]

        def make() -> Program:
            along = [aval for aval, moves in zip(avals, moving, strict=True) if moves]
            return traced(push, [*avals, *along], len(avals))

        return self._once(("pushed", moving), make)

    def pulled(self) -> Program:
        """The transpose of a linear program: from what comes first and the results' cotangents to those of the rest."""
        jax = door.jax()
        avals = self.jaxpr.in_avals
        assert self.linear is not None
        first = self.linear

        def pull(*values: Any) -> Any:
            known, cotangents = values[:first], values[first:]
            shapes = [jax.ShapeDtypeStruct(aval.shape, aval.dtype) for aval in avals[first:]]
            turned = jax.linear_transpose(lambda *rest: self.function(*known, *rest), *shapes)
            return list(turned(list(cotangents)))

        return self._once(
            "pulled", lambda: traced(pull, [*avals[:first], *self.jaxpr.out_avals], first)
        )

    def real(self) -> list[bool]:
        """Which results have derivatives."""
        jnp = door.jnp()
        return [jnp.issubdtype(aval.dtype, jnp.inexact) for aval in self.jaxpr.out_avals]

    def _once(self, key: Any, make: Callable[[], Program]) -> Program:
        found = self._derived.get(key)
        if found is None:
            found = self._derived[key] = make()
        return found


def traced(
    function: Callable[..., Any], values: Sequence[Any], linear: int | None = None
) -> Program:
    """Traces a function of flat arrays for values of these shapes and types."""
    jax = door.jax()
    with door.x64():
        examples = [jax.ShapeDtypeStruct(value.shape, value.dtype) for value in values]
        return Program(jax.make_jaxpr(function)(*examples), linear)


def call(program: Program, values: Sequence[Any]) -> list[Any]:
    """Calls a program, in any mode and under any of JAX's transformations."""
    return _primitive().bind(*values, program=program)


@functools.cache
def _primitive() -> Any:
    ad, batching, mlir = (door.part(f"interpreters.{name}") for name in ("ad", "batching", "mlir"))
    made = door.part("extend.core").Primitive("scopeflow")
    made.multiple_results = True

    def lowering(context: Any, *values: Any, program: Program) -> Any:
        with door.x64():
            return mlir.lower_fun(program.function, multiple_results=True)(context, *values)

    def batch(values: Any, axes: Any, *, program: Program) -> Any:
        results = made.bind(*values, program=program.batched(values, tuple(axes)))
        return results, (0,) * len(results)

    def derivative(primals: Any, tangents: Any, *, program: Program) -> Any:
        results = made.bind(*primals, program=program)
        moving = tuple(type(tangent) is not ad.Zero for tangent in tangents)
        along = [one for one, moves in zip(tangents, moving, strict=True) if moves]
        found = iter(made.bind(*primals, *along, program=program.pushed(moving)))
        real = zip(results, program.real(), strict=True)
        return results, [next(found) if one else ad.Zero.from_primal_value(r) for r, one in real]

    def transpose(cotangents: Any, *values: Any, program: Program) -> Any:
        first = program.linear
        given = [ad.instantiate_zeros(one) for one in cotangents]
        turned = made.bind(*values[:first], *given, program=program.pulled())
        return [*[None] * len(values[:first]), *turned]

    ad.primitive_jvps[made] = derivative
    ad.primitive_transposes[made] = transpose
    made.def_impl(lambda *values, program: program.run(*values))
    made.def_abstract_eval(lambda *_, program: program.jaxpr.out_avals)
    mlir.register_lowering(made, lowering)
    batching.primitive_batchers[made] = batch
    return made
