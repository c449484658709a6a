"""Tables that programs fill once: StaticHashTable."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.dtypes import DType
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.lookup.definitions import (
    hash_table_v2,
    lookup_table_export_v2,
    lookup_table_find_v2,
    lookup_table_size_v2,
)
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.sparse.tensor import SparseTensor


class LookupInterface:
    """What all tables have.

    Args:
      key_dtype, value_dtype: the DTypes.
    """

    def __init__(self, key_dtype: Any, value_dtype: Any) -> None:
        self._key_dtype = dtypes.as_dtype(key_dtype)
        self._value_dtype = dtypes.as_dtype(value_dtype)

    @property
    def key_dtype(self) -> DType:
        """The DType of the keys."""
        return self._key_dtype

    @property
    def value_dtype(self) -> DType:
        """The DType of the values."""
        return self._value_dtype

    @property
    def name(self) -> str:
        """The table's name."""
        raise NotImplementedError

    def size(self, name: str | None = None) -> Tensor:
        """How many keys there are."""
        raise NotImplementedError

    def lookup(self, keys: Any, name: str | None = None) -> Any:
        """The values of keys."""
        raise NotImplementedError


class StaticHashTable(LookupInterface):
    """A table from keys to values that is filled once, by `tf.tables_initializer()`.

    Args:
      initializer: what it is filled with: KeyValueTensorInitializer or TextFileInitializer.
      default_value: the value of keys that are not there.
      name: the wish for the node's name.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     init = tf.lookup.KeyValueTensorInitializer(["a", "b"], [1, 2])
    ...     table = tf.lookup.StaticHashTable(init, default_value=-1)
    ...     found = table.lookup(tf.constant(["b", "z"]))
    ...     sess.run(tf.tables_initializer())
    ...     sess.run(found).tolist()
    [2, -1]

    ```
    """

    def __init__(self, initializer: Any, default_value: Any, name: str | None = None) -> None:
        self._initializer = initializer
        super().__init__(initializer.key_dtype, initializer.value_dtype)
        self._default_value: Tensor = convert_to_tensor(default_value, dtype=self._value_dtype)
        self._default_value.shape.merge_with([])
        self._name = name or "hash_table"
        self._resource_handle: Tensor = hash_table_v2(
            shared_name=initializer._shared_name,
            key_dtype=self._key_dtype,
            value_dtype=self._value_dtype,
            name=self._name,
        )
        self._table_name = self._resource_handle.op.name.split("/")[-1]
        self._init_op: Operation = initializer.initialize(self)

    @property
    def resource_handle(self) -> Tensor:
        """The tensor of dtype `tf.resource` that names the table."""
        return self._resource_handle

    @property
    def default_value(self) -> Tensor:
        """The value of keys that are not there."""
        return self._default_value

    @property
    def name(self) -> str:
        """The table's name."""
        return self._table_name

    @property
    def initializer(self) -> Operation:
        """The operation that fills the table."""
        return self._init_op

    def size(self, name: str | None = None) -> Tensor:
        """How many keys there are, an int64 scalar; 0 before the table is filled."""
        with name_scope(name, f"{self.name}_Size", [self.resource_handle]):
            return lookup_table_size_v2(self.resource_handle)

    def lookup(self, keys: Any, name: str | None = None) -> Any:
        """The values of keys.

        Args:
          keys: a Tensor or SparseTensor of the keys' dtype.
          name: the wish for the scope's name.

        Returns:
          The same kind of tensor, of the values' dtype.

        Raises:
          TypeError: if the keys are of another dtype.
        """
        sparse = isinstance(keys, SparseTensor)
        flat = keys.values if sparse else keys
        if keys.dtype.base_dtype != self._key_dtype:
            raise TypeError(
                f"Signature mismatch. Keys must be dtype {self._key_dtype!s}, got {keys.dtype!s}."
            )
        with name_scope(
            name, f"{self.name}_Lookup", [self.resource_handle, flat, self._default_value]
        ):
            values = lookup_table_find_v2(self.resource_handle, flat, self._default_value)
        values.set_shape(flat.shape)
        return SparseTensor(keys.indices, values, keys.dense_shape) if sparse else values

    def export(self, name: str | None = None) -> tuple[Tensor, Tensor]:
        """All keys and their values: two vectors."""
        with name_scope(name, f"{self.name}_Export", [self.resource_handle]):
            keys, values = lookup_table_export_v2(
                self.resource_handle, self._key_dtype, self._value_dtype
            )
        keys.set_shape([None])
        values.set_shape([None])
        return keys, values
