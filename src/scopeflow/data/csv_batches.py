"""`tf.data.experimental.make_csv_dataset`: batches of the columns of CSV files."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

from scopeflow.data.applied import ignore_errors as leave_out_failures
from scopeflow.data.batched_features import shuffled_and_repeated
from scopeflow.data.choosing import mapped
from scopeflow.data.csv_guessing import CsvText, column_indices, default_of
from scopeflow.data.flattening import parallel_interleave
from scopeflow.data.sources import from_tensor_slices
from scopeflow.data.tables import CsvDatasetV1, field_default
from scopeflow.formats import filesystem


def make_csv_dataset(
    file_pattern: Any,
    batch_size: Any,
    column_names: Sequence[str] | None = None,
    column_defaults: Sequence[Any] | None = None,
    label_name: str | None = None,
    select_columns: Sequence[Any] | None = None,
    field_delim: str = ",",
    use_quote_delim: bool = True,
    na_value: str = "",
    header: bool = True,
    num_epochs: int | None = None,
    shuffle: bool = True,
    shuffle_buffer_size: Any = 10000,
    shuffle_seed: Any = None,
    prefetch_buffer_size: Any = None,
    num_parallel_reads: int | None = None,
    sloppy: bool = False,
    num_rows_for_inference: int | None = 100,
    compression_type: str | None = None,
    ignore_errors: bool = False,
) -> Any:
    """Batches of the columns of CSV files.

    Args:
      file_pattern: the files: patterns, as `tf.io.gfile.glob` takes them.
      batch_size: how many rows a batch has.
      column_names: the columns' names; read from the first line of the files by default.
      column_defaults: for each column that is read its dtype, if no field may be empty, or what stands for empty fields;
        guessed from the first rows by default.
      label_name: the column that is the label; elements are (columns, label) then.
      select_columns: names or indices of the columns to read; all by default.
      field_delim: the character between fields.
      use_quote_delim: whether fields may stand in double quotes.
      na_value: another text that stands for an empty field.
      header: whether the first line of each file holds names.
      num_epochs: how many times to go through the files; without an end if it is None.
      shuffle: whether files and rows come in random order.
      shuffle_buffer_size: how many rows the buffer holds from which they are drawn.
      shuffle_seed: a seed for that.
      prefetch_buffer_size: how many batches are made ahead; left to the library by default.
      num_parallel_reads: how many files are read at the same time; 1 by default.
      sloppy: whether a file that is not ready may lose its turn.
      num_rows_for_inference: how many rows the dtypes are guessed from; all if it is None.
      compression_type: "", "ZLIB" or "GZIP".
      ignore_errors: whether rows that cannot be read are left out.

    Returns:
      A Dataset of ordered dicts from names to vectors, or of pairs of such a dict and the label.

    Raises:
      ValueError: if no file matches, names are missing or not unique, or a column does not exist.

    ```python
    >>> import os, pathlib, tempfile
    >>> import scopeflow as tf
    >>> path = os.path.join(tempfile.mkdtemp(), "table.csv")
    >>> _ = pathlib.Path(path).write_text("age,name\\n41,Ann\\n7,Bob\\n")
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     rows = tf.data.experimental.make_csv_dataset(path, 2, num_epochs=1, shuffle=False)
    ...     columns = sess.run(rows.make_one_shot_iterator().get_next())
    ...     {name: values.tolist() for name, values in columns.items()}
    {'age': [41, 7], 'name': [b'Ann', b'Bob']}

    ```
    """
    names = _file_names(file_pattern)
    files = from_tensor_slices(names)
    if shuffle:
        files = files.shuffle(len(names), shuffle_seed)
    text = CsvText(names, field_delim, use_quote_delim, compression_type, header)
    if column_names is None:
        if not header:
            raise ValueError("Cannot infer column names without a header line.")
        column_names = text.column_names()
    if len(column_names) != len(set(column_names)):
        raise ValueError("Cannot have duplicate column names.")
    indices = None
    if select_columns is not None:
        indices = column_indices(select_columns, column_names)
    if column_defaults is not None:
        defaults = [field_default(given) for given in column_defaults]
    else:
        kinds = text.column_types(len(column_names), na_value, num_rows_for_inference, indices)
        defaults = [default_of(kind) for kind in kinds]
    if indices is not None:
        if len(defaults) != len(indices):
            raise ValueError(
                "If specified, column_defaults and select_columns must have same length."
            )
        column_names = [column_names[index] for index in indices]
    if label_name is not None and label_name not in column_names:
        raise ValueError("`label_name` provided must be one of the columns.")
    found = tuple(column_names)

    def filename_to_dataset(filename: Any) -> Any:
        dataset: Any = CsvDatasetV1(
            filename,
            record_defaults=defaults,
            select_cols=indices,
            field_delim=field_delim,
            use_quote_delim=use_quote_delim,
            na_value=na_value,
            header=header,
            compression_type=compression_type,
        )
        return dataset.apply(leave_out_failures()) if ignore_errors else dataset

    def map_fn(*columns: Any) -> Any:
        features = OrderedDict(zip(found, columns, strict=False))
        if label_name is None:
            return features
        label = features.pop(label_name)
        return features, label

    cycle = 1 if num_parallel_reads is None else num_parallel_reads
    rows = files.apply(parallel_interleave(filename_to_dataset, cycle, sloppy=sloppy))
    rows = shuffled_and_repeated(rows, num_epochs, shuffle, shuffle_buffer_size, shuffle_seed)
    batches = rows.batch(batch_size, drop_remainder=num_epochs is None)
    return mapped(batches, map_fn).prefetch(
        -1 if prefetch_buffer_size is None else prefetch_buffer_size
    )


def _file_names(file_pattern: Any) -> list[str]:
    if isinstance(file_pattern, list):
        if not file_pattern:
            raise ValueError("File pattern is empty.")
        found = [name for pattern in file_pattern for name in filesystem.matching(pattern)]
    else:
        found = list(filesystem.matching(file_pattern))
    if not found:
        raise ValueError(f"No files match {file_pattern}.")
    return sorted(found)
