"""Tables in which unknown keys share some buckets: StaticVocabularyTable."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.dtypes import DType
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.calling import call
from scopeflow.ops.control.grouping import no_op
from scopeflow.ops.lookup.static_tables import LookupInterface, StaticHashTable
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.sparse.tensor import SparseTensor
from scopeflow.ops.strings.hashing import string_to_hash_bucket_fast
from scopeflow.ops.strings.numbers import as_string


class StaticVocabularyTable(LookupInterface):
    """A table from keys to ids in which every unknown key has an id too: that of its bucket.

    Known keys have the ids that the initializer gives them, 0 to n - 1; others n plus a hash of theirs.

    Args:
      initializer: what the table is filled with, int64 ids; None for buckets alone.
      num_oov_buckets: how many buckets there are for unknown keys, at least 1.
      lookup_key_dtype: the DType of the keys looked up, where it is not the initializer's.
      name: the wish for the table's name.

    Raises:
      ValueError: if there are no buckets.
      TypeError: if the dtypes do not suit.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     ids = tf.constant([0, 1], tf.int64)
    ...     init = tf.lookup.KeyValueTensorInitializer(["a", "b"], ids)
    ...     table = tf.lookup.StaticVocabularyTable(init, num_oov_buckets=1)
    ...     found = table.lookup(tf.constant(["b", "z"]))
    ...     sess.run(tf.tables_initializer())
    ...     sess.run(found).tolist()
    [1, 2]

    ```
    """

    def __init__(
        self,
        initializer: Any,
        num_oov_buckets: int,
        lookup_key_dtype: Any = None,
        name: str | None = None,
    ) -> None:
        if num_oov_buckets <= 0:
            raise ValueError("oov_buckets must be > 0.")
        self._table: StaticHashTable | None = None
        if initializer is None:
            key_dtype = dtypes.string if lookup_key_dtype is None else lookup_key_dtype
            self._table_name = name or "hash_bucket"
        else:
            if initializer.value_dtype != dtypes.int64:
                raise TypeError(
                    f"Invalid value dtype, expected {dtypes.int64!s} but got {initializer.value_dtype!s}."
                )
            wanted = initializer.key_dtype
            if wanted not in (dtypes.int64, dtypes.string):
                raise TypeError(
                    f"Invalid key dtype, expected one of (tf.int64, tf.string), but got {wanted!s}."
                )
            key_dtype = wanted if lookup_key_dtype is None else lookup_key_dtype
            self._table = StaticHashTable(initializer, default_value=-1)
            if wanted.is_integer != dtypes.as_dtype(key_dtype).is_integer:
                noun = "integer" if dtypes.as_dtype(key_dtype).is_integer else "non-integer"
                raise TypeError(f"Invalid key dtype, expected {noun} but got {wanted!s}.")
            self._table_name = name or self._table.name
        self._num_oov_buckets = num_oov_buckets
        super().__init__(key_dtype, dtypes.int64)

    @property
    def initializer(self) -> Operation:
        """The operation that fills the table."""
        if self._table is not None:
            return self._table.initializer
        with name_scope(None, "init"):
            return no_op()

    @property
    def resource_handle(self) -> Tensor | None:
        """The tensor of dtype `tf.resource` that names the table of known keys; None if there is none."""
        return None if self._table is None else self._table.resource_handle

    @property
    def name(self) -> str:
        """The table's name."""
        return self._table_name

    @property
    def key_dtype(self) -> DType:
        """The DType of the keys."""
        return self._key_dtype

    def size(self, name: str | None = None) -> Any:
        """How many ids there are, known keys and buckets together."""
        with name_scope(name, f"{self.name}_Size"):
            if self._table is None:
                from scopeflow.graph.convert import convert_to_tensor

                return convert_to_tensor(self._num_oov_buckets, dtype=dtypes.int64)
            return self._table.size() + self._num_oov_buckets

    def lookup(self, keys: Any, name: str | None = None) -> Any:
        """The ids of keys.

        Args:
          keys: a Tensor or SparseTensor of the keys' dtype.
          name: the wish for the scope's name.

        Returns:
          The same kind of tensor, of int64.

        Raises:
          TypeError: if the keys are of another dtype.
        """
        if keys.dtype.base_dtype != self._key_dtype:
            raise TypeError(
                f"Signature mismatch. Keys must be dtype {self._key_dtype!s}, got {keys.dtype!s}."
            )
        sparse = isinstance(keys, SparseTensor)
        flat = keys.values if sparse else keys
        if self._table is not None and self._table.key_dtype == dtypes.int64:
            flat = call("Cast", flat, DstT=dtypes.int64) if flat.dtype != dtypes.int64 else flat
        with name_scope(name, f"{self.name}_Lookup"):
            text = flat if flat.dtype == dtypes.string else as_string(flat)
            buckets = string_to_hash_bucket_fast(
                text, num_buckets=self._num_oov_buckets, name="hash_bucket"
            )
            if self._table is None:
                ids = buckets
            else:
                known = self._table.lookup(flat)
                others = call("Add", buckets, self._table.size())
                is_known = call("NotEqual", known, self._table.default_value)
                ids = call("SelectV2", is_known, known, others)
        return SparseTensor(keys.indices, ids, keys.dense_shape) if sparse else ids
