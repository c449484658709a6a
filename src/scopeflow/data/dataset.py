"""`tf.data.Dataset`: a sequence of elements that a graph describes, and what can be made of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow.data import nesting, structure
from scopeflow.data.options import Options
from scopeflow.data.plain import Plain
from scopeflow.graph.composite import CompositeTensor
from scopeflow.graph.core import Graph, get_default_graph
from scopeflow.graph.tensor import Tensor


class DatasetV1(Plain, CompositeTensor):
    """A sequence of elements; an element is a structure of tensors.

    Datasets are made of tensors, files or generators (`from_tensor_slices`, `TextLineDataset`, `from_generator`), and of
    each other (`map`, `batch`, `shuffle`, ...). Nothing is computed before an iterator asks for elements.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     squares = tf.data.Dataset.range(5).map(lambda x: x * x).batch(2)
    ...     next_squares = squares.make_one_shot_iterator().get_next()
    ...     sess.run(next_squares).tolist(), sess.run(next_squares).tolist()
    ([0, 1], [4, 9])

    ```
    """

    _is_tensor = False
    # whether TensorFlow has a dataset of its second version here, whose maps say something else of themselves
    _is_v2 = False

    def __init__(self, variant_tensor: Tensor | None = None) -> None:
        # a user's subclass may say what it is in a method
        self._variant_tensor = (
            self._as_variant_tensor() if variant_tensor is None else variant_tensor
        )
        self._graph: Graph = get_default_graph()

    def _as_variant_tensor(self) -> Tensor:
        raise NotImplementedError("Dataset._as_variant_tensor")

    def _tensors(self) -> list[Any]:
        return [self._variant_tensor]

    def _with_tensors(self, tensors: Any) -> Any:
        from scopeflow.data.base import _VariantDataset

        return _VariantDataset(tensors[0], self.element_spec)

    # -- what it is ----------------------------------------------------------------------------------

    @property
    def element_spec(self) -> Any:
        """The structure of TypeSpecs of an element."""
        if type(self).output_types is DatasetV1.output_types:
            raise NotImplementedError("Dataset.element_spec")
        # a user's subclass may tell types and shapes instead, as older ones do
        return structure.spec_from_legacy(
            self.output_types, self.output_shapes, self.output_classes
        )

    @property
    def output_types(self) -> Any:
        """The structure of DTypes of an element."""
        return structure.legacy_types(self.element_spec)

    @property
    def output_shapes(self) -> Any:
        """The structure of TensorShapes of an element."""
        return structure.legacy_shapes(self.element_spec)

    @property
    def output_classes(self) -> Any:
        """The structure of classes of an element: tf.Tensor, tf.SparseTensor, ..."""
        return structure.legacy_classes(self.element_spec)

    @property
    def _flat_structure(self) -> dict[str, Any]:
        return structure.flat_attrs(self.element_spec)

    def _inputs(self) -> list[DatasetV1]:
        """The datasets that this one is made of."""
        return []

    def _functions(self) -> list[Any]:
        """The functions that this one calls."""
        return []

    def options(self) -> Options:
        """The options that were set on this dataset and those it is made of."""
        found = Options()
        for dataset in self._inputs():
            found = found.merge(dataset.options())
        return found

    def with_options(self, options: Options) -> DatasetV1:
        """The same dataset with options set.

        Args:
          options: the Options; what earlier ones say stays.

        Raises:
          ValueError: if an option was set to another value.
        """
        from scopeflow.data.base import DatasetV1Adapter

        # refuses what contradicts
        self.options().merge(options)
        return DatasetV1Adapter(self._variant_tensor, self.element_spec, [self], options=options)

    def __repr__(self) -> str:
        shapes = _shown(nesting.map_structure(str, self.output_shapes))
        types = _shown(nesting.map_structure(repr, self.output_types))
        return f"<{type(self).__name__} shapes: {shapes}, types: {types}>"

    def __iter__(self) -> Any:
        raise RuntimeError(
            "__iter__() is only supported inside of tf.function or when eager execution is enabled."
        )

    # -- sources -------------------------------------------------------------------------------------

    @staticmethod
    def from_tensors(tensors: Any) -> DatasetV1:
        """The dataset of one element.

        Args:
          tensors: a structure of tensors.
        """
        from scopeflow.data.sources import from_tensors

        return from_tensors(tensors)

    @staticmethod
    def from_tensor_slices(tensors: Any) -> DatasetV1:
        """The dataset of the slices of tensors along their first dimension.

        Args:
          tensors: a structure of tensors whose first dimensions are equal.

        Raises:
          ValueError: if a tensor is a scalar, or the sizes differ.
        """
        from scopeflow.data.sources import from_tensor_slices

        return from_tensor_slices(tensors)

    @staticmethod
    def range(*args: Any) -> DatasetV1:
        """The numbers of a range, as int64 scalars.

        Args:
          *args: as for Python's `range`: stop; start, stop; or start, stop, step.

        Raises:
          ValueError: if there are none, or more than three.
        """
        from scopeflow.data.sources import range_dataset

        return range_dataset(*args)

    @staticmethod
    def from_generator(
        generator: Callable[..., Any],
        output_types: Any,
        output_shapes: Any = None,
        args: Any = None,
    ) -> DatasetV1:
        """The elements that a Python generator yields.

        The generator runs in the process that runs the session, and for each walk through the dataset from its beginning.

        Args:
          generator: a function that returns something to iterate over: structures of values like `output_types`.
          output_types: the structure of DTypes of an element.
          output_shapes: the structure of their TensorShapes; unknown ones by default.
          args: tensors whose values `generator` is called with.

        Raises:
          TypeError: if `generator` is no function.

        ```python
        >>> import scopeflow as tf
        >>> def growing(top):
        ...     for size in range(top):
        ...         yield size, [1.0] * size
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     lists = tf.data.Dataset.from_generator(
        ...         growing, (tf.int32, tf.float32), ([], [None]), args=[3])
        ...     size, ones = lists.skip(2).make_one_shot_iterator().get_next()
        ...     sess.run(ones).tolist()
        [1.0, 1.0]

        ```
        """
        from scopeflow.data.generating import from_generator

        return from_generator(generator, output_types, output_shapes, args)

    # -- functions -----------------------------------------------------------------------------------

    def map(self, map_func: Callable[..., Any], num_parallel_calls: Any = None) -> DatasetV1:
        """What a function makes of each element.

        Args:
          map_func: gets an element, a tuple as several arguments, and returns a structure of tensors.
          num_parallel_calls: how many calls may run at the same time; `tf.data.experimental.AUTOTUNE` leaves it to the
            library. The order of the elements stays.
        """
        from scopeflow.data.mapping import map_dataset

        return map_dataset(self, map_func, num_parallel_calls)

    def map_with_legacy_function(
        self, map_func: Callable[..., Any], num_parallel_calls: Any = None
    ) -> DatasetV1:
        """Like `map`; the graph names the function as older versions of TensorFlow did.

        Args:
          map_func: gets an element and returns a structure of tensors.
          num_parallel_calls: how many calls may run at the same time.
        """
        from scopeflow.data.mapping import map_dataset

        return map_dataset(self, map_func, num_parallel_calls, legacy=True)

    def flat_map(self, map_func: Callable[..., Any]) -> DatasetV1:
        """The elements of the datasets that a function makes of each element, one dataset after the other.

        Args:
          map_func: gets an element and returns a Dataset.

        Raises:
          TypeError: if it returns something else.
        """
        from scopeflow.data.flattening import flat_map

        return flat_map(self, map_func)

    def interleave(
        self,
        map_func: Callable[..., Any],
        cycle_length: Any = -1,
        block_length: Any = 1,
        num_parallel_calls: Any = None,
    ) -> DatasetV1:
        """The elements of the datasets that a function makes of each element, some datasets in turn.

        Args:
          map_func: gets an element and returns a Dataset.
          cycle_length: how many datasets are open at the same time; as many as there are processors by default.
          block_length: how many elements each gives in its turn.
          num_parallel_calls: how many of them work at the same time; the order of the elements stays.

        Raises:
          TypeError: if `map_func` returns something else.

        ```python
        >>> import scopeflow as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     turns = tf.data.Dataset.range(1, 4).interleave(
        ...         lambda x: tf.data.Dataset.from_tensors(x).repeat(3), cycle_length=2, block_length=2)
        ...     sess.run(turns.batch(9).make_one_shot_iterator().get_next()).tolist()
        [1, 1, 2, 2, 1, 2, 3, 3, 3]

        ```
        """
        from scopeflow.data.flattening import interleave

        return interleave(self, map_func, cycle_length, block_length, num_parallel_calls)

    def filter(self, predicate: Callable[..., Any]) -> DatasetV1:
        """The elements of which a function says that they stay.

        Args:
          predicate: gets an element and returns a bool scalar.

        Raises:
          ValueError: if it returns something else.
        """
        from scopeflow.data.filtering import filtered

        return filtered(self, predicate)

    def filter_with_legacy_function(self, predicate: Callable[..., Any]) -> DatasetV1:
        """Like `filter`; the graph names the function as older versions of TensorFlow did.

        Args:
          predicate: gets an element and returns a bool scalar.
        """
        from scopeflow.data.filtering import filtered

        return filtered(self, predicate, legacy=True)

    def reduce(self, initial_state: Any, reduce_func: Callable[..., Any]) -> Any:
        """What is left of all elements when a function has joined each to a state.

        Args:
          initial_state: a structure of tensors: the state before the first element.
          reduce_func: gets the state and an element, and returns the next state.

        Returns:
          A structure of tensors: the state behind the last element. A run that asks for it walks the whole dataset.

        Raises:
          TypeError: if the next state is of other types.

        ```python
        >>> import scopeflow as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     total = tf.data.Dataset.range(5).reduce(tf.constant(0, tf.int64), lambda total, x: total + x)
        ...     sess.run(total)
        np.int64(10)

        ```
        """
        from scopeflow.data.folding import reduce_dataset

        return reduce_dataset(self, initial_state, reduce_func)

    def apply(self, transformation_func: Callable[[Any], Any]) -> DatasetV1:
        """What `transformation_func` makes of this dataset.

        Raises:
          TypeError: if that is no dataset.
        """
        made = transformation_func(self)
        if not isinstance(made, DatasetV1):
            raise TypeError(f"`transformation_func` must return a Dataset. Got {made}.")
        return made

    # -- iterators -----------------------------------------------------------------------------------

    def make_one_shot_iterator(self) -> Any:
        """An iterator over the elements that needs no initializer and can be used once in a session.

        Raises:
          ValueError: if the dataset uses variables, tables or placeholders.
        """
        from scopeflow.data.making import make_one_shot_iterator

        return make_one_shot_iterator(self)

    def make_initializable_iterator(self, shared_name: str | None = None) -> Any:
        """An iterator over the elements that starts when its `initializer` is run.

        Args:
          shared_name: the name under which graphs of one session share it.
        """
        from scopeflow.data.making import make_initializable_iterator

        return make_initializable_iterator(self, shared_name)


def _shown(nested: Any) -> str:
    """A structure of types or shapes as its text shows it: names without quotes."""
    return str(nested).replace("'", "")
