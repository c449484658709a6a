"""Loops over the first dimension of tensors: `tf.map_fn`, `tf.scan`, `tf.foldl`, `tf.foldr`."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from scopeflow.graph import ports
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import Dimension, TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.shaping import shape as shape_of
from scopeflow.ops.control.tensor_array import TensorArray
from scopeflow.ops.control.while_loop import while_loop
from scopeflow.ops.nesting import assert_same_structure, leaves, map_leaves, rebuild
from scopeflow.ops.scoping import name_scope


@contextlib.contextmanager
def _variables_cached() -> Iterator[None]:
    """Variables made inside are read on the device of their users, once."""
    scope = ports.variable_scope.call()
    missing = scope.caching_device is None
    if missing:
        scope.set_caching_device(lambda op: op.device)
    try:
        yield
    finally:
        if missing:
            scope.set_caching_device(None)


def _converted(elems: Any) -> list[Tensor]:
    return [convert_to_tensor(elem, name="elem") for elem in leaves(elems)]


def _count(elem: Tensor) -> Any:
    """How many rows a tensor has, a number if it is known."""
    dims = elem._dims
    known = None if not dims else dims[0]
    return shape_of(elem)[0] if known is None else known


def _rows(elems: Sequence[Tensor]) -> Dimension:
    """What is known of the number of rows that all have."""
    found = Dimension(None)
    for elem in elems:
        found = found.merge_with(elem.shape.with_rank_at_least(1)[0])
    return found


def _stacked(arrays: Any, elems: Sequence[Tensor]) -> list[Tensor]:
    found = [array.stack() for array in leaves(arrays)]
    rows = _rows(elems)
    for value in found:
        if value._dims is not None:
            value.set_shape(TensorShape([rows]).concatenate(TensorShape(value._dims[1:])))
    return found


def map_fn(
    fn: Callable[[Any], Any],
    elems: Any,
    dtype: Any = None,
    parallel_iterations: int | None = None,
    back_prop: bool = True,
    swap_memory: bool = False,
    infer_shape: bool = True,
    name: str | None = None,
) -> Any:
    """`fn` of each row of `elems`, stacked.

    Args:
      fn: takes one row of each tensor in `elems`, in the same structure; gives tensors.
      elems: a tensor `[n, ...]`, or a structure of such with the same n.
      dtype: the dtypes that `fn` gives, in its structure, where they are not those of `elems`.
      parallel_iterations: how many rows TensorFlow would take beside each other; 10 by default.
      back_prop: whether gradients may go through it.
      swap_memory: accepted.
      infer_shape: whether all rows give the same shape.
      name: the wish for the scope's name.

    Returns:
      Tensors `[n, ...]` in the structure that `fn` gives.

    Raises:
      TypeError: if `fn` is no function, or gives another structure than `dtype` says.
      ValueError: if an element has no first dimension.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sess.run(tf.map_fn(lambda row: tf.reduce_sum(row), tf.constant([[1, 2], [3, 4]]))).tolist()
    [3, 7]

    ```
    """
    if not callable(fn):
        raise TypeError("fn must be callable. It takes one row of elems.")
    with name_scope(name, "map", leaves(elems)), _variables_cached():
        flat = _converted(elems)
        if flat[0].shape.ndims is not None and flat[0].shape.ndims < 1:
            raise ValueError(
                "elems must be a 1+ dimensional Tensor, not a scalar"
                if len(flat) == 1
                else "elements in elems must be 1+ dimensional Tensors, not scalars"
            )
        structure = rebuild(elems, iter([elem.dtype for elem in flat])) if dtype is None else dtype
        count = _count(flat[0])
        given = [TensorArray(elem.dtype, size=count, dynamic_size=False) for elem in flat]
        given = [array.unstack(elem) for array, elem in zip(given, flat, strict=True)]
        start = constant(0)
        made = [
            TensorArray(kind, size=count, dynamic_size=False, infer_shape=infer_shape)
            for kind in leaves(structure)
        ]

        def compute(i: Tensor, arrays: Any) -> Any:
            result = fn(rebuild(elems, iter([array.read(i) for array in given])))
            assert_same_structure(elems if dtype is None else dtype, result)
            arrays = [
                array.write(i, value) for array, value in zip(arrays, leaves(result), strict=True)
            ]
            return (i + 1, arrays)

        _, made = while_loop(
            lambda i, _: i < count,
            compute,
            (start, made),
            parallel_iterations=10 if parallel_iterations is None else parallel_iterations,
            back_prop=back_prop,
            swap_memory=swap_memory,
            maximum_iterations=count,
        )
        return rebuild(structure, iter(_stacked(made, flat)))


def scan(
    fn: Callable[[Any, Any], Any],
    elems: Any,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    infer_shape: bool = True,
    reverse: bool = False,
    name: str | None = None,
) -> Any:
    """The results of `fn(result so far, row)` after each row, stacked.

    Args:
      fn: takes what it gave for the row before and the next row.
      elems: a tensor `[n, ...]`, or a structure of such with the same n.
      initializer: what stands before the first row; by default the first row itself.
      parallel_iterations: how many rows TensorFlow would take beside each other.
      back_prop: whether gradients may go through it.
      swap_memory: accepted.
      infer_shape: whether all results have the same shape.
      reverse: go from the last row to the first.
      name: the wish for the scope's name.

    Returns:
      Tensors `[n, ...]` in the structure of `initializer`, else of `elems`.

    Raises:
      TypeError: if `fn` is no function.
      ValueError: if it gives another structure.
    """
    if not callable(fn):
        raise TypeError("fn must be callable. It takes the result so far and a row.")
    with name_scope(name, "scan", leaves(elems)), _variables_cached():
        flat = _converted(elems)
        count = _count(flat[0])
        given = [
            TensorArray(elem.dtype, size=count, dynamic_size=False, element_shape=elem.shape[1:])
            for elem in flat
        ]
        given = [array.unstack(elem) for array, elem in zip(given, flat, strict=True)]
        shaped = elems if initializer is None else initializer
        if initializer is None:
            state = [array.read(count - 1 if reverse else 0) for array in given]
            done = 1
        else:
            state = [convert_to_tensor(value) for value in leaves(initializer)]
            done = 0
        made = [
            TensorArray(
                value.dtype,
                size=count,
                element_shape=value.shape if infer_shape else None,
                dynamic_size=False,
                infer_shape=infer_shape,
            )
            for value in state
        ]
        if initializer is None:
            made = [
                array.write(count - 1 if reverse else 0, value)
                for array, value in zip(made, state, strict=True)
            ]

        def compute(i: Tensor, before: Any, arrays: Any) -> Any:
            row = rebuild(elems, iter([array.read(i) for array in given]))
            result = fn(rebuild(shaped, iter(before)), row)
            assert_same_structure(shaped, result)
            values = leaves(result)
            arrays = [array.write(i, value) for array, value in zip(arrays, values, strict=True)]
            return (i - 1 if reverse else i + 1, values, arrays)

        _, _, made = while_loop(
            (lambda i, *_: i >= 0) if reverse else (lambda i, *_: i < count),
            compute,
            (count - 1 - done if reverse else done, state, made),
            parallel_iterations=parallel_iterations,
            back_prop=back_prop,
            swap_memory=swap_memory,
            maximum_iterations=count,
        )
        return rebuild(shaped, iter(_stacked(made, flat)))


def foldl(
    fn: Callable[[Any, Any], Any],
    elems: Any,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    name: str | None = None,
) -> Any:
    """`fn(... fn(fn(initializer, row 0), row 1) ..., last row)`.

    Args:
      fn: takes the result so far and a row.
      elems: a tensor `[n, ...]`, or a structure of such with the same n.
      initializer: what to start from; by default the first row.
      parallel_iterations: how many rows TensorFlow would take beside each other.
      back_prop: whether gradients may go through it.
      swap_memory: accepted.
      name: the wish for the scope's name.

    Raises:
      TypeError: if `fn` is no function.
    """
    if not callable(fn):
        raise TypeError("fn must be callable. It takes the result so far and a row.")
    with name_scope(name, "foldl", leaves(elems)), _variables_cached():
        flat = _converted(elems)
        count, given = _arrays(flat, elems)
        if initializer is None:
            state = map_leaves(lambda array: array.read(0), given)
            start = constant(1)
        else:
            state, start = initializer, constant(0)

        def compute(i: Tensor, before: Any) -> Any:
            result = fn(before, map_leaves(lambda array: array.read(i), given))
            return [i + 1, result]

        return while_loop(
            lambda i, _: i < count,
            compute,
            [start, state],
            parallel_iterations=parallel_iterations,
            back_prop=back_prop,
            swap_memory=swap_memory,
            maximum_iterations=count,
        )[1]


def foldr(
    fn: Callable[[Any, Any], Any],
    elems: Any,
    initializer: Any = None,
    parallel_iterations: int = 10,
    back_prop: bool = True,
    swap_memory: bool = False,
    name: str | None = None,
) -> Any:
    """Like `foldl`, from the last row to the first.

    Args:
      fn: takes the result so far and a row.
      elems: a tensor `[n, ...]`, or a structure of such with the same n.
      initializer: what to start from; by default the last row.
      parallel_iterations: how many rows TensorFlow would take beside each other.
      back_prop: whether gradients may go through it.
      swap_memory: accepted.
      name: the wish for the scope's name.

    Raises:
      TypeError: if `fn` is no function.
    """
    if not callable(fn):
        raise TypeError("fn must be callable. It takes the result so far and a row.")
    with name_scope(name, "foldr", leaves(elems)), _variables_cached():
        flat = _converted(elems)
        count, given = _arrays(flat, elems)
        if initializer is None:
            start = count - 1
            state = map_leaves(lambda array: array.read(start), given)
        else:
            state, start = initializer, count

        def compute(i: Tensor, before: Any) -> Any:
            i = i - 1
            result = fn(before, map_leaves(lambda array: array.read(i), given))
            return [i, result]

        return while_loop(
            lambda i, _: i > 0,
            compute,
            [start, state],
            parallel_iterations=parallel_iterations,
            back_prop=back_prop,
            swap_memory=swap_memory,
            maximum_iterations=count,
        )[1]


def _arrays(flat: Sequence[Tensor], elems: Any) -> tuple[Any, Any]:
    """How many rows there are, and the rows as arrays in the structure of `elems`."""
    count = _count(flat[0])
    # TensorFlow converts what it was given a second time
    arrays = [
        TensorArray(elem.dtype, size=count, dynamic_size=False).unstack(given)
        for elem, given in zip(flat, leaves(elems), strict=True)
    ]
    return count, rebuild(elems, iter(arrays))
