"""The reverse walk: from the tensors that are differentiated back to those that they are differentiated by.

It goes through the operations between them, each one once everything that takes its outputs has been
visited, asks the operation's gradient function for the gradients of its inputs, and adds up what reaches
an output from several sides.  Its order decides the order and the names of the nodes made.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from scopeflow.autodiff import loops
from scopeflow.autodiff.aggregation import aggregated, check_method
from scopeflow.autodiff.zeros import is_trainable, zeros_outside_loop
from scopeflow.graph import dtypes
from scopeflow.graph.collector import paused_collector
from scopeflow.graph.core import Graph
from scopeflow.graph.operation import Operation
from scopeflow.graph.origin import is_ours
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import gradient
from scopeflow.ops.arrays.indexed_slices import IndexedSlices
from scopeflow.ops.control.grouping import tuple_
from scopeflow.ops.math.sums import add_n

_NOWHERE = nullcontext()


def reached_from(sources: Iterable[Operation]) -> set[Operation]:
    """The operations that a change of `sources` could change smoothly, and `sources` themselves."""
    reached: set[Operation] = set()
    queue = deque(sources)
    consumers = queue[0].graph._all_consumers() if queue else {}
    while queue:
        op = queue.popleft()
        if op in reached:
            continue
        reached.add(op)
        outputs = op._outputs
        if len(outputs) == 1:
            if is_trainable(outputs[0].dtype):
                queue.extend(consumers.get(op._id, ()))
            continue
        for output in outputs:
            if is_trainable(output.dtype):
                queue.extend(op.graph._consumers_of(output))
    return reached


class Walk:
    """One walk.

    Args:
      graph: the graph.
      ys, xs: from where, and to where; tensors.
      colocate: whether the nodes made stand on the device of the operation they differentiate.
      gate: whether an operation's gradients are all computed before any is used.
      method: how gradients are added up.
      stops: tensors beyond which nothing is differentiated.
      bare: no name scopes, and sums that ask for no device.
    """

    def __init__(
        self,
        graph: Graph,
        ys: Sequence[Any],
        xs: Sequence[Any],
        colocate: bool = False,
        gate: bool = False,
        method: Any = None,
        stops: Sequence[Any] = (),
        bare: bool = False,
    ) -> None:
        self.graph = graph
        self.colocate = colocate
        self.gate = gate
        self.method = method
        self.bare = bare
        # operation -> for each of its outputs: the gradients that came in, later their sum
        self.grads: dict[Operation, list[Any]] = {}
        self.sources = [x.op for x in xs]
        self.targets = [y.op for y in ys]
        stop_ops = [stop.op for stop in stops]
        reached = reached_from(self.sources)
        self.reachable_targets = reached.intersection(self.targets)
        self._count(reached)
        self.stops = self._stop_ops(stop_ops)

    def _count(self, reached: set[Operation]) -> None:
        """Finds the operations in between, and by how many inputs each is used among them."""
        between: list[Operation] = []
        inside: set[Operation] = set()
        queue = deque(self.targets)
        while queue:
            op = queue.popleft()
            if op in reached and op not in inside:
                inside.add(op)
                between.append(op)
                queue.extend([given._op for given in op._inputs])
        self.loops = loops.state_for(between, inside, self.colocate)
        self.pending: dict[Operation, int] = {}
        pending = self.pending
        for op in between:
            for given in op._inputs:
                if given._op in inside:
                    pending[given._op] = pending.get(given._op, 0) + 1

    def _stop_ops(self, given: Sequence[Operation]) -> set[Operation]:
        """Where the walk ends: the sources that no other source feeds, and those asked for."""
        pending = self.pending
        stops = {
            op
            for op in self.sources
            if not any(pending.get(taken._op, 0) > 0 for taken in op._inputs)
        }
        return stops.union(given)

    def beside(self, op: Operation) -> AbstractContextManager[Any]:
        """Where the gradient nodes of `op` stand."""
        if self.colocate:
            return self.graph.colocate_with(op)
        return _NOWHERE

    def add(self, tensor: Any, grad: Any) -> None:
        """Notes a gradient of `tensor`."""
        op = tensor.op
        known = self.grads.get(op)
        if known is None:
            known = self.grads[op] = [[] for _ in op._outputs]
        parts = known[tensor.value_index]
        if isinstance(parts, list):
            parts.append(grad)
        else:  # a loop's Switch: visited twice
            assert loops.is_loop_switch(op)
            known[tensor.value_index] = grad

    # -- going ---------------------------------------------------------------------------------

    def run(self) -> None:
        """Visits everything between.  The gradients of the ys must have been added.

        Raises:
          LookupError: if an operation has no gradient.
          ValueError: if a gradient function gives what does not fit.
        """
        pending, queue = self.pending, deque[Operation]()
        started: set[Operation] = set()
        for op in self.targets:
            if not pending.get(op, 0) and op not in started and op in self.reachable_targets:
                started.add(op)
                queue.append(op)
        if self.loops is not None:
            for left in self.loops.unused_exits(pending, started):
                if is_trainable(left.dtype):
                    self.add(left, self.loops.zeros_for_exit(left))
                    queue.append(left.op)
        # many nodes come from the one line that called for gradients
        pin = self.graph.pin_origin()
        try:
            with paused_collector():
                while queue:
                    op = queue.popleft()
                    with self.beside(op):
                        self._visit(op)
                    self._release(op, queue)
        finally:
            self.graph.unpin_origin(pin)

    def finish(self) -> None:
        """Closes the backward loops; TensorFlow does so outside the scope of the gradients."""
        if self.loops is not None:
            self.loops.finish()

    def _visit(self, op: Operation) -> None:
        state = self.loops
        is_switch = loops.is_loop_switch(op)
        if state is not None:
            state.enter(op, before=True)
        out_grads = self._collect(op)
        if state is not None:
            state.exit(op, before=True)
        function = None
        has_grads = any(isinstance(grad, (Tensor, IndexedSlices)) or grad for grad in out_grads)
        if has_grads and op not in self.stops:
            if is_switch:
                self._refuse_first_values(op)
            function = _function_of(op)
        if state is not None:
            state.enter(op, before=False)
        if is_switch and self.graph._get_control_flow_context() is (op._control_flow_context):
            raise self._through_a_first_value(op)
        if function is not None:
            for index, grad in enumerate(out_grads):
                if grad is None and is_trainable(op._outputs[index].dtype):
                    out_grads[index] = (
                        zeros_outside_loop(op, index)
                        if state is None
                        else state.zeros_like(op, index)
                    )
            self._spread(op, self._input_gradients(op, function, out_grads))
        if state is not None:
            state.exit(op, before=False)

    def _through_a_first_value(self, op: Operation) -> ValueError:
        """The refusal of a gradient built inside a loop that would leave it."""
        queue, seen = deque([op]), set[Operation]()
        while queue:
            found = queue.popleft()
            if found in self.sources:
                break
            if found not in seen:
                seen.add(found)
                queue.extend(taken._op for taken in found._inputs)
        return ValueError(
            f"Cannot compute gradient inside while loop with respect to op '{found.name}'. We do not support taking the "
            "gradient wrt or through the initial value of a loop variable. Gradients can be computed through loop "
            "invariants or wrt the input parameters to the loop body."
        )

    def _refuse_first_values(self, switch: Operation) -> None:
        """Within a body, the walk must not go round to earlier trips of the same loop.

        Raises:
          ValueError: if `switch` is one of the loop that the gradient is being built in.
        """
        if switch._control_flow_context is not self.graph._get_control_flow_context():
            return
        sources, seen, queue = set(self.sources), set[Operation](), deque([switch])
        while queue:
            op = queue.popleft()
            if op in sources:
                raise ValueError(
                    f"Cannot compute gradient inside while loop with respect to op '{op.name}'. "
                    "The path leads through the first value of a loop variable. Differentiate by the body's "
                    "arguments, or by what is the same in every trip."
                )
            if op not in seen:
                seen.add(op)
                queue.extend([given._op for given in op._inputs])

    def _collect(self, op: Operation) -> list[Any]:
        """The gradients of the outputs of `op`, each one sum."""
        parts = self.grads.get(op)
        if parts is None:
            # not noted: what nothing reached is unconnected
            parts = [[] for _ in op._outputs]
        method = check_method(self.method)
        for index, given in enumerate(parts):
            if isinstance(given, list):
                plain = self.bare and len(given) > 1
                if plain and all(isinstance(part, Tensor) for part in given):
                    parts[index] = add_n(given)
                else:
                    parts[index] = aggregated(given, op, method)
            else:
                assert self.loops is not None and loops.is_loop_switch(op)
        # the list itself: a user who asks for the gradient of an output gets the zeros that stand in for it
        return parts

    def _input_gradients(self, op: Operation, function: Any, out_grads: list[Any]) -> list[Any]:
        graph = self.graph
        with _NOWHERE if self.bare else graph.name_scope(op.name + "_grad"):
            if _runs_no_user_code(function):
                fixed = graph.fix_origin()
                try:
                    made = function(op, *out_grads)
                finally:
                    graph.unfix_origin(fixed)
            else:
                made = function(op, *out_grads)
            in_grads = list(made) if isinstance(made, (list, tuple)) else [made]
            if len(in_grads) != len(op._inputs):
                raise ValueError(
                    f"Num gradients {len(in_grads)} generated for op {op.node_def} "
                    f"do not match num inputs {len(op._inputs)}"
                )
            if self.gate and sum(grad is not None for grad in in_grads) > 1:
                with graph.device(None), graph.colocate_with(None, ignore_existing=True):
                    in_grads = tuple_(in_grads)
        for grad in in_grads:
            if grad is not None and not isinstance(grad, (Tensor, IndexedSlices)):
                raise AttributeError(
                    f"'{_class_name(grad)}' object has no attribute 'name'. "
                    f"The gradient function of {op.name} must give Tensors, IndexedSlices or None."
                )
        return in_grads

    def _spread(self, op: Operation, in_grads: list[Any]) -> None:
        for index, (taken, grad) in enumerate(zip(op._inputs, in_grads, strict=True)):
            if grad is None:
                continue
            if isinstance(grad, Tensor) and taken.dtype is not dtypes.resource:
                try:
                    grad.set_shape(taken.get_shape())
                except ValueError:
                    raise ValueError(
                        "Incompatible shapes between op input and calculated input gradient. "
                        f" Forward operation: {op.name}.  Input index: {index}. Original input shape: "
                        f"{taken.shape}.  Calculated input gradient shape: {grad.shape}"
                    ) from None
            self.add(taken, grad)

    def _release(self, op: Operation, queue: deque[Operation]) -> None:
        """Takes `op` off the count of what it takes from; what is ready then joins the queue."""
        pending = self.pending
        for taken in op._inputs:
            source = taken._op
            left = pending.get(source, 0) - 1
            pending[source] = left
            state = self.loops
            ready = left == 0 or (state is not None and left > 0 and loops.is_loop_switch(source))
            if not ready:
                continue
            if state is not None and loops.is_exit(source):
                next_ops, without = state.reached_exit(taken, self._has_gradient)
                for value in without:
                    if is_trainable(value.dtype):
                        self.add(value, state.zeros_for_exit(value))
                queue.extend(next_ops)
            else:
                queue.append(source)

    def result(self, x: Any) -> Any:
        """The gradient of an x after `run`, or None."""
        known = self.grads.get(x.op)
        return None if known is None else known[x.value_index]

    def _has_gradient(self, op: Operation) -> bool:
        """Whether any gradient came in for an output of `op`."""
        for parts in self.grads.get(op, ()):
            given = parts if isinstance(parts, list) else [parts]
            if any(part is not None for part in given):
                return True
        return False


def _class_name(value: Any) -> str:
    kind = type(value)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def _runs_no_user_code(function: Any) -> bool:
    """Whether a gradient function is one of an op's own module; others may call what a user gave them."""
    module: str = getattr(function, "__module__", None) or ""
    return module.endswith("_grad") and is_ours(function)


def _function_of(op: Operation) -> Any:
    try:
        return gradient.of(op)
    except LookupError:
        raise LookupError(
            f"No gradient defined for operation '{op.name}' (op type: {op.type}). "
            "Register one with tf.RegisterGradient, or cut it off with tf.stop_gradient."
        ) from None
