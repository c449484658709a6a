"""Functions of tensors called with ragged ones: those of each element work on the values, others have a form for rows."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.gathering import gather
from scopeflow.ops.calling import call
from scopeflow.ops.dispatch import register
from scopeflow.ops.ragged import functions
from scopeflow.ops.ragged.building import is_ragged_tensor

_UNARY = frozenset(
    [
        "Abs",
        "Acos",
        "Acosh",
        "AsString",
        "Asin",
        "Asinh",
        "Atan",
        "Atanh",
        "Ceil",
        "Cos",
        "Cosh",
        "DecodeBase64",
        "DecodeCompressed",
        "Digamma",
        "EncodeBase64",
        "Erf",
        "Erfc",
        "Exp",
        "Expm1",
        "Floor",
        "Identity",
        "Invert",
        "IsFinite",
        "IsInf",
        "IsNan",
        "Lgamma",
        "Log",
        "Log1p",
        "LogicalNot",
        "Neg",
        "Reciprocal",
        "Rint",
        "Round",
        "Rsqrt",
        "Sign",
        "Sin",
        "Sinh",
        "Sqrt",
        "Square",
        "StringLength",
        "StringLower",
        "StringUpper",
        "StringStrip",
        "StringToHashBucketFast",
        "StringToHashBucketStrong",
        "StringToHashBucket",
        "StringToNumber",
        "Substr",
        "Tan",
        "Tanh",
        "Sigmoid",
        "UnicodeScript",
        "Inv",
        "RegexReplace",
        "StaticRegexReplace",
        "StaticRegexFullMatch",
        "RegexFullMatch",
        "DecodeRaw",
        "abs",
        "angle",
        "as_string",
        "cast",
        "check_numerics",
        "clip_by_value",
        "conj",
        "identity",
        "imag",
        "log_sigmoid",
        "ones_like",
        "real",
        "round",
        "string_length",
        "substr",
        "to_bfloat16",
        "to_complex128",
        "to_complex64",
        "to_double",
        "to_float",
        "to_int32",
        "to_int64",
        "zeros_like",
        "regex_replace",
        "regex_full_match",
        "saturate_cast",
        "string_to_number",
    ]
)
_BINARY = frozenset(
    [
        "Add",
        "AddV2",
        "Sub",
        "Mul",
        "Div",
        "RealDiv",
        "FloorDiv",
        "FloorMod",
        "TruncateDiv",
        "TruncateMod",
        "Pow",
        "Maximum",
        "Minimum",
        "Less",
        "LessEqual",
        "Greater",
        "GreaterEqual",
        "SquaredDifference",
        "LogicalAnd",
        "LogicalOr",
        "DivNoNan",
        "Atan2",
        "BitwiseAnd",
        "BitwiseOr",
        "BitwiseXor",
        "LeftShift",
        "RightShift",
        "Complex",
        "add",
        "subtract",
        "multiply",
        "div",
        "truediv",
        "floordiv",
        "mod",
        "floormod",
        "pow",
        "maximum",
        "minimum",
        "equal",
        "not_equal",
        "divide",
        "logical_and",
        "logical_or",
        "logical_xor",
        "squared_difference",
        "div_no_nan",
        "complex",
    ]
)


def _handle(function: Any, name: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    if name in _UNARY and args and is_ragged_tensor(args[0]):
        made = function(args[0].flat_values, *args[1:], **kwargs)
        return args[0].with_flat_values(made)
    if name in _BINARY and len(args) >= 2:
        return _binary(function, args, kwargs)
    special = _SPECIAL.get(name)
    return NotImplemented if special is None else special(*args, **kwargs)


def _binary(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    x, y, *rest = args
    ragged = [one for one in (x, y) if is_ragged_tensor(one)]
    if not ragged:
        return NotImplemented
    if len(ragged) == 2:
        return functions.map_flat_values(lambda a, b: function(a, b, *rest, **kwargs), x, y)
    rows = ragged[0]
    other = y if rows is x else x
    flat = rows.flat_values
    spread = _spread(other, rows, "y" if rows is x else "x")
    made = function(flat, spread, *rest, **kwargs) if rows is x else function(spread, flat, *rest, **kwargs)  # fmt: skip
    return rows.with_flat_values(made)


def _spread(other: Any, rows: Any, name: str) -> Any:
    """A dense operand beside the flat values: as it is, or one row's number for each of its values."""
    from scopeflow.graph.convert import convert_to_tensor

    dense = convert_to_tensor(other, name=name, dtype=rows.dtype)
    rank, inner = len(dense.shape), len(rows.flat_values.shape) - 1
    if rank <= inner or rank == 0:
        return dense
    if rank == inner + 2 and rows.ragged_rank == 1 and dense.shape[1].value == 1:
        # one number for each row
        return gather(dense[:, 0], rows.value_rowids())
    raise ValueError(
        f"Unable to broadcast: a dense tensor of shape {dense.shape} beside the ragged shape {rows.shape}. "
        "A scalar, inner dimensions, or one value for each row can be combined with a RaggedTensor."
    )


def _reduction(name: str) -> Any:
    def reduce(input_tensor: Any, axis: Any = None, keepdims: Any = None, name: Any = None, **old: Any) -> Any:  # fmt: skip
        axis = old.get("reduction_indices", axis)
        if keepdims or old.get("keep_dims"):
            raise ValueError("keepdims is not supported for RaggedTensors.")
        return functions.reduce(kind, input_tensor, axis)

    kind = name
    return reduce


def _concat(values: Any, axis: Any, name: Any = None) -> Any:
    return functions.concat(values, axis, name)


def _gather(params: Any, indices: Any, validate_indices: Any = None, name: Any = None, axis: Any = None, batch_dims: int = 0) -> Any:  # fmt: skip
    if axis or batch_dims:
        return NotImplemented
    if is_ragged_tensor(indices):
        if is_ragged_tensor(params):
            return NotImplemented
        return indices.with_flat_values(gather(params, indices.flat_values))
    return functions.gather_rows(params, indices, name)


def _size(input: Any, name: Any = None, out_type: Any = None) -> Tensor:
    kinds = {} if out_type is None else {"out_type": out_type}
    return call("Size", input.flat_values, name=name, **kinds)


def _rank(input: Any, name: Any = None) -> Tensor:
    from scopeflow.ops.arrays.constant import constant

    return constant(len(input.shape), name=name or "Rank")


def _stack(values: Any, axis: int = 0, name: Any = "stack") -> Any:
    return functions.stack(values, axis, name)


def _boolean_mask(tensor: Any, mask: Any, name: Any = "boolean_mask", axis: Any = None) -> Any:
    return functions.boolean_mask(tensor, mask, name)


def _expand_dims(input: Any, axis: Any = None, name: Any = None, dim: Any = None) -> Any:
    axis = dim if axis is None else axis
    key = [None] if axis == 0 else [slice(None)] * axis + [None]
    return input[tuple(key)]


_SPECIAL: dict[str, Any] = {
    **{
        name: _reduction(name)
        for name in (
            "reduce_sum", "reduce_prod", "reduce_min", "reduce_max", "reduce_mean", "reduce_any", "reduce_all",
        )
    },
    "concat": _concat,
    "stack": _stack,
    "gather": _gather,
    "size": _size,
    "rank": _rank,
    "boolean_mask": _boolean_mask,
    "expand_dims": _expand_dims,
}  # fmt: skip

register("RaggedTensor", _handle)
