"""The functions that a program gives to datasets, built as function graphs that take and return flat tensors."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Callable
from typing import Any

from scopeflow.data import nesting, structure
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.core import Graph, get_default_graph
from scopeflow.graph.dtypes import resource
from scopeflow.graph.function import FunctionGraph, next_number
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.calling import call

# Two calls of these differ, but what a program makes of them alone decides whether they run.
_ONLY_IF_USED = frozenset(
    [
        "RandomUniform",
        "RandomUniformInt",
        "RandomStandardNormal",
        "ParameterizedTruncatedNormal",
        "TruncatedNormal",
        "RandomShuffle",
        "Multinomial",
        "RandomGamma",
        "RandomGammaGrad",
        "RandomPoisson",
        "RandomPoissonV2",
    ]
)
# Where values leave a branch, a trip of a loop, or a loop.
_ENDS = frozenset(["Exit", "Merge", "NextIteration"])


class StructuredFunction:
    """A Python function of elements as a function graph.

    Args:
      func: the function. A tuple is taken apart into its arguments.
      transformation: what calls it, as messages say: "Dataset.map()".
      spec: the structure of the elements that it gets.
      add_to_graph: whether the default graph is to know it at once.
      legacy: whether names are those that older versions of TensorFlow gave, and results no nodes of their own.

    Attributes:
      body: the FunctionGraph.
      output_spec: the structure of what it returns.

    Raises:
      TypeError: if it returns what can be no element.
    """

    def __init__(
        self,
        func: Callable[..., Any],
        transformation: str,
        spec: Any,
        add_to_graph: bool = True,
        legacy: bool = False,
    ) -> None:
        outer = get_default_graph()
        self.func = func
        self.transformation = transformation
        self.input_spec = spec
        wish = f"{transformation.replace('.', '_')[:-2]}_{name_of(func)}"
        self.body = FunctionGraph(wish, outer)
        self.body.legacy = self._legacy = legacy
        if legacy:
            self.body.attrs["_disable_call_shape_inference"] = ("bool", True)
            self.body.take_devices()
        self.output_spec = self._build()
        self._warn(wish, outer)
        number = next_number()
        self.body.name = f"{wish}_{number}" if legacy else f"__inference_{wish}_{number}"
        if add_to_graph:
            self.add_to_graph()

    def _warn(self, wish: str, outer: Graph) -> None:
        """Warns of what would surprise: random numbers and tables that are not as outside."""
        if outer.seed is not None and self.body._seed_used and self.body.seed == outer.seed:
            warnings.warn(
                f"Seed {outer.seed} from outer graph might be getting used by function {wish}, if the random op has not been "
                "provided any seed. Explicitly set the seed in the function if this is not the intended behavior.",
                stacklevel=6,
            )
        if any(op.type.endswith(("HashTableV2", "HashTableOfTensorsV2")) for op in self.body._ops):
            warnings.warn(
                f"Creating resources inside a function passed to {self.transformation} is not supported. Create each "
                "resource outside the function, and capture it inside the function to use it.",
                stacklevel=6,
            )

    def add_to_graph(self) -> None:
        """Makes the function known to the graph that it was built in."""
        self.body.outer._add_function(self.body)

    @property
    def name(self) -> str:
        """The name by which the graph knows it: the value of a node's `func` attribute."""
        return self.body.name

    @property
    def captured(self) -> list[Tensor]:
        """The tensors of graphs around it that it uses: further inputs of the node that calls it."""
        return self.body.captured

    @property
    def output_types(self) -> Any:
        """The structure of DTypes of what it returns."""
        return structure.legacy_types(self.output_spec)

    @property
    def output_shapes(self) -> Any:
        """The structure of TensorShapes of what it returns."""
        return structure.legacy_shapes(self.output_spec)

    @property
    def output_classes(self) -> Any:
        """The structure of classes of what it returns."""
        return structure.legacy_classes(self.output_spec)

    def _build(self) -> Any:
        body, spec = self.body, self.input_spec
        pairs = zip(structure.flat_types(spec), structure.flat_shapes(spec), strict=True)
        with body.building():
            for index, (kind, dims) in enumerate(pairs):
                body.inputs.append(
                    body.argument(kind, dims, f"arg{index}" if self._legacy else f"args_{index}")
                )
            body.declared = len(body.inputs)
            element = structure.from_tensors(spec, list(body.inputs))
            returned, output_spec = self._returned(element)
            tensors = [convert_to_tensor(t) for t in structure.to_tensors(output_spec, returned)]
            if self._legacy:
                body.outputs = [body.capture(tensor) for tensor in tensors]
            else:
                finish(body, tensors)
        return output_spec

    def _returned(self, element: Any) -> tuple[Any, Any]:
        # (a named tuple is one argument)
        returned = self.func(*element) if type(element) is tuple else self.func(element)
        if isinstance(returned, list):
            returned = tuple(returned)
        try:
            returned = nesting.map_structure(_joined, returned)
            return returned, structure.spec_of(returned)
        except (TypeError, ValueError) as error:
            raise TypeError(
                f"Unsupported return value from function passed to {self.transformation}: {returned}."
            ) from error


def _joined(part: Any) -> Any:
    """A list of tensors as one tensor; other lists become tensors later, each time that they are asked for."""
    if isinstance(part, list) and part and all(isinstance(item, Tensor) for item in part):
        return convert_to_tensor(part)
    return part


def name_of(func: Callable[..., Any]) -> str:
    """What a function's name says of a Python function."""
    if inspect.isfunction(func):
        return func.__name__
    if inspect.ismethod(func):
        return f"{type(func.__self__).__name__}.{func.__name__}"
    return str(type(func))


def finish(body: FunctionGraph, tensors: list[Tensor]) -> None:
    """Makes `tensors` the results of a body that is being built, and says which operations every call runs."""
    results = [call("Identity", tensor) for tensor in tensors]
    must_run = in_order(body)
    for result in results:
        result._op._add_control_inputs(must_run)
    body.outputs = results
    body.control_outputs = must_run


def in_order(body: Graph) -> list[Operation]:
    """Makes operations on the same resource wait for each other; the operations that a call must run."""
    # of each branch or loop, and of what is outside them all: None
    must_run: dict[Any, list[Operation]] = {None: []}
    last: dict[Tensor, Operation] = {}
    for op in list(body._ops):
        if op.type == "Placeholder":
            continue
        if (
            op.type in _ENDS
            and _keep(op, must_run)
            or op.definition.stateful
            and op.type not in _ONLY_IF_USED
        ):
            must_run.setdefault(op._control_flow_context, []).append(op)
        before: list[Operation] = []
        for tensor in op._inputs:
            if tensor.dtype is resource:
                if tensor in last:
                    before.append(last[tensor])
                last[tensor] = op
        context = op._control_flow_context
        op._add_control_inputs([b for b in before if b._control_flow_context is context])
    return must_run[None]


def _keep(end: Operation, must_run: dict[Any, list[Operation]]) -> bool:
    """Makes what comes out of a branch or a trip wait for what must run in there; whether there is such a thing."""
    found = False
    for index, tensor in enumerate(end._inputs):
        inside = tensor._op._control_flow_context
        held = must_run.get(inside)
        if (
            inside is None
            or not held
            or (end.type == "Merge" and inside is end._control_flow_context)
        ):
            continue
        found = True
        if end.type != "Exit":
            _wait(end, index, tensor, held)
    return found and end.type != "NextIteration"


def _wait(end: Operation, index: int, tensor: Tensor, held: list[Operation]) -> None:
    """Puts a node behind a value, in its branch or loop, that waits for operations there."""
    body = end.graph
    outside = body._control_flow_context
    body._control_flow_context = tensor._op._control_flow_context
    try:
        waiting = call("Identity", tensor)
    finally:
        body._control_flow_context = outside
    waiting._op._add_control_inputs(held)
    end._update_input(index, waiting)
