"""What a second, independent search against the reference found; each test states the fact."""

from __future__ import annotations

import pytest

import scopeflow as tf
from scopeflow import errors


@pytest.fixture(autouse=True)
def _graph():
    with tf.Graph().as_default() as graph:
        yield graph


def test_gathering_from_a_ref_variable_reads_it_whole():
    v = tf.Variable([[1.0, 2.0], [3.0, 4.0]])
    assert tf.gather(v, [0, 1]).op.type == "GatherV2"
    assert tf.gather_nd(v, [[0]]).op.type == "GatherNd"


def test_a_tuple_passes_a_reference_on_as_a_reference():
    v = tf.Variable(1.0)
    added, constant = tf.tuple([v.assign_add(1.0), tf.constant(1.0)])
    assert (added.op.type, constant.op.type) == ("RefIdentity", "Identity")
    assert added.dtype is tf.as_dtype("float32_ref")


def test_a_scope_name_that_is_a_list_is_refused_as_no_string():
    with pytest.raises(TypeError, match="^expected string or bytes-like object"):
        tf.add(1.0, 2.0, name=["a"])


@pytest.mark.parametrize(
    ("shape", "kind", "words"),
    [
        ([-1], ValueError, "Dimension -1 must be >= 0"),
        ("a", TypeError, "A string has ambiguous TensorShape"),
        ([2.5], ValueError, "Ambiguous dimension: 2.5"),
    ],
)
def test_a_bad_shape_attribute_tells_which_argument_it_is(shape, kind, words):
    with pytest.raises(kind, match=f"^Error converting shape to a TensorShape: {words}"):
        tf.placeholder(tf.float32, shape)
    with pytest.raises(kind, match=f"^Error converting shape to a TensorShape: {words}"):
        tf.Variable(1.0, shape=shape)


def test_a_tensor_is_no_shape_because_it_cannot_be_iterated():
    with pytest.raises(errors.OperatorNotAllowedInGraphError, match="^iterating over `tf.Tensor`"):
        tf.TensorShape(tf.constant([2]))


def test_the_transpose_of_a_constant_number_knows_its_empty_range(_graph):
    tf.transpose(1.0)
    assert _graph.get_tensor_by_name("transpose/Range:0").shape.as_list() == [0]


def test_scatter_errors_count_the_dimensions_of_both_sides():
    v = tf.get_variable("v", [4, 2])
    with pytest.raises(ValueError, match="inner 1 dimensions of input.*the inner 0 dimensions of"):
        tf.scatter_nd_add(v, [[0]], [1.0])
    with pytest.raises(ValueError, match="^Shape must be at least rank 1 but is rank 0"):
        tf.scatter_nd_add(v, [[0]], 1.0)
    with pytest.raises(ValueError, match=r"inner -1 dimensions of output.shape=\[\?,\?,\?\]"):
        tf.scatter_nd(tf.ones([4], tf.int32), tf.ones([4, 2, 3]), [4, 2, 3])


def test_the_result_of_a_resource_assignment_has_no_policy_of_its_own():
    v = tf.Variable(
        [1.0], trainable=False, use_resource=True, aggregation=tf.VariableAggregation.SUM
    )
    after = v.assign([2.0])
    assert after.trainable
    assert after.aggregation is tf.VariableAggregation.NONE


def test_uncollected_ref_variables_are_reported_when_no_collection_has_one():
    tf.Variable(1.0, collections=[], name="v")
    with tf.Session() as sess:
        assert sess.run(tf.report_uninitialized_variables()).tolist() == [b"v"]
    assert tf.report_uninitialized_variables([]).shape.as_list() == [0]
    assert tf.assert_variables_initialized([]).op.type == "Rank"


def test_a_refused_add_n_converts_its_lists_once_more(_graph):
    with pytest.raises(ValueError, match="^Shapes must be equal rank"):
        tf.add_n([1.0, [1.0, 2.0]])
    assert [op.name for op in _graph.get_operations()] == ["Const", "Const_1", "Const_2"]


def test_a_tensor_has_a_hashable_reference():
    t = tf.constant(1.0)
    assert t.experimental_ref() == t.experimental_ref()
    assert t.experimental_ref().deref() is t


def test_unique_with_counts_takes_any_rank_while_building():
    assert tf.unique_with_counts(tf.zeros([2, 2]))[1].shape.as_list() == [2, 2]
    with pytest.raises(ValueError, match="^Shape must be rank 1 but is rank 2"):
        tf.unique(tf.zeros([2, 2]))


def test_a_running_sum_along_a_list_of_axes_is_refused_when_it_runs():
    with (
        tf.Session() as sess,
        pytest.raises(
            errors.InvalidArgumentError, match=r"ScanOp: axis must be a scalar, not \[1\]"
        ),
    ):
        sess.run(tf.cumsum(tf.constant([1, 2]), axis=[0]))


def test_reshaping_to_no_elements_needs_a_tensor_without_elements():
    x = tf.placeholder(tf.float32, [2, 3])
    with pytest.raises(
        ValueError, match=r"^Cannot reshape a tensor with 6 elements to shape \[0,\?\]"
    ):
        tf.reshape(x, [0, -1])
    with pytest.raises(ValueError, match="^Dimension size must be evenly divisible by 3 but is 4"):
        tf.reshape(tf.placeholder(tf.float32, [None, 3]), [4])


def test_collection_keys_are_asked_of_a_graph():
    assert not hasattr(tf, "get_all_collection_keys")
