"""How long NumPy takes for a node, told from the graph and the shapes that are fed.

The numbers were fitted to walks of the models under tests/models: most plans are estimated within a
factor of two.  Only the choice of a tier hangs on them, so they are constants and not measured anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod, sqrt
from typing import Any

from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor

Shapes = Mapping[Tensor, tuple[int, ...]]

# Microseconds of a call whatever its arguments' sizes, where it is not USUAL.
USUAL = 2.5
_CALLS = {
    0.5: ["Identity", "NoOp", "StopGradient", "Switch", "RefSwitch", "Merge", "RefMerge", "Enter", "Exit"],
    1.5: ["Add", "AddV2", "Assign", "ExpandDims", "Mul", "Neg", "Reshape", "Shape", "Sub", "ZerosLike"],
    6.0: [
        "AddN", "BiasAdd", "BiasAddGrad", "BroadcastGradientArgs", "ConcatV2", "GatherV2", "Mean", "Pack",
        "ReluGrad", "Sigmoid", "Slice", "StridedSlice", "TensorArrayReadV3", "TensorArrayWriteV3", "Tile",
    ],
    20.0: [
        "ApplyAdagrad", "ApplyAdam", "ApplyFtrl", "ApplyMomentum", "ApplyRMSProp", "ConcatOffset", "Einsum",
        "ResourceApplyAdam", "ResourceApplyMomentum", "ResourceApplyRMSProp", "Softplus", "StridedSliceGrad",
    ],
    50.0: [
        "AvgPool", "AvgPoolGrad", "DynamicStitch", "FusedBatchNorm", "FusedBatchNormGradV3", "FusedBatchNormV3",
        "MaxPool", "SoftmaxCrossEntropyWithLogits", "SparseSoftmaxCrossEntropyWithLogits", "UnsortedSegmentSum",
    ],
    150.0: ["MaxPoolGrad", "ResizeBilinear", "ResizeBilinearGrad"],
}  # fmt: skip
_CALL = {name: time for time, names in _CALLS.items() for name in names}
_RANDOM_CALL, _WINDOWS_CALL = 70.0, 60.0
# So many of these in a microsecond: numbers read and written, numbers that are only read, random numbers,
# multiplications of matrix products, numbers copied out into a matrix of windows.
_NUMBERS, _READ, _RANDOMS, _PRODUCTS, _WINDOWS = 1000.0, 5000.0, 20.0, 20000.0, 300.0
_REDUCTIONS = frozenset(["All", "Any", "Max", "Mean", "Min", "Sum"])
# What an unknown size is taken for where no feed tells.
UNKNOWN = 32
_DEEP = 8
_MATRICES = frozenset(["MatMul", "BatchMatMul", "BatchMatMulV2"])


class Sizes:
    """How many numbers the tensors of a plan hold, where the graph does not tell guessed from what is fed.

    An unknown first size is that of the feeds, other unknown sizes their other ones; what else is not known
    is taken to be as large as what it was made from.

    Args:
      fed: the shapes of what is fed.
    """

    def __init__(self, fed: Shapes) -> None:
        first, others = [0], [0]
        for tensor, shape in fed.items():
            dims = tensor._dims
            known = dims if dims is not None and len(dims) == len(shape) else (None,) * len(shape)
            for axis, size in enumerate(shape):
                if known[axis] is None:
                    (others if axis else first).append(size)
        self._first = max(first) or UNKNOWN
        self._other = max(others)
        self._known = {tensor: prod(shape) for tensor, shape in fed.items()}

    def of(self, tensor: Tensor, depth: int = 0) -> int:
        """The number of elements of a tensor; nodes before it that were not asked for are looked at up to a depth."""
        found = self._known.get(tensor)
        if found is None:
            dims = tensor._dims
            if dims is not None and (None not in dims or self._other or None not in dims[1:]):
                found = prod(
                    [
                        (self._other if axis else self._first) if size is None else size
                        for axis, size in enumerate(dims)
                    ]
                )
            elif depth > _DEEP:
                return self._first
            else:
                # (what a loop hands back to itself is not known yet)
                self._known[tensor] = self._first
                sources = [self.of(source, depth + 1) for source in tensor._op._inputs]
                found = max(sources, default=self._first)
            self._known[tensor] = found
        return found


def node_cost(op: Operation, sizes: Sizes) -> float:
    """Microseconds that NumPy takes for a node, roughly."""
    kind, of = op.type, sizes.of
    made = sum([of(tensor) for tensor in op._outputs])
    cost = _CALL.get(kind, USUAL)
    if cost >= 1.0:
        numbers = made + sum([of(tensor) for tensor in op._inputs])
        cost += numbers / (_READ if kind in _REDUCTIONS else _NUMBERS)
    if kind in _MATRICES:
        cost += _products(op, of) / _PRODUCTS
    elif "Conv" in kind or "ksize" in op._attrs:
        windows, outputs = _windows(op, of)
        cost += _WINDOWS_CALL + windows / _WINDOWS + windows * outputs / _PRODUCTS
    elif "seed2" in op._attrs and op.definition.stateful:
        cost += _RANDOM_CALL + made / _RANDOMS
    return cost


def _products(op: Operation, of: Any) -> float:
    """How often two numbers are multiplied in a product of matrices."""
    first, second = (of(tensor) for tensor in op._inputs[:2])
    together = sqrt(first * second * of(op._outputs[0]))
    dims = op._inputs[0]._dims
    if dims is not None and len(dims) > 2 and dims[-1] and dims[-2]:
        # of many matrices side by side
        together /= sqrt(max(first / (dims[-1] * dims[-2]), 1))
    return together


def _windows(op: Operation, of: Any) -> tuple[float, float]:
    """How many numbers the windows of a convolution or pool hold together, and how often each is multiplied."""
    ksize = op._attrs.get("ksize")
    if ksize is not None:
        return of(op._inputs[0]) * prod(ksize) / max(prod(op._attrs["strides"]), 1), 1.0
    backwards, to_filter = "Backprop" in op.type, "BackpropFilter" in op.type
    if len(op._inputs) < (3 if backwards else 2):
        return 0.0, 1.0
    filters = op._outputs[0] if to_filter else op._inputs[1]
    made = of(op._inputs[2] if backwards else op._outputs[0])
    dims = filters._dims
    outputs = 1 if "Depth" in op.type or dims is None or dims[-1] is None else max(dims[-1], 1)
    return made / outputs * (of(filters) / outputs), float(outputs)


def nodes_cost(ops: Sequence[Operation], sizes: Sizes) -> float:
    """Microseconds that NumPy takes for all of these."""
    return sum([node_cost(op, sizes) for op in ops])


def rows_cost(rows: Sequence[tuple[Operation, int]], sizes: Sizes) -> float:
    """Microseconds that calls for many nodes at once take longer than for the one that is given, roughly."""
    return sum(
        [
            (count - 1) * sum([sizes.of(t) for t in (*op._outputs, *op._inputs)]) / _NUMBERS
            for op, count in rows
        ]
    )
