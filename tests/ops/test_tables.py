"""Tables live in a session: what one holds, another does not."""

from __future__ import annotations

import pytest

import scopeflow as tf
from tests.ops.inputs import node


def _table(**attrs: object) -> tf.Tensor:
    kinds = {"key_dtype": tf.string, "value_dtype": tf.int64}
    return node("MutableHashTableV2", **kinds, **attrs).outputs[0]


def _insert(table: tf.Tensor, key: str, value: int) -> tf.Operation:
    return node("LookupTableInsertV2", table, tf.constant([key]), tf.constant([value], tf.int64))


def _size(table: tf.Tensor) -> tf.Tensor:
    return node("LookupTableSizeV2", table).outputs[0]


def test_each_session_has_tables_of_its_own() -> None:
    with tf.Graph().as_default():
        table = _table()
        insert, size = _insert(table, "a", 1), _size(table)
        with tf.Session() as one, tf.Session() as other:
            one.run(insert)
            one.run(insert)
            assert (one.run(size), other.run(size)) == (1, 0)


def test_tables_of_one_shared_name_are_one_table() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        one, same, other = (_table(shared_name=name) for name in ("t", "t", "u"))
        elsewhere = _table(shared_name="t", container="c")
        session.run(_insert(one, "a", 1))
        assert session.run([_size(t) for t in (one, same, other, elsewhere)]) == [1, 1, 0, 0]


def test_tables_without_a_shared_name_are_their_nodes_own() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        one, other = _table(), _table()
        session.run(_insert(one, "a", 1))
        assert session.run([_size(one), _size(other)]) == [1, 0]


def test_a_shared_name_keeps_its_dtypes() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        session.run(_size(_table(shared_name="t")))
        kinds = {"key_dtype": tf.string, "value_dtype": tf.float32}
        clash = node("MutableHashTableV2", **kinds, shared_name="t").outputs[0]
        with pytest.raises(tf.errors.InvalidArgumentError, match="Conflicting key/value dtypes"):
            session.run(_size(clash))


def test_a_closed_session_forgets_its_tables() -> None:
    with tf.Graph().as_default():
        initializer = tf.lookup.KeyValueTensorInitializer(["a"], [1])
        table = tf.lookup.StaticHashTable(initializer, -1)
        found = table.lookup(tf.constant(["a"]))
        with tf.Session() as session:
            session.run(tf.tables_initializer())
            assert session.run(found).tolist() == [1]
        with (
            tf.Session() as session,
            pytest.raises(tf.errors.FailedPreconditionError, match="Table not initialized"),
        ):
            session.run(found)


def test_a_table_may_be_looked_up_beside_compiled_work() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        initializer = tf.lookup.KeyValueTensorInitializer([1, 2], [10.0, 20.0])
        table = tf.lookup.StaticHashTable(initializer, 0.0)
        x = tf.placeholder(tf.int32, [None])
        total = tf.reduce_sum(table.lookup(x + 1) * 2.0)
        session.run(tf.tables_initializer())
        assert session.run(total, {x: [0, 1, 7]}) == 60.0
