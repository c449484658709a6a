"""What a failed run says: TensorFlow's class and sentence, then the node, its shapes and the user's line."""

from __future__ import annotations

import linecache
import re
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from scopeflow import errors, xp
from scopeflow.engine.aliases import Variable, variable_of
from scopeflow.graph.operation import Operation
from scopeflow.graph.words import runtime_name, shape_of


def reraise(error: Exception, call: Any, registers: Sequence[Any]) -> NoReturn:
    """Raises what `explain` makes of an exception that a lowering raised."""
    made = explain(error, call, registers)
    if made is error:
        raise error
    raise made from error


def explain(error: Exception, call: Any, registers: Sequence[Any]) -> Exception:
    """The exception to raise for `error`, which the lowering of `call` raised."""
    if isinstance(error, xp.NotStatic) or call is None:
        return error
    op: Operation = call.op
    if isinstance(error, errors.OpError):
        if error._op is None:
            error._op = op
            error._message = f"{error._message}{node_line(op)}"
            _add_shapes(error, call, registers)
        return error
    if isinstance(error, (ValueError, TypeError, IndexError, OverflowError, ZeroDivisionError)):
        shapes = [shape_of(registers[slot]) for slot in call.args if type(slot) is int]
        message = str(error)
        if "broadcast" in message and len(shapes) == 2:
            message = f"Incompatible shapes: {shapes[0]} vs. {shapes[1]}"
        made = errors.InvalidArgumentError(None, op, message + node_line(op))
        _add_shapes(made, call, registers)
        return made
    error.add_note(f"in operation {op.name!r} ({op.type}){_where(op)}")
    return error


def node_line(op: Operation) -> str:
    """The line of a message that names the node and where it was made."""
    origin = op.origin
    defined = f" (defined at {origin.filename}:{origin.line}) " if origin else ""
    return f"\n\t [[node {op.name}{defined}]]"


def _where(op: Operation) -> str:
    return f", made at {op.origin}" if op.origin else ""


def _add_shapes(error: Exception, call: Any, registers: Sequence[Any]) -> None:
    lines = [f"operation {call.op.name!r} ({call.op.type}){_where(call.op)}"]
    for slot, tensor in zip(call.args, call.op._inputs, strict=False):
        if type(slot) is int and hasattr(registers[slot], "shape"):
            lines.append(
                f"  input {tensor.name}: shape {shape_of(registers[slot])}, {tensor.dtype.base_dtype.name}"
            )
    error.add_note("\n".join(lines))


def unfed_placeholder(op: Operation, fetches: Iterable[Any]) -> errors.InvalidArgumentError:
    """The error for a placeholder that nobody fed, with the fetch that needs it."""
    dims = op._outputs[0]._dims
    shape = (
        "" if not dims else f" and shape [{','.join('?' if d is None else str(d) for d in dims)}]"
    )
    name = op.name
    message = (
        f"You must feed a value for placeholder tensor '{name}' with dtype "
        f"{runtime_name(op._outputs[0].dtype)}{shape}{node_line(op)}"
    )
    path = _path_to(op, fetches)
    if path:
        chain = " <- ".join(step.name for step in path)
        written = _in_python(op) or repr(f"{name}:0")
        message += (
            f"\nThe fetch {path[0].name!r} needs it: {chain}. "
            f"Write sess.run(..., feed_dict={{{written}: value, ...}})."
        )
    return errors.InvalidArgumentError(None, op, message)


def _in_python(op: Operation) -> str | None:
    """The name that the user's line gives to what it makes: `x` of `x = tf.placeholder(...)`; None if unsure."""
    origin = op.origin
    if origin is None or origin.function != "<module>":
        return None
    found = re.match(r"([A-Za-z_]\w*)\s*=\s*[\w.]+\(", origin.source)
    if found is None:
        return None
    name = found[1]
    given = re.compile(
        rf"\b{name}\s*(?:[-+*/@|&%]|//|\*\*)?=(?!=)|\bfor\s+{name}\b|\bas\s+{name}\b"
    )
    # a name that is given again may mean something else by now
    return (
        name
        if sum(map(bool, map(given.search, linecache.getlines(origin.filename)))) == 1
        else None
    )


def fed_reference(
    op: Operation, position: int, feeds: Sequence[Any]
) -> errors.InvalidArgumentError:
    """The error for feeding a variable that an operation of the same run assigns to."""
    tensor = op._inputs[position]
    kind = runtime_name(tensor.dtype)
    source = f"_arg_{tensor.op.name}_{tensor.value_index}_{list(feeds).index(tensor)}"
    return errors.InvalidArgumentError(
        None,
        op,
        f"Input {position} of node {op.name} was passed {kind} from {source}:0 incompatible with expected {kind}_ref."
        f"{node_line(op)}\nA fed value is no variable: {op.name!r} has nothing to assign to. Feed what is read from "
        "the variable instead, or run the assignment without this feed.",
    )


def _path_to(target: Operation, fetches: Iterable[Any]) -> list[Operation]:
    """The operations from a fetch back to `target`."""
    for fetch in fetches:
        start = fetch if isinstance(fetch, Operation) else fetch.op
        came_from: dict[Operation, Operation | None] = {start: None}
        queue = [start]
        for op in queue:
            if op is target:
                path: list[Operation] = []
                step: Operation | None = op
                while step is not None:
                    path.append(step)
                    step = came_from[step]
                return path[::-1]
            for before in [t._op for t in op._inputs] + list(op._control_inputs):
                if before not in came_from:
                    came_from[before] = op
                    queue.append(before)
    return []


def unborn(
    variable: Variable, consumer: Operation, has_others: bool = True
) -> errors.FailedPreconditionError | errors.NotFoundError:
    """The error for reading a variable that has no value yet.

    Args:
      variable: the variable.
      consumer: the operation that reads it.
      has_others: whether other resource variables of its container have values.
    """
    op = variable.op
    name = variable.name
    if op.definition.variable == "ref":
        node = consumer if consumer.definition.alias else op
        text = f"Attempting to use uninitialized value {name}"
        return errors.FailedPreconditionError(None, node, _with_advice(text, node, op))
    container = variable.key[1] or "localhost"
    if has_others:
        missing = f"Resource {container}/{name}/N10tensorflow3VarE does not exist."
    else:
        missing = (
            f"Container {container} does not exist. (Could not find resource: {container}/{name})"
        )
    if consumer.type != "ReadVariableOp":
        return errors.NotFoundError(None, consumer, _with_advice(missing, consumer, op))
    text = (
        f"Error while reading resource variable {name} from Container: {container}. "
        f"This could mean that the variable was uninitialized. Not found: {missing}"
    )
    return errors.FailedPreconditionError(None, consumer, _with_advice(text, consumer, op))


def _with_advice(text: str, node: Operation, variable: Operation) -> str:
    return text + node_line(node) + _initializer_advice(variable)


def _initializer_advice(op: Operation) -> str:
    """Whether an init op was made before the variable, so that running it could not have helped."""
    graph = op.graph
    made = [
        other
        for other in graph._ops
        if other.type == "NoOp" and other.name.rsplit("/", 1)[-1].startswith("init")
    ]
    where = f"\nThe variable was made at {op.origin}." if op.origin else ""
    if not made:
        return f"{where} Run sess.run(tf.global_variables_initializer()) first."
    last = max(made, key=lambda other: other._id)
    if last._id < op._id:
        at = f" at {last.origin}" if last.origin else ""
        return f"{where} The init op {last.name!r} was made before it{at}: make the init op after the last variable."
    call = f"sess.run({_in_python(last) or repr(last.name)})"
    return f"{where} Run the init op {last.name!r} in this session first: {call}."


def uninitialized(op: Operation) -> errors.OpError:
    """The error for a node that met a variable without a value on a branch that was taken."""
    source = op
    while source._inputs and source.definition.variable is None:
        source = source._inputs[0]._op
    if source.definition.variable is None:
        message = f"Attempting to use uninitialized value {source.name}{node_line(op)}"
        return errors.FailedPreconditionError(None, op, message)
    return unborn(variable_of(source), op)
