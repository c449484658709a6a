"""`Dataset.from_generator`: the elements that a Python generator yields."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from scopeflow.data import nesting, structure
from scopeflow.data.base import DatasetV1Adapter
from scopeflow.data.flattening import flat_map
from scopeflow.data.functions import StructuredFunction
from scopeflow.data.sources import from_tensors
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_n_to_tensor
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor_spec import TensorSpec
from scopeflow.ops.calling import call
from scopeflow.ops.host import python_calls
from scopeflow.ops.host.py_func import py_func


class _Generators:
    """The walks of one generator function that are under way, by number."""

    def __init__(self, generator: Callable[..., Any]) -> None:
        self._generator = generator
        self._lock = threading.Lock()
        self._numbers = itertools.count()
        self._arguments: dict[int, tuple[Any, ...]] = {}
        self._walks: dict[int, Iterator[Any]] = {}

    def begin(self, *args: Any) -> np.int64:
        """The number of a new walk."""
        with self._lock:
            number = next(self._numbers)
            self._arguments[number] = args
        return np.int64(number)

    def walk(self, number: Any) -> Iterator[Any]:
        """The walk, which begins when it is first asked for."""
        found = self._walks.get(int(number))
        if found is None:
            found = iter(self._generator(*self._arguments.pop(int(number))))
            self._walks[int(number)] = found
        return found

    def end(self, number: Any) -> None:
        """Forgets a walk."""
        self._arguments.pop(int(number), None)
        walk = self._walks.pop(int(number), None)
        close = getattr(walk, "close", None)
        if close is not None:
            close()


def from_generator(
    generator: Callable[..., Any], output_types: Any, output_shapes: Any = None, args: Any = None
) -> DatasetV1Adapter:
    """See `Dataset.from_generator`."""
    if not callable(generator):
        raise TypeError("`generator` must be callable.")
    if output_shapes is None:
        output_shapes = nesting.map_structure(lambda _: TensorShape(None), output_types)
    else:
        output_shapes = structure.as_shapes(output_types, output_shapes)
    arguments = tuple(convert_n_to_tensor(() if args is None else args, name="args"))
    types = [dtypes.as_dtype(kind) for kind in nesting.flatten(output_types)]
    shapes = nesting.flatten(output_shapes)
    spec = nesting.pack(
        output_types, [TensorSpec(s, t) for s, t in zip(shapes, types, strict=True)]
    )
    generators = _Generators(generator)

    def get_iterator_id_fn(unused_dummy: Any) -> Any:
        return py_func(generators.begin, arguments, dtypes.int64, stateful=True)

    def generator_next_fn(iterator_id_t: Any) -> Any:
        def generator_py_func(iterator_id: Any) -> Any:
            return _checked(next(generators.walk(iterator_id)), output_types, types, shapes)

        flat = py_func(generator_py_func, [iterator_id_t], types, stateful=True)
        if isinstance(flat, (list, tuple)):
            for tensor, shape in zip(flat, shapes, strict=True):
                tensor.set_shape(shape)
        return nesting.pack(output_types, flat)

    def finalize_fn(iterator_id_t: Any) -> Any:
        def finalize_py_func(iterator_id: Any) -> Any:
            generators.end(iterator_id)
            # TensorFlow's function has a result too, of a type of its own
            return np.array(0, dtype=np.int64)

        return py_func(finalize_py_func, [iterator_id_t], dtypes.int64, stateful=True)

    def flat_map_fn(dummy_arg: Any) -> Any:
        return _generated(dummy_arg, get_iterator_id_fn, generator_next_fn, finalize_fn, spec)

    # one element, whose only use is that a walk of its own begins for each walk of the whole
    dummy = 0
    return flat_map(from_tensors(dummy), flat_map_fn)


def _generated(
    init_args: Any,
    init_func: Callable[..., Any],
    next_func: Callable[..., Any],
    finalize_func: Callable[..., Any],
    spec: Any,
) -> DatasetV1Adapter:
    """The dataset of what `next_func` makes of the state that `init_func` gives."""
    transformation = "Dataset.from_generator()"
    begin = StructuredFunction(init_func, transformation, structure.spec_of(init_args))
    advance = StructuredFunction(next_func, transformation, begin.output_spec)
    end = StructuredFunction(finalize_func, transformation, begin.output_spec)
    variant = call(
        "GeneratorDataset",
        [*structure.to_tensors(begin.input_spec, init_args), *begin.captured],
        advance.captured,
        end.captured,
        init_func=begin.name,
        next_func=advance.name,
        finalize_func=end.name,
        **structure.flat_attrs(spec),
    )
    return DatasetV1Adapter(variant, spec, (), [begin, advance, end])


def _checked(values: Any, output_types: Any, types: list[Any], shapes: list[Any]) -> list[Any]:
    """What the generator yielded, as flat arrays of the types that were promised.

    Raises:
      TypeError, ValueError: if it is something else.
    """
    if isinstance(values, list):
        values = tuple(values)
    try:
        flat = structure.flatten_up_to(output_types, values)
    except (TypeError, ValueError) as error:
        raise TypeError(
            "`generator` yielded an element that did not match the expected structure. The expected structure was "
            f"{output_types}, but the yielded element was {values}."
        ) from error
    arrays = []
    for value, dtype in zip(flat, types, strict=True):
        try:
            arrays.append(_as_array(value, dtype))
        except (TypeError, ValueError, OverflowError) as error:
            raise TypeError(
                "`generator` yielded an element that could not be converted to the expected type. The expected type was "
                f"{dtype.name}, but the yielded element was {value}."
            ) from error
    for array, dtype, shape in zip(arrays, types, shapes, strict=True):
        if array.dtype != dtype.as_numpy_dtype:
            raise TypeError(
                f"`generator` yielded an element of type {array.dtype} where an element of type {dtype.as_numpy_dtype} was "
                "expected."
            )
        if not shape.is_compatible_with(array.shape):
            raise ValueError(
                f"`generator` yielded an element of shape {array.shape} where an element of shape {shape} was expected."
            )
    return arrays


def _as_array(value: Any, dtype: Any) -> np.ndarray:
    if dtype is dtypes.string:
        return python_calls._array(value)
    return np.asarray(value, dtype=dtype.as_numpy_dtype, order="C")
