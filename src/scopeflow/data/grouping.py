"""Transformations that sort elements by a key: `group_by_window`, `group_by_reducer`, `bucket_by_sequence_length`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow.data import structure
from scopeflow.data.base import DatasetV1Adapter
from scopeflow.data.folding import settled
from scopeflow.data.functions import StructuredFunction
from scopeflow.data.specs import DatasetSpec
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor_spec import TensorSpec
from scopeflow.ops.calling import call

_SCALAR = TensorSpec([], dtypes.int64)


class Reducer:
    """How `group_by_reducer` makes one element of all that have a key.

    Args:
      init_func: makes the first state of a key.
      reduce_func: makes the next state of a state and an element.
      finalize_func: makes the element of the last state.
    """

    def __init__(
        self,
        init_func: Callable[..., Any],
        reduce_func: Callable[..., Any],
        finalize_func: Callable[..., Any],
    ) -> None:
        self._init_func = init_func
        self._reduce_func = reduce_func
        self._finalize_func = finalize_func

    @property
    def init_func(self) -> Callable[..., Any]:
        """Makes the first state of a key."""
        return self._init_func

    @property
    def reduce_func(self) -> Callable[..., Any]:
        """Makes the next state of a state and an element."""
        return self._reduce_func

    @property
    def finalize_func(self) -> Callable[..., Any]:
        """Makes the element of the last state."""
        return self._finalize_func


def group_by_reducer(
    key_func: Callable[..., Any], reducer: Reducer
) -> Callable[[Any], DatasetV1Adapter]:
    """A transformation with one element for each key.

    Args:
      key_func: gets an element and returns its key, an int64 scalar.
      reducer: a `Reducer`: what is made of the elements with one key.

    Returns:
      What `Dataset.apply` takes.

    ```python
    >>> import scopeflow as tf
    >>> zero = lambda key: tf.constant(0, tf.int64)
    >>> total = tf.data.experimental.Reducer(zero, lambda state, x: state + x, lambda state: state)
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     sums = tf.data.Dataset.range(6).apply(
    ...         tf.data.experimental.group_by_reducer(lambda x: x % 2, total))
    ...     sess.run(sums.batch(2).make_one_shot_iterator().get_next()).tolist()
    [6, 9]

    ```
    """

    def apply(dataset: Any) -> DatasetV1Adapter:
        named = "tf.data.experimental.group_by_reducer()"
        key = StructuredFunction(key_func, named, dataset.element_spec)
        if not _is_key(key.output_spec):
            raise ValueError(
                "`key_func` must return a single tf.int64 tensor. Got type="
                f"{key.output_types} and shape={key.output_shapes}"
            )
        init = StructuredFunction(reducer.init_func, named, _SCALAR)
        reduce, state = settled(
            lambda spec: StructuredFunction(
                reducer.reduce_func, named, (spec, dataset.element_spec), add_to_graph=False
            ),
            lambda function: function.output_spec,
            init.output_spec,
            "the new state",
        )
        finalize = StructuredFunction(reducer.finalize_func, named, state)
        functions = {
            "key_func": key,
            "init_func": init,
            "reduce_func": reduce,
            "finalize_func": finalize,
        }
        spec = finalize.output_spec
        return _grouped("ExperimentalGroupByReducerDataset", dataset, functions, spec)

    return apply


def group_by_window(
    key_func: Callable[..., Any],
    reduce_func: Callable[..., Any],
    window_size: Any = None,
    window_size_func: Callable[..., Any] | None = None,
) -> Callable[[Any], DatasetV1Adapter]:
    """A transformation that gathers elements with one key, and gives the datasets made of so many of them.

    Args:
      key_func: gets an element and returns its key, an int64 scalar.
      reduce_func: gets a key and the Dataset of a window's elements, and returns a Dataset.
      window_size: how many elements a window has; what is left over at the end makes smaller ones.
      window_size_func: gets a key and returns how many elements its windows have.

    Returns:
      What `Dataset.apply` takes.

    Raises:
      ValueError: unless one of `window_size` and `window_size_func` is given.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     halves = tf.data.Dataset.range(5).apply(
    ...         tf.data.experimental.group_by_window(
    ...             lambda x: x % 2, lambda key, window: window.batch(3), window_size=3))
    ...     sess.run(halves.make_one_shot_iterator().get_next()).tolist()
    [0, 2, 4]

    ```
    """
    if (window_size is not None) == (window_size_func is not None):
        raise ValueError("Must pass either window_size or window_size_func.")
    if window_size is not None:

        def constant_window_func(unused_key: Any) -> Any:
            return convert_to_tensor(window_size, dtype=dtypes.int64)

        size_of: Callable[..., Any] = constant_window_func
    else:
        assert window_size_func is not None
        size_of = window_size_func

    def apply(dataset: Any) -> DatasetV1Adapter:
        named = "tf.data.experimental.group_by_window()"

        def key_func_wrapper(*args: Any) -> Any:
            return convert_to_tensor(key_func(*args), dtype=dtypes.int64)

        def window_size_func_wrapper(key: Any) -> Any:
            return convert_to_tensor(size_of(key), dtype=dtypes.int64)

        key = StructuredFunction(key_func_wrapper, named, dataset.element_spec)
        if not _is_key(key.output_spec):
            raise ValueError("`key_func` must return a single tf.int64 scalar tensor.")
        reduce = StructuredFunction(
            reduce_func, named, (_SCALAR, DatasetSpec(dataset.element_spec))
        )
        if not isinstance(reduce.output_spec, DatasetSpec):
            raise TypeError("`reduce_func` must return a `Dataset` object.")
        size = StructuredFunction(window_size_func_wrapper, named, _SCALAR)
        if not _is_key(size.output_spec):
            raise ValueError("`window_size_func` must return a single tf.int64 scalar tensor.")
        functions = {"key_func": key, "reduce_func": reduce, "window_size_func": size}
        spec = reduce.output_spec.element_spec
        return _grouped("GroupByWindowDataset", dataset, functions, spec)

    return apply


def _is_key(spec: Any) -> bool:
    return isinstance(spec, TensorSpec) and spec.is_compatible_with(_SCALAR)


def _grouped(
    op_type: str, dataset: Any, functions: dict[str, StructuredFunction], spec: Any
) -> DatasetV1Adapter:
    variant = call(
        op_type,
        dataset._variant_tensor,
        *[function.captured for function in functions.values()],
        **{name: function.name for name, function in functions.items()},
        **structure.flat_attrs(spec),
    )
    return DatasetV1Adapter(variant, spec, [dataset], list(functions.values()))
