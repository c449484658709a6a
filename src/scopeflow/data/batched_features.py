"""`tf.data.experimental.make_batched_features_dataset`: batches of the features of examples in files."""

from __future__ import annotations

from typing import Any

from scopeflow.data.examples import parse_example_dataset
from scopeflow.data.files import TFRecordDatasetV1, list_files
from scopeflow.data.flattening import parallel_interleave
from scopeflow.data.transformations import shuffle_and_repeat
from scopeflow.graph.dtypes import string
from scopeflow.ops.queues.readers import ReaderBase


def make_batched_features_dataset(
    file_pattern: Any,
    batch_size: Any,
    features: dict[str, Any],
    reader: Any = TFRecordDatasetV1,
    label_key: str | None = None,
    reader_args: Any = None,
    num_epochs: int | None = None,
    shuffle: bool = True,
    shuffle_buffer_size: Any = 10000,
    shuffle_seed: Any = None,
    prefetch_buffer_size: Any = None,
    reader_num_threads: int | None = None,
    parser_num_threads: int | None = None,
    sloppy_ordering: bool = False,
    drop_final_batch: bool = False,
) -> Any:
    """Batches of the features of `tf.train.Example`s that stand in files.

    Args:
      file_pattern: the files, a string tensor of patterns.
      batch_size: how many examples a batch has.
      features: what is wanted, as for `tf.io.parse_example`.
      reader: makes the dataset of a file's records, or of pairs of a key and a record.
      label_key: the feature that is the label; elements are (features, label) then.
      reader_args: a list of further arguments of `reader`.
      num_epochs: how many times to go through the files; without an end if it is None.
      shuffle: whether files and examples come in random order.
      shuffle_buffer_size: how many examples the buffer holds from which they are drawn.
      shuffle_seed: a seed for that.
      prefetch_buffer_size: how many batches are made ahead; left to the library by default.
      reader_num_threads: how many files are read at the same time; 1 by default.
      parser_num_threads: how many batches are parsed at the same time; 2 by default.
      sloppy_ordering: whether a file that is not ready may lose its turn.
      drop_final_batch: whether a last batch that would be smaller is left out.

    Returns:
      A Dataset of dicts from keys to tensors and SparseTensors, or of pairs of such a dict and the label.

    Raises:
      TypeError: if `reader` makes no Dataset.
      ValueError: if `label_key` is none of the features.
    """
    names = list_files(file_pattern, shuffle, shuffle_seed)
    if isinstance(reader, type) and issubclass(reader, ReaderBase):
        raise TypeError(
            "The `reader` argument must return a `Dataset` object. `tf.ReaderBase` subclasses are not supported. For "
            "example, pass `tf.data.TFRecordDataset` instead of `tf.TFRecordReader`."
        )
    more = [] if reader_args is None else reader_args
    dataset = names.apply(
        parallel_interleave(
            lambda filename: reader(filename, *more),
            cycle_length=1 if reader_num_threads is None else reader_num_threads,
            sloppy=sloppy_ordering,
        )
    )
    if dataset.output_types == (string, string):
        dataset = dataset.map(lambda _, value: value)
    dataset = shuffled_and_repeated(dataset, num_epochs, shuffle, shuffle_buffer_size, shuffle_seed)
    dataset = dataset.batch(batch_size, drop_remainder=bool(drop_final_batch) or num_epochs is None)
    calls = 2 if parser_num_threads is None else parser_num_threads
    dataset = dataset.apply(parse_example_dataset(features, num_parallel_calls=calls))
    if label_key:
        if label_key not in features:
            raise ValueError(
                f"The `label_key` provided ({label_key!r}) must be one of the `features` keys."
            )
        dataset = dataset.map(lambda x: (x, x.pop(label_key)))
    return dataset.prefetch(-1 if prefetch_buffer_size is None else prefetch_buffer_size)


def shuffled_and_repeated(
    dataset: Any, num_epochs: int | None, shuffle: bool, buffer_size: Any, seed: Any
) -> Any:
    """The dataset `num_epochs` times (without an end if that is None), in random order if `shuffle`."""
    if shuffle and num_epochs != 1:
        return shuffle_and_repeat(dataset, buffer_size, num_epochs, seed)
    if shuffle:
        return dataset.shuffle(buffer_size, seed)
    return dataset if num_epochs == 1 else dataset.repeat(num_epochs)
