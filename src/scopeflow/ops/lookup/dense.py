"""A table that programs change as they run: DenseHashTable."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.lookup.definitions import (
    lookup_table_export_v2,
    lookup_table_find_v2,
    lookup_table_import_v2,
    lookup_table_insert_v2,
    lookup_table_remove_v2,
    lookup_table_size_v2,
    mutable_dense_hash_table_v2,
)
from scopeflow.ops.lookup.static_tables import LookupInterface
from scopeflow.ops.saving.saveable import SaveableObject, SaveSpec
from scopeflow.ops.scoping import name_scope


class DenseHashTable(LookupInterface):
    """A table from keys to values that may be changed.

    Two keys are reserved and may not be used.

    Args:
      key_dtype: the DType of the keys.
      value_dtype: the DType of the values.
      default_value: the value of keys that are not there; its shape is that of all values.
      empty_key: a key that is never used; its shape is that of all keys.
      deleted_key: another one.
      initial_num_buckets: a power of 2, at least 4.
      name: the wish for the node's name.
      checkpoint: whether the table belongs to what is saved.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     table = tf.lookup.experimental.DenseHashTable(
    ...         tf.string, tf.int64, default_value=-1, empty_key="", deleted_key="-")
    ...     inserted = table.insert(tf.constant(["a"]), tf.constant([1], tf.int64))
    ...     found = table.lookup(tf.constant(["a", "z"]))
    ...     sess.run(inserted)
    ...     sess.run(found).tolist()
    [1, -1]

    ```
    """

    def __init__(
        self,
        key_dtype: Any,
        value_dtype: Any,
        default_value: Any,
        empty_key: Any,
        deleted_key: Any,
        initial_num_buckets: int | None = None,
        name: str = "MutableDenseHashTable",
        checkpoint: bool = True,
    ) -> None:
        super().__init__(key_dtype, value_dtype)
        self._default_value: Tensor = convert_to_tensor(
            default_value, dtype=value_dtype, name="default_value"
        )
        empty = convert_to_tensor(empty_key, dtype=key_dtype, name="empty_key")
        deleted = convert_to_tensor(deleted_key, dtype=key_dtype, name="deleted_key")
        self._resource_handle: Tensor = mutable_dense_hash_table_v2(
            empty,
            deleted,
            # a table that is saved is found again by its node's name
            use_node_name_sharing=checkpoint,
            value_dtype=self._value_dtype,
            value_shape=self._default_value.shape,
            initial_num_buckets=131072 if initial_num_buckets is None else initial_num_buckets,
            name=name,
        )
        self._table_name = self._resource_handle.op.name.split("/")[-1]
        if checkpoint:
            get_default_graph().add_to_collection(
                GraphKeys.SAVEABLE_OBJECTS, SavedTable(self, self._table_name)
            )

    def _gather_saveables_for_checkpoint(self) -> dict[str, Any]:
        """What of it is saved with the objects that it belongs to, by key."""
        return {"table": lambda name=None: SavedTable(self, self._table_name, name)}

    @property
    def resource_handle(self) -> Tensor:
        """The tensor of dtype `tf.resource` that names the table."""
        return self._resource_handle

    @property
    def name(self) -> str:
        """The table's name."""
        return self._table_name

    def _beside(self) -> Any:
        return get_default_graph().colocate_with(self._resource_handle)

    def size(self, name: str | None = None) -> Tensor:
        """How many keys there are, an int64 scalar."""
        with name_scope(name, f"{self.name}_Size", [self._resource_handle]), self._beside():
            return lookup_table_size_v2(self._resource_handle)

    def lookup(self, keys: Any, name: str | None = None) -> Tensor:
        """The values of a vector of keys.

        Raises:
          InvalidArgumentError: in a run, if a reserved key is among them.
        """
        with name_scope(name, f"{self.name}_lookup_table_find", [self._resource_handle, keys]):
            keys = convert_to_tensor(keys, dtype=self._key_dtype, name="keys")
            with self._beside():
                return lookup_table_find_v2(self._resource_handle, keys, self._default_value)

    def insert(self, keys: Any, values: Any, name: str | None = None) -> Operation:
        """Gives a vector of keys their values; a key that is there already gets a new one."""
        with name_scope(
            name, f"{self.name}_lookup_table_insert", [self._resource_handle, keys, values]
        ):
            keys = convert_to_tensor(keys, dtype=self._key_dtype, name="keys")
            values = convert_to_tensor(values, dtype=self._value_dtype, name="values")
            with self._beside():
                return lookup_table_insert_v2(self._resource_handle, keys, values)

    def insert_or_assign(self, keys: Any, values: Any, name: str | None = None) -> Operation:
        """The same as `insert`."""
        return self.insert(keys, values, name)

    def erase(self, keys: Any, name: str | None = None) -> Operation:
        """Removes keys; those that are not there do not matter."""
        return self.remove(keys, name)

    def remove(self, keys: Any, name: str | None = None) -> Operation:
        """Removes keys; those that are not there do not matter.

        Raises:
          TypeError: if the keys are of another dtype.
        """
        if keys.dtype != self._key_dtype:
            raise TypeError(
                f"Signature mismatch. Keys must be dtype {self._key_dtype!s}, got {keys.dtype!s}."
            )
        with name_scope(name, f"{self.name}_lookup_table_remove", [self._resource_handle, keys]):
            return lookup_table_remove_v2(self._resource_handle, keys)

    def export(self, name: str | None = None) -> tuple[Tensor, Tensor]:
        """All keys and their values."""
        with (
            name_scope(name, f"{self.name}_lookup_table_export_values", [self._resource_handle]),
            self._beside(),
        ):
            keys, values = lookup_table_export_v2(
                self._resource_handle, self._key_dtype, self._value_dtype
            )
        return keys, values


class SavedTable(SaveableObject):
    """A table as a Saver saves it: its keys and its values.

    Args:
      table: the table.
      table_name: what its nodes are named after.
      name: what its tensors are called in the checkpoint; by default as the table.
    """

    def __init__(self, table: Any, table_name: str, name: str | None = None) -> None:
        keys, values = table.export(f"{table_name}_lookup_table_export_values")
        self._table_name = table_name
        saved = table_name if name is None else name
        specs = [SaveSpec(keys, "", f"{saved}-keys"), SaveSpec(values, "", f"{saved}-values")]
        super().__init__(table, specs, table_name if name is None else name)

    def restore(self, restored_tensors: list[Tensor], restored_shapes: Any) -> Operation:
        """Makes what was saved the table's only keys."""
        handle = self.op.resource_handle
        with (
            name_scope(f"{self._table_name}_table_restore", values=restored_tensors),
            get_default_graph().colocate_with(handle),
        ):
            keys, values = restored_tensors
            return lookup_table_import_v2(handle, keys, values)
