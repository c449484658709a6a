"""What a plan consists of once it is laid out: calls on registers, grouped into islands and host steps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from scopeflow.engine.aliases import Variable
from scopeflow.graph.operation import Operation

# One argument of a call: a register, or the registers of a list input.
Slot = int | tuple[int, ...]
# (argument, place in a list argument or -1, what must not be dead: a register or an operation).
# An argument -1 stands for the whole call.
Gate = tuple[int, int, int | Operation]


class Call:
    """One lowering applied to registers.

    Attributes:
      op: the node.
      body: its lowering.
      args: where the arguments are.
      kwargs: the attributes the lowering asked for.
      outs: where its results go.
      single: whether the lowering returns the one result itself rather than a tuple.
      new_versions: the registers of the new values of the variables that it writes.
      old_versions: the registers of the values before.
      rng: the position of its random stream among those of the island, or -1.
      gates: what makes an argument dead though its register is not: see `Gate`.
      births: whether a missing variable value (None) is an argument like another.
    """

    __slots__ = (
        "args",
        "births",
        "body",
        "gates",
        "kwargs",
        "new_versions",
        "old_versions",
        "op",
        "outs",
        "plain",
        "rng",
        "single",
        "wants_ctx",
    )

    def __init__(self, op: Operation, args: tuple[Slot, ...], outs: tuple[int, ...]) -> None:
        definition = op.definition
        attrs = op._attrs
        self.op = op
        self.body: Callable[..., Any] = definition.body
        self.args = args
        self.outs = outs
        wanted = definition.body_attrs
        self.kwargs = {name: attrs[name] for name in wanted if name != "rng" and name != "ctx"}
        self.rng = 0 if "rng" in wanted else -1
        self.wants_ctx = "ctx" in wanted
        self.single = len(outs) == 1 and not definition.schema.outputs[0].is_list
        self.new_versions: tuple[int, ...] = ()
        self.old_versions: tuple[int, ...] = ()
        self.births = definition.births
        self.gates: tuple[Gate, ...] = ()
        self.plain = False

    def seal(self) -> None:
        """Notes whether the interpreter may take its short way: flat arguments and one result."""
        self.plain = (
            self.rng < 0
            and not self.wants_ctx
            and not self.new_versions
            and self.single
            and all(type(slot) is int for slot in self.args)
        )


class Island:
    """Calls that can become one XLA program.

    Attributes:
      entry: (variable, register): values read from the session when the island starts.
      writes: (variable, register): values published when it ends.
      calls: the calls in order.
      random: the ops with a random stream, in the order of `Call.rng`.
      packs: what it reads and writes as one array, of `entry`.
      apart: the island as it is without packs, if it has some.
    """

    __slots__ = (
        "apart",
        "bound",
        "calls",
        "compiled",
        "entry",
        "exports",
        "feeds",
        "index",
        "locks",
        "own",
        "packs",
        "random",
        "writes",
    )

    def __init__(self, index: int) -> None:
        self.index = index
        self.entry: list[tuple[Variable, int]] = []
        self.writes: list[tuple[Variable, int]] = []
        self.calls: list[Call] = []
        self.random: list[Operation] = []
        # registers that come from outside (feeds, earlier segments) and that others use afterwards
        self.feeds: tuple[int, ...] = ()
        self.exports: tuple[int, ...] = ()
        self.locks: tuple[Variable, ...] = ()
        self.packs: tuple[Any, ...] = ()
        self.apart: Island | None = None
        self.compiled: Any = None
        # its variables in the store that it was last run with: see `binding`
        self.bound: Any = None
        # whether NumPy may compute it in the processor's mode without denormal numbers, once that was asked
        self.own: bool | None = None


class HostStep:
    """One call that runs outside compiled programs."""

    __slots__ = ("call", "index")

    def __init__(self, index: int, call: Call) -> None:
        self.index = index
        self.call = call


def flatten(args: Sequence[Slot]) -> list[int]:
    """The registers of these arguments, list inputs opened."""
    flat: list[int] = []
    for slot in args:
        if isinstance(slot, tuple):
            flat.extend(slot)
        else:
            flat.append(slot)
    return flat
