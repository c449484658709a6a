"""Lists that hold tensors become tensors: `[x, 1.0]` is packed wherever a tensor is expected."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.convert import register_tensor_conversion_function
from scopeflow.graph.dtypes import DType, as_dtype
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.calling import call
from scopeflow.ops.scoping import name_scope


def is_tensor_like(value: Any) -> bool:
    """Whether `value` is a tensor or stands for one, as variables do."""
    return isinstance(value, Tensor) or getattr(value, "_is_tensor_like", False)


def _dtype_inside(values: Any) -> DType | None:
    """The dtype of the first tensor in nested lists; None if there is none."""
    for value in values:
        if is_tensor_like(value):
            return value.dtype.base_dtype
        if isinstance(value, (list, tuple)):
            found = _dtype_inside(value)
            if found is not None:
                return found
    return None


def _cast_inside(values: Any, dtype: DType) -> Any:
    cast = []
    for value in values:
        if is_tensor_like(value):
            if value.dtype.base_dtype is not dtype:
                value = call("Cast", value, DstT=dtype, name="Cast")
        elif isinstance(value, (list, tuple)):
            value = _cast_inside(value, dtype)
        cast.append(value)
    return cast


def pack_nested(values: Any, dtype: DType, name: str) -> Any:
    """Packs nested lists from the inside out; gives the list back if it holds no tensor.

    Raises:
      TypeError: if a tensor in it has another dtype.
    """
    must_pack = False
    parts: list[Any] = []
    with name_scope(name) as scope:
        for index, value in enumerate(values):
            if is_tensor_like(value):
                if value.dtype.base_dtype is not dtype:
                    raise TypeError(
                        f"Cannot convert a list containing a tensor of dtype {value.dtype!s} to {dtype!s} "
                        f"(Tensor is: {value!r})"
                    )
                must_pack = True
                parts.append(value)
            elif isinstance(value, (list, tuple)):
                part = pack_nested(value, dtype, str(index))
                must_pack = must_pack or isinstance(part, Tensor)
                parts.append(part)
            else:
                parts.append(value)
        if not must_pack:
            return parts
        tensors = [
            part if is_tensor_like(part) else constant(part, dtype, name=str(index))
            for index, part in enumerate(parts)
        ]
        return call("Pack", tensors, name=scope)


def _from_list(value: Any, dtype: Any = None, name: str | None = None, as_ref: bool = False) -> Any:
    if as_ref:
        return NotImplemented
    inside = _dtype_inside(value)
    if inside is None:
        return NotImplemented
    if dtype is None:
        wanted = inside
    else:
        wanted = as_dtype(dtype).base_dtype
        if wanted is not inside:
            value = _cast_inside(value, wanted)
    return pack_nested(value, wanted, name or "packed")


register_tensor_conversion_function((list, tuple), _from_list, 99)
