"""The ops on lookup tables. A handle is the table itself, which the session keeps by container and name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from scopeflow.graph.dtypes import DType
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import invalid_argument, runtime_name
from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.kept import kept_by_session
from scopeflow.ops.lookup.store import DenseTable, StaticTable, Table
from scopeflow.ops.lookup.text_files import read_table
from scopeflow.ops.strings.each import scalar

_NAMED = 'container: string = "", shared_name: string = "", use_node_name_sharing: bool = False'
_TYPES = "key_dtype: type, value_dtype: type"


# -- making them -----------------------------------------------------------------------------------


def _kept(ctx: Any, make: Callable[[], Table]) -> Table:
    """The table that a node stands for in its session, made at its first use."""
    attrs = ctx.op._attrs
    table = kept_by_session(ctx, "table", make, by_node=attrs["use_node_name_sharing"])
    name = attrs["shared_name"] or ctx.op.name
    table.check_types(name, attrs["key_dtype"], attrs["value_dtype"])
    return table


@op(f"HashTableV2(; {_NAMED}, {_TYPES}) -> (table_handle: resource) # stateful",
    shape=rules.scalar, host=True)  # fmt: skip
def hash_table_v2(*, key_dtype, value_dtype, ctx):
    """A table that is filled once."""
    return _kept(ctx, lambda: StaticTable(key_dtype, value_dtype))


@op(f"MutableHashTableV2(; {_NAMED}, {_TYPES}) -> (table_handle: resource) # stateful",
    shape=rules.scalar, host=True)  # fmt: skip
def mutable_hash_table_v2(*, key_dtype, value_dtype, ctx):
    """A table of scalars that may be changed."""
    return _kept(ctx, lambda: Table(key_dtype, value_dtype))


@op(
    f"MutableHashTableOfTensorsV2(; {_NAMED}, {_TYPES}, value_shape: shape = shape()) "
    "-> (table_handle: resource) # stateful",
    shape=rules.scalar,
    host=True,
)
def mutable_hash_table_of_tensors_v2(*, key_dtype, value_dtype, value_shape, ctx):
    """A table of tensors of one shape that may be changed."""
    return _kept(ctx, lambda: Table(key_dtype, value_dtype, tuple(value_shape)))


@op(
    f"MutableDenseHashTableV2(empty_key: key_dtype, deleted_key: key_dtype; {_NAMED}, {_TYPES}, "
    "value_shape: shape = shape(), initial_num_buckets: int = 131072, max_load_factor: float = 0.800000012) "
    "-> (table_handle: resource) # stateful",
    shape=rules.scalar,
    host=True,
)
def mutable_dense_hash_table_v2(
    empty_key, deleted_key, *, key_dtype, value_dtype, value_shape, initial_num_buckets, ctx
):  # fmt: skip
    """A changeable table of which two keys are reserved."""
    empty, deleted = (np.asarray(key, key_dtype.as_numpy_dtype) for key in (empty_key, deleted_key))
    return _kept(
        ctx,
        lambda: DenseTable(
            key_dtype, value_dtype, tuple(value_shape), empty, deleted, initial_num_buckets
        ),
    )


# -- shapes ----------------------------------------------------------------------------------------

_MUTABLE = ("MutableHashTableV2", "MutableHashTableOfTensorsV2", "MutableDenseHashTableV2")


def _shapes_of(handle: Tensor) -> tuple[rules.Dims, rules.Dims] | None:
    """The shapes of one key and one value, if the node that made the table says them."""
    made = handle._op
    if made.type not in _MUTABLE:
        return None
    key = made._inputs[0]._dims if made.type == "MutableDenseHashTableV2" else ()
    return key, made._attrs.get("value_shape", ())


def _found(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    rules.with_rank(inputs[0]._dims, 0)
    keys, shapes = inputs[1]._dims, _shapes_of(inputs[0])
    if keys is None or shapes is None or None in shapes:
        return (None,)
    key, value = shapes
    outer = keys[: len(keys) - len(key or ())]
    return ((*outer, *(value or ())),)


def _size(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    rules.with_rank(inputs[0]._dims, 0)
    return ((),)


def _exported(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, rules.Dims]:
    rules.with_rank(inputs[0]._dims, 0)
    key, value = _shapes_of(inputs[0]) or ((), ())
    return tuple(None if dims is None else (None, *dims) for dims in (key, value))  # type: ignore[return-value]


def _changed(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[()]:
    rules.with_rank(inputs[0]._dims, 0)
    return ()


def _filled(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[()]:
    rules.with_rank(inputs[0]._dims, 0)
    keys = rules.with_rank(inputs[1]._dims, 1)
    rules.merge(keys, inputs[2]._dims)
    return ()


def _imported(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[()]:
    shapes = _shapes_of(inputs[0])
    if shapes is not None:
        return ()
    return _filled(inputs, attrs)


def _read(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[()]:
    for tensor in inputs:
        rules.with_rank(tensor._dims, 0)
    return ()


# -- using them ------------------------------------------------------------------------------------


def _table(handle: Any) -> Table:
    return handle if isinstance(handle, Table) else handle.item()


def _check(table: Table, given: tuple[DType, ...], tail: bool) -> None:
    """Refuses keys or values of other dtypes than the table's."""
    wanted = (table.key_dtype, table.value_dtype)[: len(given)]
    if given == wanted:
        return

    def text(kinds: Sequence[DType]) -> str:
        inputs = ", ".join(["resource", *map(runtime_name, kinds)])
        return f"{inputs}->{runtime_name(kinds[1]) if tail else ''}"

    raise invalid_argument(f"Signature mismatch, have: {text(given)} expected: {text(wanted)}")


def _dense(value: Any, dtype: DType) -> np.ndarray:
    return np.asarray(value, dtype.as_numpy_dtype)


@op(
    "LookupTableFindV2(table_handle: resource, keys: Tin, default_value: Tout; Tin: type, Tout: type) "
    "-> (values: Tout) # stateful",
    shape=_found,
    host=True,
)
def lookup_table_find_v2(table_handle, keys, default_value, *, Tin, Tout):
    """The values of keys."""
    table = _table(table_handle)
    _check(table, (Tin, Tout), True)
    return table.find(_dense(keys, Tin), _dense(default_value, Tout))


@op(
    "LookupTableInsertV2(table_handle: resource, keys: Tin, values: Tout; Tin: type, Tout: type) -> () # stateful",
    shape=_changed,
    host=True,
)
def lookup_table_insert_v2(table_handle, keys, values, *, Tin, Tout):
    """Gives keys their values."""
    table = _table(table_handle)
    _check(table, (Tin, Tout), False)
    table.insert(_dense(keys, Tin), _dense(values, Tout))


@op("LookupTableRemoveV2(table_handle: resource, keys: Tin; Tin: type) -> () # stateful",
    shape=_changed, host=True)  # fmt: skip
def lookup_table_remove_v2(table_handle, keys, *, Tin):
    """Removes keys."""
    table = _table(table_handle)
    _check(table, (Tin,), False)
    table.remove(_dense(keys, Tin))


@op("LookupTableSizeV2(table_handle: resource; ) -> (size: int64) # stateful",
    shape=_size, host=True)  # fmt: skip
def lookup_table_size_v2(table_handle):
    """How many keys there are."""
    return np.int64(_table(table_handle).size())


@op(
    "LookupTableExportV2(table_handle: resource; Tkeys: type, Tvalues: type) "
    "-> (keys: Tkeys, values: Tvalues) # stateful",
    shape=_exported,
    host=True,
)
def lookup_table_export_v2(table_handle):
    """All keys and their values."""
    return _table(table_handle).export()


@op(
    "LookupTableImportV2(table_handle: resource, keys: Tin, values: Tout; Tin: type, Tout: type) -> () # stateful",
    shape=_imported,
    host=True,
)
def lookup_table_import_v2(table_handle, keys, values, *, Tin, Tout):
    """Makes these keys the only ones of a table."""
    table = _table(table_handle)
    _check(table, (Tin, Tout), False)
    table.replace(_dense(keys, Tin), _dense(values, Tout))


@op(
    "InitializeTableV2(table_handle: resource, keys: Tkey, values: Tval; Tkey: type, Tval: type) -> () # stateful",
    shape=_filled,
    host=True,
)
def initialize_table_v2(table_handle, keys, values, *, Tkey, Tval):
    """Fills a static table."""
    table = _table(table_handle)
    _check(table, (Tkey, Tval), False)
    table.replace(_dense(keys, Tkey), _dense(values, Tval))


@op(
    "InitializeTableFromTextFileV2(table_handle: resource, filename: string; key_index: int >= -2, "
    'value_index: int >= -2, vocab_size: int >= -1 = -1, delimiter: string = "\\t") -> () # stateful',
    shape=_read,
    host=True,
)
def initialize_table_from_text_file_v2(
    table_handle, filename, *, key_index, value_index, vocab_size, delimiter
):  # fmt: skip
    """Fills a static table from the lines of a file."""
    table = _table(table_handle)
    path = scalar(filename).decode("utf-8", "surrogateescape")
    between = delimiter.encode() if isinstance(delimiter, str) else delimiter
    keys, values = read_table(
        path, table.key_dtype, key_index, table.value_dtype, value_index, vocab_size, between
    )
    table.replace(keys, values)
