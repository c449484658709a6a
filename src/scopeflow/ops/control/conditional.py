"""`tf.cond`: two branches of which a run takes one, built as TensorFlow's Switch and Merge nodes.

Each branch is a CondContext: it lies on the graph while the branch is built, notices every tensor
that comes from outside, and leads it through a Switch.  The context stays on the operations, so that
an engine can compile the branches instead of running every node of both.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow.graph.composite import CompositeTensor
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.calling import call
from scopeflow.ops.control.contexts import ControlFlowContext, output_context
from scopeflow.ops.control.grouping import with_dependencies
from scopeflow.ops.control.switching import merge, switch, switch_beside
from scopeflow.ops.control.tensor_array import TensorArray
from scopeflow.ops.nesting import assert_same_structure, leaves, map_leaves, rebuild
from scopeflow.ops.scoping import name_scope


class CondContext(ControlFlowContext):
    """One branch of a `cond`.

    Attributes:
      pred: the tensor that decides.
      pivot: a tensor that is live in this branch only.
      branch: 1 where `pred` is true, 0 where it is false.
    """

    def __init__(self, pred: Tensor, pivot: Tensor, branch: int, name: str = "cond_text") -> None:
        super().__init__(name)
        self.pred = pred
        self.pivot = pivot
        self.branch = branch
        self.values = {pred.name, pivot.name}
        self.external_values = {pred.name: pred}
        pivot.op._set_control_flow_context(self)

    def IsCondContext(self) -> bool:
        """True: this is a branch of a cond."""
        return True

    @property
    def grad_state(self) -> Any:
        """What is known of the loop of gradients that this branch lies in, or None."""
        loop = self.GetWhileContext()
        return None if loop is None else loop.grad_state

    def GetControlPivot(self) -> Tensor | None:
        """A tensor that is live in this branch only."""
        return self.pivot

    def gradient_pred(self, op: Operation) -> Tensor:
        """The predicate as the gradient of a Merge needs it: in a loop of gradients, that of the same trip."""
        current = self.graph._get_control_flow_context()
        state = None if current is None else current.grad_state
        return self.pred if state is None else state.pred_of_merge(self)

    def AddValue(self, val: Tensor) -> Tensor:
        """The tensor that stands for `val` in this branch: `val`, or a Switch of it."""
        if val.name in self.values:
            return self.external_values.get(val.name, val)
        self.values.add(val.name)
        result = val
        outer = self.outer_context
        if outer is not None:
            result = outer.AddValue(val)
            self.values.add(result.name)
            self.external_values[result.name] = result
        with self.graph.control_dependencies(None):
            result = switch_beside(result, self.pred)[self.branch]
            if outer is not None:
                outer.AddInnerOp(result.op)
        self.graph.prevent_fetching(result.op)
        result.op._set_control_flow_context(self)
        self._note_outward(result)
        self.external_values[val.name] = result
        return result

    def AddOp(self, op: Operation) -> None:
        """Takes a new operation into this branch; the graph calls it."""
        self.take_in(op)

    def take_in(self, op: Operation) -> None:
        """Leads the op's inputs into this branch, or ties it to the branch if it has none."""
        if not op._inputs:
            self.remove_external_control(op)
            if not any(self._holds(given) for given in op._control_inputs):
                op._add_control_input(self.pivot.op)
        else:
            self.replace_inputs(op)
            self.remove_external_control(op)
        for made in op._outputs:
            self._note_outward(made)
        self.guard(op)
        if self.outer_context is not None:
            self.outer_context.AddInnerOp(op)

    def _holds(self, op: Operation) -> bool:
        """Whether an operation stands in this branch, however deep."""
        context = output_context(op)
        while context is not None:
            if context is self:
                return True
            context = context.outer_context
        return False

    def _note_outward(self, tensor: Tensor) -> None:
        """Notes the tensor as known in this context and in all around it."""
        name = tensor.name
        context: ControlFlowContext | None = self
        while context is not None:
            context.values.add(name)
            context = context.outer_context

    def build_branch(self, function: Callable[[], Any]) -> tuple[Any, Any]:
        """Calls the branch function: what it returned, and that as tensors of this context."""
        original = function()
        if original is None:
            return None, None
        result = map_leaves(self._output, original, composites=True)
        return original, result if isinstance(result, (list, tuple)) else [result]

    def _output(self, value: Any) -> Tensor:
        if isinstance(value, TensorArray):
            value = value.flow
        elif isinstance(value, Operation):
            # the pivot stands for an operation, after it
            return with_dependencies([value], self.pivot)
        value = convert_to_tensor(value)
        if value.name in self.values:
            return self.external_values.get(value.name, value)
        self.values.add(value.name)
        inside = value
        if self.outer_context is not None:
            inside = self.outer_context.AddValue(value)
            self.values.add(inside.name)
            self.external_values[inside.name] = inside
        inside = switch_beside(inside, self.pred)[self.branch]
        self.external_values[value.name] = inside
        return inside

    def __repr__(self) -> str:
        return f"<CondContext '{self.name}' branch={self.branch}>"


def _sent_by_itself(pred: Any) -> tuple[Tensor, Tensor]:
    """The Switch of a predicate; a variable is sent as what it refers to, and decides by its value."""
    if not hasattr(pred, "_ref"):
        return switch(pred, pred)
    with name_scope("Switch") as scope:
        sent = pred._ref() if pred.dtype._is_ref_dtype else pred.read_value().op.inputs[0]
    return switch(sent, pred, name=scope)


def cond(
    pred: Any,
    true_fn: Callable[[], Any] | None = None,
    false_fn: Callable[[], Any] | None = None,
    strict: bool = False,
    name: str | None = None,
    fn1: Callable[[], Any] | None = None,
    fn2: Callable[[], Any] | None = None,
) -> Any:
    """The result of `true_fn` or of `false_fn`, as `pred` decides in each run.

    Only operations made inside the functions depend on the choice; what they take from outside is
    computed anyway.

    Args:
      pred: a bool scalar tensor.
      true_fn: called once, now, to build the branch for true.
      false_fn: called once, now, to build the branch for false; returns the same structure of
        tensors with the same dtypes.
      strict: keep lists and tuples of one element.
      name: the wish for the scope's name.
      fn1: the old name of `true_fn`.
      fn2: the old name of `false_fn`.

    Returns:
      Tensors in the structure that the functions return.

    Raises:
      TypeError: if `pred` is a Python bool, or a branch is no function.
      ValueError: if the branches return different structures or dtypes, or nothing.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     x = tf.placeholder(tf.float32, [3])
    ...     tf.cond(x[0] > 0.0, lambda: x * 2.0, lambda: -x)
    <tf.Tensor 'cond/Merge:0' shape=(3,) dtype=float32>

    ```
    """
    true_fn = _branch("true_fn", true_fn, "fn1", fn1)
    false_fn = _branch("false_fn", false_fn, "fn2", fn2)
    for what, function in (("true_fn", true_fn), ("false_fn", false_fn)):
        if not callable(function):
            raise TypeError(
                f"{what} must be callable. Give a function that builds the branch, such as lambda: {what[:-3]}."
            )
    with name_scope(name, "cond", [pred]):
        if isinstance(pred, bool):
            raise TypeError(
                "pred must not be a Python bool. Write a Python `if`, or make it a tensor."
            )
        sides = _sent_by_itself(pred)
        on_true = identity(sides[1], name="switch_t")
        on_false = identity(sides[0], name="switch_f")
        decider = identity(pred, name="pred_id")
        for tensor in (*sides, on_true, on_false, decider):
            tensor.graph.prevent_fetching(tensor.op)
        context_t, original_t, result_t = _build(decider, on_true, 1, true_fn, "true_fn")
        context_f, original_f, result_f = _build(decider, on_false, 0, false_fn, "false_fn")
        if not strict:
            original_t = _unpacked(original_t)
            original_f = _unpacked(original_f)
        assert_same_structure(original_t, original_f)
        _assert_same_parts(original_t, original_f)
        if not result_t:
            raise ValueError("true_fn and false_fn must return at least one result.")
        flat_t, flat_f = leaves(result_t, True), leaves(result_f, True)
        for x, y in zip(flat_t, flat_f, strict=True):
            if x.dtype.base_dtype is not y.dtype.base_dtype:
                raise ValueError(
                    "Outputs of true_fn and false_fn must have the same type: "
                    f"{x.dtype.name}, {y.dtype.name}. Cast one of them with tf.cast."
                )
        merged = [_merged(y, x) for x, y in zip(flat_t, flat_f, strict=True)]
        if context_t.outer_context is None:
            graph = get_default_graph()
            graph.add_to_collection(GraphKeys.COND_CONTEXT, context_t)
            graph.add_to_collection(GraphKeys.COND_CONTEXT, context_f)
        given = zip(leaves(original_t, True), merged, strict=True)
        arrays = (a.anew(m) if isinstance(a, TensorArray) else m for a, m in given)
        whole = rebuild(original_t, arrays, composites=True)
        return whole if strict else _unpacked(whole)


def _merged(on_false: Tensor, on_true: Tensor) -> Tensor:
    """What comes out of either branch: the variable itself if both give a reference."""
    refs = on_false.dtype._is_ref_dtype and on_true.dtype._is_ref_dtype
    made = (
        call("RefMerge", [on_false, on_true], name="Merge") if refs else merge([on_false, on_true])
    )
    return made[0]


def _assert_same_parts(on_true: Any, on_false: Any) -> None:
    """Refuses, say, a sparse tensor on one side and a dense one on the other.

    Raises:
      ValueError, TypeError: TensorFlow's words.
    """
    for one, other in zip(leaves(on_true), leaves(on_false), strict=True):
        kinds = [type(x) for x in (one, other) if isinstance(x, CompositeTensor)]
        if not kinds:
            continue
        if len(kinds) == 2 and kinds[0] is not kinds[1]:
            raise TypeError(
                "Incompatible return types of true_fn and false_fn: The two structures don't have the same nested "
                f"structure.\n\nOne branch gives a {kinds[0].__name__}, the other a {kinds[1].__name__}."
            )
        if len(kinds) == 1 or len(leaves(one, True)) != len(leaves(other, True)):
            raise ValueError(
                "Incompatible return values of true_fn and false_fn: The two structures don't have the same nested "
                f"structure.\n\ntrue_fn gives {one}, false_fn gives {other}."
            )


def _branch(name: str, function: Any, old_name: str, old_function: Any) -> Any:
    if old_function is not None:
        if function is not None:
            raise TypeError(f"cond(): {name} and {old_name} may not be set simultaneously.")
        return old_function
    if function is None:
        raise TypeError(f"cond(): {name} argument required")
    return function


def _build(
    pred: Tensor, pivot: Tensor, branch: int, function: Callable[[], Any], what: str
) -> tuple[CondContext, Any, Any]:
    context = CondContext(pred, pivot, branch)
    context.Enter()
    try:
        original, result = context.build_branch(function)
        if original is None:
            raise ValueError(f"{what} must have a return value.")
        context.ExitResult(result)
    finally:
        context.Exit()
    return context, original, result


def _unpacked(structure: Any) -> Any:
    """The element of a list or tuple of one."""
    if isinstance(structure, (list, tuple)) and len(structure) == 1:
        return structure[0]
    return structure
