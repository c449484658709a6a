"""The methods of a dataset that need no function of the user's."""

from __future__ import annotations

from typing import Any


class Plain:
    """What `DatasetV1` has from here: each method gives a new dataset."""

    def batch(self, batch_size: Any, drop_remainder: Any = False) -> Any:
        """Every `batch_size` elements stacked along a new first dimension.

        Args:
          batch_size: an int64 scalar.
          drop_remainder: a bool scalar: whether a last batch that would be smaller is left out. If it is known to be
            true, the batches' size is known too.

        Raises:
          InvalidArgumentError: in a run, if elements of a batch have different shapes, or `batch_size` is not positive.

        ```python
        >>> import scopeflow as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     pairs = tf.data.Dataset.range(5).batch(2, drop_remainder=True)
        ...     sess.run(pairs.make_one_shot_iterator().get_next()).tolist(), pairs.output_shapes
        ([0, 1], TensorShape([Dimension(2)]))

        ```
        """
        from scopeflow.data.transformations import batch

        return batch(self, batch_size, drop_remainder)

    def padded_batch(
        self,
        batch_size: Any,
        padded_shapes: Any,
        padding_values: Any = None,
        drop_remainder: Any = False,
    ) -> Any:
        """Every `batch_size` elements padded to one shape, and stacked.

        Args:
          batch_size: an int64 scalar.
          padded_shapes: a structure like an element's, of shapes (TensorShapes, lists, int64 vectors): what to pad each
            component to. Where a dimension is None or -1 it is that of the largest in the batch.
          padding_values: a structure of scalars: what to pad with; 0 and "" by default.
          drop_remainder: a bool scalar: whether a last batch that would be smaller is left out.

        Raises:
          TypeError: if there are sparse components, or a padding value is of another dtype.
          ValueError: if a padded shape does not fit the component's.
          DataLossError: in a run, if an element is larger than the padded shape.
        """
        from scopeflow.data.padding import padded_batch

        return padded_batch(self, batch_size, padded_shapes, padding_values, drop_remainder)

    def unbatch(self) -> Any:
        """The slices of each element along its first dimension.

        Raises:
          ValueError: if a component is a scalar, or first dimensions differ.
        """
        from scopeflow.data.transformations import unbatch

        return unbatch(self)

    def window(
        self, size: Any, shift: Any = None, stride: Any = 1, drop_remainder: Any = False
    ) -> Any:
        """Windows over the elements: each element of the result is a Dataset, or a structure of Datasets, itself.

        Args:
          size: how many elements a window has, an int64 scalar.
          shift: how many elements further the next window begins; `size` by default.
          stride: how far apart the elements of a window are.
          drop_remainder: whether smaller windows, at the end, are left out.

        ```python
        >>> import scopeflow as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     windows = tf.data.Dataset.range(4).window(3, shift=1, drop_remainder=True)
        ...     rows = windows.flat_map(lambda window: window.batch(3)).batch(2)
        ...     sess.run(rows.make_one_shot_iterator().get_next()).tolist()
        [[0, 1, 2], [1, 2, 3]]

        ```
        """
        from scopeflow.data.transformations import window

        return window(self, size, shift, stride, drop_remainder)

    def repeat(self, count: Any = None) -> Any:
        """The elements `count` times, an int64 scalar; without an end if it is None or negative."""
        from scopeflow.data.transformations import number, unchanged

        return unchanged("RepeatDataset", self, number(-1 if count is None else count, "count"))

    def take(self, count: Any) -> Any:
        """The first `count` elements, an int64 scalar; all if it is negative."""
        from scopeflow.data.transformations import number, unchanged

        return unchanged("TakeDataset", self, number(count, "count"))

    def skip(self, count: Any) -> Any:
        """The elements behind the first `count`, an int64 scalar; none if it is negative."""
        from scopeflow.data.transformations import number, unchanged

        return unchanged("SkipDataset", self, number(count, "count"))

    def shard(self, num_shards: Any, index: Any) -> Any:
        """Every `num_shards`-th element, from number `index` on.

        Args:
          num_shards: an int64 scalar.
          index: an int64 scalar in [0, num_shards).

        Raises:
          InvalidArgumentError: in a run, if `index` is out of its range.
        """
        from scopeflow.data.transformations import number, unchanged

        places = (number(num_shards, "num_shards"), number(index, "index"))
        return unchanged("ShardDataset", self, *places)

    def shuffle(
        self, buffer_size: Any, seed: Any = None, reshuffle_each_iteration: bool | None = None
    ) -> Any:
        """The elements in random order: each drawn from a buffer of those that come next.

        Args:
          buffer_size: how many elements the buffer holds, an int64 scalar.
          seed: a seed, an int64 scalar. With equal seeds the order is TensorFlow's.
          reshuffle_each_iteration: whether each walk through the dataset has another order; true by default.

        ```python
        >>> import scopeflow as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     mixed = tf.data.Dataset.range(10).shuffle(100, seed=7).batch(10)
        ...     sess.run(mixed.make_one_shot_iterator().get_next()).tolist()
        [2, 8, 6, 5, 9, 1, 0, 3, 7, 4]

        ```
        """
        from scopeflow.data.transformations import shuffle

        return shuffle(self, buffer_size, seed, reshuffle_each_iteration)

    def cache(self, filename: Any = "") -> Any:
        """The elements, kept when they are walked for the first time, and given from there afterwards.

        Args:
          filename: what the names of the files begin with that keep them, a string scalar; in memory if it is empty.
        """
        from scopeflow.data.transformations import cache

        return cache(self, filename)

    def prefetch(self, buffer_size: Any) -> Any:
        """The elements, up to `buffer_size` of them made ahead by a thread.

        Args:
          buffer_size: an int64 scalar; None, or `tf.data.experimental.AUTOTUNE`, leaves it to the library.
        """
        from scopeflow.data.transformations import number, unchanged

        size = number(-1 if buffer_size is None else buffer_size, "buffer_size")
        return unchanged("PrefetchDataset", self, size)

    def concatenate(self, dataset: Any) -> Any:
        """The elements of this dataset, and then those of another.

        Args:
          dataset: the other one; its elements have the same types.

        Raises:
          TypeError: if they have not.
        """
        from scopeflow.data.transformations import concatenate

        return concatenate(self, dataset)

    @staticmethod
    def zip(datasets: Any) -> Any:
        """The elements of several datasets side by side, until one of them ends.

        Args:
          datasets: a structure of Datasets.

        Raises:
          TypeError: if there is something else in it.
        """
        from scopeflow.data.transformations import zip_datasets

        return zip_datasets(datasets)

    def enumerate(self, start: Any = 0) -> Any:
        """Pairs of a number, int64, and an element.

        Args:
          start: the first number.
        """
        from scopeflow.data.sources import range_dataset
        from scopeflow.data.transformations import zip_datasets

        return zip_datasets((range_dataset(start, 2**63 - 1), self))

    def with_options(self, options: Any) -> Any:
        """The dataset with further options.

        Args:
          options: tf.data.Options.

        Raises:
          TypeError: if it is something else.
          ValueError: if they contradict those that the dataset has.
        """
        from scopeflow.data.transformations import with_options

        return with_options(self, options)

    @staticmethod
    def list_files(file_pattern: Any, shuffle: bool | None = None, seed: Any = None) -> Any:
        """The names of the files that match patterns, string scalars.

        Args:
          file_pattern: a string tensor: patterns with `*`, `?` and `[...]`.
          shuffle: whether they come in random order; true by default.
          seed: a seed for that.

        Raises:
          InvalidArgumentError: in a run, if there is no such file.
        """
        from scopeflow.data.files import list_files

        return list_files(file_pattern, shuffle, seed)

    @staticmethod
    def from_sparse_tensor_slices(sparse_tensor: Any) -> Any:
        """The rows of a SparseTensor, each as (indices, values, dense_shape).

        Args:
          sparse_tensor: a SparseTensor.

        Raises:
          TypeError: if it is something else.
        """
        from scopeflow.data.slices import from_sparse_tensor_slices

        return from_sparse_tensor_slices(sparse_tensor)
