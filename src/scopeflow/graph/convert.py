"""Turning Python values into tensors: a registry of conversions by type, and `convert_to_tensor`."""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable, Iterable
from typing import Any

from scopeflow.graph import dtypes, ports
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor

Conversion = Callable[..., Any]

_lock = threading.Lock()
# priority -> [(a type or several, function)], asked in order of priority, then of registration
_registry: dict[int, list[tuple[Any, Conversion]]] = {}
_by_type: dict[type, tuple[tuple[Any, Conversion], ...]] = {}


def register_tensor_conversion_function(
    base_type: Any, conversion_func: Conversion, priority: int = 100
) -> None:
    """Teaches `convert_to_tensor` a type.

    Args:
      base_type: a type or a tuple of types; subclasses count.
      conversion_func: called as `f(value, dtype=None, name=None, as_ref=False)`; returns a Tensor, or
        NotImplemented to let the next conversion try.
      priority: smaller is asked earlier.

    Raises:
      TypeError: if `base_type` is no type or `conversion_func` cannot be called.
    """
    types = base_type if isinstance(base_type, tuple) else (base_type,)
    if not types or not all(isinstance(t, type) for t in types):
        raise TypeError("base_type must be a type or a tuple of types.")
    if not callable(conversion_func):
        raise TypeError("conversion_func must be callable.")
    with _lock:
        _registry.setdefault(priority, []).append((base_type, conversion_func))
        _by_type.clear()


def _conversions_for(kind: type) -> tuple[tuple[Any, Conversion], ...]:
    found = _by_type.get(kind)
    if found is None:
        for module in ports.CONVERSIONS:
            importlib.import_module(module)
        with _lock:
            found = tuple(
                entry
                for priority in sorted(_registry)
                for entry in _registry[priority]
                if issubclass(kind, entry[0])
            )
            _by_type[kind] = found
    return found


def convert_to_tensor(
    value: Any,
    dtype: Any = None,
    name: str | None = None,
    preferred_dtype: Any = None,
    dtype_hint: Any = None,
) -> Tensor:
    """The tensor that `value` stands for; makes a constant where it is a plain value.

    Args:
      value: a Tensor, a variable, a number, a string, a list, a NumPy array, or anything registered.
      dtype: the dtype it must have.
      name: the wish for the name of a node that has to be made.
      preferred_dtype: a dtype to try first; another is accepted.
      dtype_hint: the same as `preferred_dtype`.

    Raises:
      TypeError: if no conversion is registered for its type.
      ValueError: if it has another dtype.
    """
    return internal_convert(
        value, dtype, name, False, preferred_dtype if dtype_hint is None else dtype_hint
    )


def internal_convert(
    value: Any,
    dtype: Any = None,
    name: str | None = None,
    as_ref: bool = False,
    preferred_dtype: Any = None,
) -> Any:
    """`convert_to_tensor` that can also ask for the reference of a variable."""
    if type(value) is Tensor and (dtype is None or dtype is value.dtype):
        return value
    if dtype is not None:
        dtype = dtypes.as_dtype(dtype)
    if isinstance(value, Tensor):
        if dtype is not None and not dtype.is_compatible_with(value.dtype):
            raise ValueError(
                f"Tensor conversion requested dtype {dtype.name} for Tensor with dtype {value.dtype.name}: {value!r}. "
                f"Write tf.cast(x, tf.{dtype.base_dtype.name})."
            )
        return value
    prefix = f"{name}: " if name else ""
    if preferred_dtype is not None:
        preferred_dtype = dtypes.as_dtype(preferred_dtype)
    for types, function in _conversions_for(type(value)):
        result: Any = NotImplemented
        if dtype is None and preferred_dtype is not None:
            try:
                result = function(value, dtype=preferred_dtype, name=name, as_ref=as_ref)
            except (TypeError, ValueError):
                result = NotImplemented
            else:
                if (
                    result is not NotImplemented
                    and result.dtype.base_dtype is not preferred_dtype.base_dtype
                ):
                    raise TypeError(
                        "convert_to_tensor did not convert to the preferred dtype: "
                        f"{result.dtype.base_dtype.name} vs {preferred_dtype.base_dtype.name} "
                    )
        if result is NotImplemented:
            result = function(value, dtype=dtype, name=name, as_ref=as_ref)
        if result is NotImplemented:
            continue
        if not isinstance(result, Tensor):
            raise RuntimeError(
                f"{prefix}Conversion function {function!r} for type {types} returned non-Tensor: {result!r}"
            )
        if dtype is not None and not dtype.is_compatible_with(result.dtype):
            raise RuntimeError(
                f"{prefix}Conversion function {function!r} for type {types} returned incompatible dtype: "
                f"requested = {dtype.name}, actual = {result.dtype.name}"
            )
        return result
    raise TypeError(
        f"{prefix}Cannot convert {value!r} with type {type(value)} to Tensor: no conversion function registered."
    )


def convert_n_to_tensor(
    values: Iterable[Any],
    dtype: Any = None,
    name: str | None = None,
    as_ref: bool = False,
    preferred_dtype: Any = None,
) -> list[Any]:
    """Converts each of `values`; the nodes made are named `name_0`, `name_1`, ..."""
    if not isinstance(values, (list, tuple)):
        raise TypeError("values must be a sequence.")
    return [
        internal_convert(
            value, dtype, None if name is None else f"{name}_{index}", as_ref, preferred_dtype
        )
        for index, value in enumerate(values)
    ]


def _refuse_operation(
    value: Operation, dtype: Any = None, name: str | None = None, as_ref: bool = False
) -> Any:
    raise TypeError(
        f"Can't convert Operation '{value.name}' to Tensor (target dtype={dtype!r}, name={name!r}, as_ref={as_ref!r}). "
        "An operation has no value; take one of its outputs."
    )


register_tensor_conversion_function(Operation, _refuse_operation)
