"""Small random programs over variables, and an oracle that runs them by the rules alone.

A program is a list of steps in the order in which they are built; each names earlier steps by index.
`build` makes the graph of one. `Oracle` is a plain interpreter of what a run promises: the needed
steps in order, versions of variables, live references, nothing changed by a run that fails.
"""

from __future__ import annotations

import random
from typing import Any, List, NamedTuple  # noqa: UP035 - for the Python 3.7 of the reference

import numpy as np

SIZE = 2  # every value is a vector of so many small whole numbers, so that all arithmetic is exact
ALIASES = ("identity", "stop_gradient", "reshape", "expand_dims", "transpose")
CALCULATIONS = ("add", "sub", "maximum", "neg")
# What a step may be; what is named oftener comes oftener.
KINDS = (
    "constant",
    "alias",
    "alias",
    "calculation",
    "calculation",
    *["assignment"] * 3,
    "read",
    "check",
    "host",
    "group",
)
ASSIGNMENTS = ("assign", "assign_add", "assign_sub")


class Step(NamedTuple):
    """One statement of a program.

    Attributes:
      kind: variable, constant, placeholder, alias, calculation, assignment, read, check, host or group.
      how: which of its kind: an entry of the tuples above, a variable's flavour.
      takes: indices of the steps whose results it takes; for an assignment the variable first.
      after: indices of the steps that it has control dependencies on.
      value: a variable's initial value, a constant's value.
    """

    kind: str
    how: str = ""
    takes: tuple[int, ...] = ()
    after: tuple[int, ...] = ()
    value: tuple[float, ...] = ()


Program = List[Step]  # noqa: UP006


def random_program(chance: random.Random, length: int, chained: bool = False) -> Program:
    """A program of `length` steps after its variables; `chained`: each step waits for the last."""
    steps: Program = []
    for _ in range(chance.randint(1, 3)):
        steps.append(
            Step("variable", chance.choice(["ref", "ref", "resource"]), value=_vector(chance))
        )
    steps.append(Step("placeholder"))
    while len(steps) < length:
        after: tuple[int, ...] = ()
        if chained:
            after = (len(steps) - 1,)
        elif chance.random() < 0.4:
            after = tuple(chance.choices(range(len(steps)), k=chance.randint(1, 2)))
        step = _random_step(chance, steps, after)
        if chained and step.how == "assign":
            # TensorFlow may take over the array assigned; what showed the variable then shows the old one
            step = step._replace(how="assign_add")
        steps.append(step)
    return steps


def _vector(chance: random.Random) -> tuple[float, ...]:
    return tuple(float(chance.randint(-3, 3)) for _ in range(SIZE))


def _random_step(chance: random.Random, steps: Program, after: tuple[int, ...]) -> Step:
    kind = chance.choice(KINDS)
    variables = [i for i, step in enumerate(steps) if step.kind == "variable"]
    tensors = [i for i, step in enumerate(steps) if has_value(steps, i)]
    if kind == "constant":
        return Step(kind, after=after, value=_vector(chance))
    if kind == "alias":
        return Step(kind, chance.choice(ALIASES), (chance.choice(tensors),), after)
    if kind == "calculation":
        how = chance.choice(CALCULATIONS)
        return Step(kind, how, tuple(chance.choices(tensors, k=1 if how == "neg" else 2)), after)
    if kind == "assignment":
        takes = (chance.choice(variables), chance.choice(tensors))
        return Step(kind, chance.choice(ASSIGNMENTS), takes, after)
    if kind == "read":
        return Step(kind, takes=(chance.choice(variables),), after=after)
    if kind in ("check", "host"):
        return Step(kind, takes=(chance.choice(tensors),), after=after)
    return Step(kind, after=after)


def has_value(steps: Program, index: int) -> bool:
    """Whether a step's result can be taken: groups and assignments to resource variables have none."""
    step = steps[index]
    if step.kind == "assignment":
        return steps[step.takes[0]].how == "ref"
    return step.kind != "group"


# -- the graph -------------------------------------------------------------------------------------


def build(tf: Any, steps: Program) -> tuple[list[Any], Any]:
    """One variable, tensor or operation per step, and the divisor that a check's failure hangs on."""
    divisor = tf.placeholder(tf.int32, [], name="divisor")
    made: list[Any] = []
    for step in steps:
        with tf.control_dependencies([_waited_for(made[index]) for index in step.after]):
            made.append(_build_step(tf, step, [made[index] for index in step.takes], divisor))
    return made, divisor


def _waited_for(result: Any) -> Any:
    return result.op if hasattr(result, "initializer") else result


def _build_step(tf: Any, step: Step, takes: list[Any], divisor: Any) -> Any:
    if step.kind == "variable":
        return tf.Variable(list(step.value), use_resource=step.how == "resource")
    if step.kind == "constant":
        return tf.constant(list(step.value))
    if step.kind == "placeholder":
        return tf.placeholder(tf.float32, [SIZE])
    if step.kind == "alias":
        return _alias(tf, step.how, takes[0])
    if step.kind == "calculation":
        return (
            tf.negative(takes[0]) if step.how == "neg" else getattr(tf, _SYMBOLS[step.how])(*takes)
        )
    if step.kind == "assignment":
        made = getattr(takes[0], step.how)(takes[1])
        return made.op if hasattr(takes[0], "handle") else made
    if step.kind == "read":
        return takes[0].read_value()
    if step.kind == "host":
        # what `where` gives is known on the host alone: here as many places as there are numbers
        places = tf.where(tf.greater(takes[0], -1e9))
        return takes[0] + tf.cast(tf.size(places) - SIZE, tf.float32)
    if step.kind == "check":
        return takes[0] + tf.cast(tf.floordiv(tf.constant([0] * SIZE), divisor), tf.float32)
    return tf.no_op()


_SYMBOLS = {"add": "add", "sub": "subtract", "maximum": "maximum"}


def _alias(tf: Any, how: str, x: Any) -> Any:
    if how == "reshape":
        return tf.reshape(tf.reshape(x, [SIZE, 1]), [SIZE])
    if how == "expand_dims":
        return tf.squeeze(tf.expand_dims(x, 0), [0])
    if how == "transpose":
        return tf.transpose(x, [0])
    return getattr(tf, how)(x)


# -- the oracle ------------------------------------------------------------------------------------


class Unborn(Exception):
    """A run reads a variable that has no value."""


class Failed(Exception):
    """A check of the run fails."""


class Live(NamedTuple):
    """The result of a step that shows a variable, whatever its value is by then."""

    variable: int


class Oracle:
    """What a session of this program must give."""

    def __init__(self, steps: Program) -> None:
        self.steps = steps
        self.state: dict[int, np.ndarray | None] = {
            index: None for index, step in enumerate(steps) if step.kind == "variable"
        }

    def initialize(self) -> None:
        for index in self.state:
            self.state[index] = np.array(self.steps[index].value, np.float32)

    def run(self, fetches: list[int], feeds: dict[int, np.ndarray], divisor: int) -> list[Any]:
        """The values of the fetched steps; None for those without one.

        Raises:
          Unborn: if the run reads a variable without a value; found out before anything runs.
          Failed: if a check fails; no variable has changed.
        """
        now = dict(self.state)
        results: dict[int, Any] = {}
        failed = False
        for index in self._needed(fetches, feeds):
            step = self.steps[index]
            # what is fed and waited for runs nevertheless; only its result is not used
            results[index] = self._do(step, index, results, now, feeds)
            failed = failed or (step.kind == "check" and divisor == 0)
        values = [self._fetched(i, results, now, feeds) for i in fetches]
        if failed:
            raise Failed
        self.state = now
        return values

    def _needed(self, fetches: list[int], feeds: dict[int, np.ndarray]) -> list[int]:
        """The steps that must run; one that is fed only if another waits for it."""
        found: set[int] = set()
        stack = [i for i in fetches if i not in feeds]
        while stack:
            index = stack.pop()
            if index not in found:
                found.add(index)
                stack += [i for i in self.steps[index].takes if i not in feeds]
                # an operation is not told to wait for what it takes anyway
                stack += [i for i in self.steps[index].after if i not in self.steps[index].takes]
        return sorted(found)

    def _do(
        self, step: Step, index: int, results: dict[int, Any], now: dict[int, Any], feeds: Any
    ) -> Any:
        def value(place: int) -> Any:
            taken = step.takes[place]
            is_ref = self.steps[taken].kind == "variable" and self.steps[taken].how == "ref"
            if is_ref and step.kind != "read" and self.state[taken] is None:
                # what a ref variable gives to others goes through a read that was made along with it
                raise Unborn
            return self._value(taken, results, now, feeds)

        if step.kind == "variable":
            return Live(index) if step.how == "ref" else None
        if step.kind == "constant":
            return np.array(step.value, np.float32)
        if step.kind == "alias" or step.kind == "read":
            shown = step.takes[0]
            read = value(0)
            if shown not in feeds and isinstance(results.get(shown), Live):
                return results[shown]
            return read
        if step.kind == "calculation":
            x, y = value(0), value(-1)
            return {"add": x + y, "sub": x - y, "maximum": np.maximum(x, y), "neg": -x}[step.how]
        if step.kind == "assignment":
            target, given = step.takes[0], value(1)
            old = now[target]
            if step.how != "assign" and old is None:
                raise Unborn
            now[target] = {
                "assign": lambda: given,
                "assign_add": lambda: old + given,
                "assign_sub": lambda: old - given,
            }[step.how]()
            return Live(target) if self.steps[target].how == "ref" else None
        if step.kind in ("check", "host"):
            return value(0)
        return None

    def _fetched(self, index: int, results: dict[int, Any], now: dict[int, Any], feeds: Any) -> Any:
        """What a fetch gives: for a resource variable what its own read, made along with it, saw."""
        if not has_value(self.steps, index):
            return None
        own_read = self.steps[index].how == "resource" and index not in feeds
        return self._value(index, results, self.state if own_read else now, feeds)

    def _value(self, index: int, results: dict[int, Any], now: dict[int, Any], feeds: Any) -> Any:
        """The value of a step for a consumer that stands where `now` is the state."""
        if index in feeds:
            return feeds[index]
        result = results.get(index)
        step = self.steps[index]
        variable = (
            result.variable
            if isinstance(result, Live)
            else index
            if step.kind == "variable"
            else None
        )
        if variable is None:
            return result
        if now[variable] is None:
            raise Unborn
        return now[variable]


# -- beside the reference --------------------------------------------------------------------------


def chained_run(tf: Any, seed: int) -> list[Any]:
    """What a program whose steps wait for each other in turn gives: an order that nobody may change.

    Returns:
      The values of its calculations, and the variables afterwards.
    """
    chance = random.Random(seed)
    steps = random_program(chance, 6 + seed % 12, chained=True)
    made, divisor = build(tf, steps)
    variables = [i for i, step in enumerate(steps) if step.kind == "variable"]
    last = made[-1] if len(made) > len(variables) else tf.no_op()
    fetches = [made[i] for i, step in enumerate(steps) if step.kind in ("calculation", "check")]
    feeds = {made[i]: [1.0, -2.0] for i, step in enumerate(steps) if step.kind == "placeholder"}
    feeds[divisor] = 1
    config = tf.ConfigProto()
    # the reference's optimizer turns a + (-b) into a - b, and so reads b at another time
    config.graph_options.rewrite_options.disable_meta_optimizer = True
    with tf.Session(config=config) as session:
        session.run([made[i].initializer for i in variables])
        values, _ = session.run([fetches, getattr(last, "op", last)], feeds)
        return [value.tolist() for value in values + session.run([made[i] for i in variables])]
