"""What elements may be made of besides tensors, and datasets that a program defines itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import scopeflow as tf

Dataset = tf.data.Dataset


@pytest.fixture(autouse=True)
def fresh_graph() -> Any:
    with tf.Graph().as_default():
        yield


def elements(dataset: Any) -> list[Any]:
    """All elements of a dataset."""
    element = dataset.make_one_shot_iterator().get_next()
    found = []
    with tf.Session() as session:
        while True:
            try:
                found.append(session.run(element))
            except tf.errors.OutOfRangeError:
                return found


def test_tensor_arrays_go_from_function_to_function() -> None:
    def makes(size: Any) -> Any:
        size = tf.cast(size, tf.int32)
        return tf.TensorArray(tf.int32, element_shape=(), size=size).unstack(tf.range(size))

    arrays = Dataset.range(4).map(makes)
    assert repr(arrays.element_spec) == "TensorArraySpec(TensorShape([]), tf.int32, None, True)"
    stacked = elements(arrays.map(lambda array: (array, array.size())).map(lambda a, n: a.stack()))
    assert [row.tolist() for row in stacked] == [[], [0], [0, 1], [0, 1, 2]]


def test_tensor_arrays_have_no_batches() -> None:
    arrays = Dataset.range(2).map(lambda x: tf.TensorArray(tf.int64, 1, element_shape=()))
    with pytest.raises(NotImplementedError):
        arrays.batch(2)


def test_datasets_go_from_function_to_function() -> None:
    nested = Dataset.from_tensors([1.0, 2.0, 3.0]).map(Dataset.from_tensor_slices)
    whole = nested.map(lambda inner: inner.batch(3)).flat_map(lambda inner: inner)
    assert [row.tolist() for row in elements(whole)] == [[1.0, 2.0, 3.0]]


def test_sparse_tensors_go_through_every_kind_of_function() -> None:
    sparse = Dataset.range(1, 4).map(lambda x: tf.SparseTensor([[0], [1]], [x, -x], [4]))
    kept = sparse.filter(lambda s: s.values[0] > 1).flat_map(
        lambda s: Dataset.from_tensors(s).repeat(2)
    )
    dense = kept.interleave(Dataset.from_tensors, cycle_length=2).map(tf.sparse.to_dense)
    assert [row.tolist() for row in elements(dense)] == [[2, -2, 0, 0]] * 2 + [[3, -3, 0, 0]] * 2


def test_a_program_may_define_datasets_by_their_tensor() -> None:
    class Doubled(tf.data.Dataset):
        def __init__(self, inner: Any) -> None:
            self._inner = inner.map(lambda x: x * 2)
            super().__init__()

        def _as_variant_tensor(self) -> Any:
            return self._inner._variant_tensor

        @property
        def output_types(self) -> Any:
            return tf.int64

        @property
        def output_shapes(self) -> Any:
            return tf.TensorShape([])

        @property
        def output_classes(self) -> Any:
            return tf.Tensor

    dataset = Doubled(Dataset.range(3))
    assert repr(dataset) == "<Doubled shapes: (), types: tf.int64>"
    assert elements(dataset.map(lambda x: x + 1)) == [1, 3, 5]


def test_a_variable_made_in_a_function_is_one_of_the_graph_around() -> None:
    def adds(x: Any) -> Any:
        with tf.variable_scope("scope", reuse=tf.AUTO_REUSE):
            return x + tf.get_variable("v", [], tf.int64, initializer=tf.ones_initializer())

    iterator = Dataset.range(2).map(adds).map(adds).make_initializable_iterator()
    number = iterator.get_next()
    (variable,) = tf.global_variables()
    assert variable.name == "scope/v:0"
    with tf.Session() as session:
        session.run(variable.initializer)
        session.run(iterator.initializer)
        assert [session.run(number) for _ in range(2)] == [2, 3]


@pytest.mark.parametrize("kind", ["slices", "whole", "captured"])
def test_what_was_fed_may_be_changed_afterwards(kind: str) -> None:
    given = np.arange(4.0)
    fed = tf.placeholder(tf.float64, [4])
    dataset = {
        "slices": lambda: Dataset.from_tensor_slices(fed),
        "whole": lambda: Dataset.from_tensors(fed).map(lambda x: x[0]),
        "captured": lambda: Dataset.range(4).map(lambda x: fed[0] + tf.cast(x, tf.float64)),
    }[kind]()
    iterator = dataset.make_initializable_iterator()
    number = iterator.get_next()
    with tf.Session() as session:
        session.run(iterator.initializer, {fed: given})
        given[:] = -1.0
        assert session.run(number) == 0.0
