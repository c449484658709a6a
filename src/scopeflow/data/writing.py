"""`tf.data.experimental.TFRecordWriter`: the elements of a dataset as the records of a file."""

from __future__ import annotations

from typing import Any

from scopeflow.data import legacy
from scopeflow.data.dataset import DatasetV1
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.dtypes import string
from scopeflow.ops.calling import call


class TFRecordWriter:
    """Writes datasets of strings to a TFRecord file.

    Args:
      filename: the file, a string scalar.
      compression_type: "", "ZLIB" or "GZIP".

    ```python
    >>> import os, tempfile
    >>> import scopeflow as tf
    >>> path = os.path.join(tempfile.mkdtemp(), "records")
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     words = tf.data.Dataset.from_tensor_slices(["a", "b"])
    ...     sess.run(tf.data.experimental.TFRecordWriter(path).write(words))
    >>> list(tf.io.tf_record_iterator(path))
    [b'a', b'b']

    ```
    """

    def __init__(self, filename: Any, compression_type: Any = None) -> None:
        self._filename = convert_to_tensor(filename, dtype=string, name="filename")
        kind = "" if compression_type is None else compression_type
        self._compression_type = convert_to_tensor(kind, dtype=string, name="compression_type")

    def write(self, dataset: Any) -> Any:
        """An operation that writes every element of a dataset.

        Args:
          dataset: a Dataset of string scalars.

        Raises:
          TypeError: if it is something else.
        """
        if not isinstance(dataset, DatasetV1):
            raise TypeError("`dataset` must be a `tf.data.Dataset` object.")
        types = legacy.get_output_types(dataset)
        shapes = legacy.get_output_shapes(dataset)
        if types is not string or not shapes.is_compatible_with([]):
            raise TypeError(
                "`dataset` must produce scalar `DT_STRING` tensors whereas it produces shape "
                f"{shapes} and types {types}"
            )
        inputs = (dataset._variant_tensor, self._filename, self._compression_type)
        return call("DatasetToTFRecord", *inputs)
