"""The ops that assign to parts of a variable: rows by index, slices by coordinates, and `v[...]`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from scopeflow import errors, xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arguments import compact
from scopeflow.ops.arrays.gathering import check_not_empty
from scopeflow.ops.define import Definition, ShapeMismatch, op
from scopeflow.ops.state.assigning import handle_dims, target_dims

_ORDERED = "{float16|bfloat16|float32|float64|int32|int64}"


# -- rows ------------------------------------------------------------------------------------------


def _rows(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    """Updates have the shape `indices.shape + variable.shape[1:]`, or are one scalar."""
    target, indices, updates = inputs
    dims = target_dims(target)
    if dims is not None and indices._dims is not None and updates._dims != ():
        rules.merge(updates._dims, indices._dims + dims[1:])
    return (dims,) if target.dtype._is_ref_dtype else ()


def _row_op(type_name: str, kernel: Callable[..., Any], kinds: str, locking: bool) -> Definition:
    """A Scatter op of a ref variable."""

    @op(
        f"{type_name}(ref: Ref(T), indices: Tindices, updates: T; T: {kinds}, Tindices: index,"
        f" use_locking: bool = {locking}) -> (output_ref: Ref(T))",
        shape=_rows,
        writes="ref",
    )
    def scatter(ref: Any, indices: Any, updates: Any) -> Any:
        """Changes the rows of a variable that `indices` names."""
        return kernel(ref, indices, updates)

    return scatter


def _resource_row_op(type_name: str, kernel: Callable[..., Any], kinds: str) -> Definition:
    """A ResourceScatter op."""

    @op(
        f"{type_name}(resource: resource, indices: Tindices, updates: dtype; dtype: {kinds},"
        " Tindices: index) -> () # stateful",
        shape=_rows,
        writes="resource",
    )
    def scatter(resource: Any, indices: Any, updates: Any) -> Any:
        """Changes the rows of a resource variable that `indices` names."""
        return kernel(resource, indices, updates)

    return scatter


scatter_add = _row_op("ScatterAdd", xp.scatter_add, "number", False)
scatter_sub = _row_op("ScatterSub", xp.scatter_sub, "number", False)
scatter_mul = _row_op("ScatterMul", xp.scatter_mul, "number", False)
scatter_div = _row_op("ScatterDiv", xp.scatter_div, "number", False)
scatter_min = _row_op("ScatterMin", xp.scatter_min, _ORDERED, False)
scatter_max = _row_op("ScatterMax", xp.scatter_max, _ORDERED, False)
scatter_update = _row_op("ScatterUpdate", xp.scatter_update, "type", True)

resource_scatter_add = _resource_row_op("ResourceScatterAdd", xp.scatter_add, "number")
resource_scatter_sub = _resource_row_op("ResourceScatterSub", xp.scatter_sub, "number")
resource_scatter_mul = _resource_row_op("ResourceScatterMul", xp.scatter_mul, "number")
resource_scatter_div = _resource_row_op("ResourceScatterDiv", xp.scatter_div, "number")
resource_scatter_min = _resource_row_op("ResourceScatterMin", xp.scatter_min, "number")
resource_scatter_max = _resource_row_op("ResourceScatterMax", xp.scatter_max, "number")
resource_scatter_update = _resource_row_op("ResourceScatterUpdate", xp.scatter_update, "type")


# -- coordinates -----------------------------------------------------------------------------------


def _coordinates(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    target, indices, updates = inputs
    dims = target_dims(target)
    if indices._dims == () or updates._dims == ():
        raise ShapeMismatch("Shape must be at least rank 1 but is rank 0")
    check_not_empty(dims, indices._dims, updates._dims)
    check_coordinates(dims, indices._dims, updates._dims)
    return (dims,) if target.dtype._is_ref_dtype else ()


def check_coordinates(dims: rules.Dims, indices: rules.Dims, updates: rules.Dims) -> None:
    """Raises ShapeMismatch unless each row of `indices` can name a place for a slice of `updates`.

    Args:
      dims: the shape written to.
      indices: `[..., k]`.
      updates: `indices.shape[:-1] + dims[k:]`.
    """
    if dims is None or indices is None or updates is None or indices[-1] is None:
        return
    outer, depth = len(indices) - 1, indices[-1]
    _match(
        indices[:-1],
        updates[:outer],
        "indices",
        indices,
        "updates",
        updates,
        f"The outer {outer} dimensions of",
    )
    inner = len(dims) - depth
    _match(
        dims[depth:],
        updates[outer:],
        "input",
        dims,
        "updates",
        updates,
        f"The inner {inner} dimensions of",
        len(updates) - outer,
    )


def _match(
    a: rules.Dims,
    b: rules.Dims,
    a_name: str,
    a_all: Any,
    b_name: str,
    b_all: Any,
    which: str,
    others: int | None = None,
) -> None:
    try:
        rules.merge(a, b)
    except ShapeMismatch as mismatch:
        count_and = which[4:] if others is None else f"inner {others} dimensions of"
        raise ShapeMismatch(
            f"{which} {a_name}.shape={compact(a_all)} must match the {count_and} "
            f"{b_name}.shape={compact(b_all)}: {mismatch}"
        ) from None


def _coordinate_op(
    type_name: str, kernel: Callable[..., Any], kinds: str, locking: bool
) -> Definition:
    """A ScatterNd op of a ref variable."""

    @op(
        f"{type_name}(ref: Ref(T), indices: Tindices, updates: T; T: {kinds}, Tindices: index,"
        f" use_locking: bool = {locking}) -> (output_ref: Ref(T))",
        shape=_coordinates,
        writes="ref",
    )
    def scatter_nd(ref: Any, indices: Any, updates: Any) -> Any:
        """Changes the slices of a variable at the coordinates in the rows of `indices`."""
        return kernel(ref, indices, updates)

    return scatter_nd


def _resource_coordinate_op(type_name: str, kernel: Callable[..., Any]) -> Definition:
    """A ResourceScatterNd op."""

    @op(
        f"{type_name}(ref: resource, indices: Tindices, updates: T; T: type, Tindices: index,"
        " use_locking: bool = True) -> () # stateful",
        shape=_coordinates,
        writes="ref",
    )
    def scatter_nd(ref: Any, indices: Any, updates: Any) -> Any:
        """Changes the slices of a resource variable at the coordinates in the rows of `indices`."""
        return kernel(ref, indices, updates)

    return scatter_nd


scatter_nd_add = _coordinate_op("ScatterNdAdd", xp.scatter_nd_add, "number", False)
scatter_nd_sub = _coordinate_op("ScatterNdSub", xp.scatter_nd_sub, "number", False)
scatter_nd_update = _coordinate_op("ScatterNdUpdate", xp.scatter_nd_update, "type", True)

resource_scatter_nd_add = _resource_coordinate_op("ResourceScatterNdAdd", xp.scatter_nd_add)
resource_scatter_nd_sub = _resource_coordinate_op("ResourceScatterNdSub", xp.scatter_nd_sub)
resource_scatter_nd_update = _resource_coordinate_op(
    "ResourceScatterNdUpdate", xp.scatter_nd_update
)


# -- reading by index ------------------------------------------------------------------------------


def _gathered(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    dims, indices = handle_dims(inputs[0]), inputs[1]._dims
    if dims is None or indices is None:
        return (None,)
    if not dims:
        raise ShapeMismatch("Shape must be at least rank 1 but is rank 0")
    batch = attrs["batch_dims"]
    return (dims[:batch] + indices[batch:] + dims[batch + 1 :],)


@op(
    "ResourceGather(resource: resource, indices: Tindices; batch_dims: int = 0, validate_indices: bool = True,"
    " dtype: type, Tindices: index) -> (output: dtype) # stateful",
    shape=_gathered,
    reads="resource",
)
def resource_gather(resource: Any, indices: Any, *, batch_dims: int) -> Any:
    """The rows of a resource variable that `indices` names."""
    return xp.gather(resource, indices, batch_dims, batch_dims)


def _gathered_nd(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    dims, indices = handle_dims(inputs[0]), inputs[1]._dims
    if indices == ():
        raise ShapeMismatch("Shape must be at least rank 1 but is rank 0")
    if dims is None or indices is None or indices[-1] is None:
        return (None,)
    if indices[-1] > len(dims):
        raise ShapeMismatch(f"indices.shape[-1] must be <= params.rank, but saw indices shape: {compact(indices)} "
                            f"and params shape: {compact(dims)}")  # fmt: skip
    return (indices[:-1] + dims[indices[-1] :],)


@op(
    "ResourceGatherNd(resource: resource, indices: Tindices; dtype: type, Tindices: index)"
    " -> (output: dtype) # stateful",
    shape=_gathered_nd,
    reads="resource",
)
def resource_gather_nd(resource: Any, indices: Any) -> Any:
    """The slices of a resource variable at the coordinates in the rows of `indices`."""
    return xp.gather_nd(resource, indices)


# -- v[...].assign ---------------------------------------------------------------------------------


def _whole(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    return (inputs[0]._dims,) if inputs[0].dtype._is_ref_dtype else ()


def _assign_slice(
    ref: Any, value: Any, begin: Any, end: Any, strides: Any, masks: dict[str, int]
) -> Any:
    wanted = xp.strided_slice(ref, begin, end, strides, **masks).shape
    if wanted != value.shape:
        xp.check(
            False,
            errors.UnimplementedError,
            "sliced l-value shape %s does not match r-value shape %s. Automatic broadcasting not yet implemented.",
            compact(wanted),
            compact(value.shape),
        )
    return xp.strided_slice_assign(ref, value, begin, end, strides, **masks)


_MASKS = "begin_mask: int = 0, end_mask: int = 0, ellipsis_mask: int = 0, new_axis_mask: int = 0, shrink_axis_mask: int = 0"


@op(
    "StridedSliceAssign(ref: Ref(T), begin: Index, end: Index, strides: Index, value: T; T: type, Index: index, "
    f"{_MASKS}) -> (output_ref: Ref(T))",
    shape=_whole,
    writes="ref",
    static=("begin", "end", "strides"),
)
def strided_slice_assign(
    ref: Any, begin: Any, end: Any, strides: Any, value: Any,
    *, begin_mask: int, end_mask: int, ellipsis_mask: int, new_axis_mask: int, shrink_axis_mask: int,
) -> Any:  # fmt: skip
    """Replaces a slice of a variable."""
    masks = {
        "begin_mask": begin_mask, "end_mask": end_mask, "ellipsis_mask": ellipsis_mask,
        "new_axis_mask": new_axis_mask, "shrink_axis_mask": shrink_axis_mask,
    }  # fmt: skip
    return _assign_slice(ref, value, begin, end, strides, masks)


@op(
    "ResourceStridedSliceAssign(ref: resource, begin: Index, end: Index, strides: Index, value: T; T: type, "
    f"Index: index, {_MASKS}) -> () # stateful",
    shape=_whole,
    writes="ref",
    static=("begin", "end", "strides"),
)
def resource_strided_slice_assign(
    ref: Any, begin: Any, end: Any, strides: Any, value: Any,
    *, begin_mask: int, end_mask: int, ellipsis_mask: int, new_axis_mask: int, shrink_axis_mask: int,
) -> Any:  # fmt: skip
    """Replaces a slice of a resource variable."""
    masks = {
        "begin_mask": begin_mask, "end_mask": end_mask, "ellipsis_mask": ellipsis_mask,
        "new_axis_mask": new_axis_mask, "shrink_axis_mask": shrink_axis_mask,
    }  # fmt: skip
    return _assign_slice(ref, value, begin, end, strides, masks)
