"""tf.TensorSpec: what it says, and what it fits."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

import scopeflow as tf

SPEC = tf.TensorSpec([None, 2], tf.int32, "nm")


def test_it_says_what_it_was_told():
    assert repr(SPEC) == str(SPEC) == "TensorSpec(shape=(?, 2), dtype=tf.int32, name='nm')"
    assert (SPEC.shape.as_list(), SPEC.dtype, SPEC.name) == ([None, 2], tf.int32, "nm")
    assert repr(tf.TensorSpec(None)) == "TensorSpec(shape=<unknown>, dtype=tf.float32, name=None)"
    assert SPEC.value_type is tf.Tensor and isinstance(SPEC, tf.TypeSpec)


def test_equal_specs_are_equal_in_all():
    assert tf.TensorSpec([None, 2], np.int32, "nm") == SPEC == pickle.loads(pickle.dumps(SPEC))
    assert hash(tf.TensorSpec([None, 2], tf.int32, "nm")) == hash(SPEC)
    assert tf.TensorSpec([None, 2], tf.int32) != SPEC
    assert tf.TensorSpec([None, 3], tf.int32, "nm") != SPEC
    assert SPEC != 3


def test_it_fits_tensors_of_its_dtype_and_a_shape_that_may_be_its():
    with tf.Graph().as_default():
        fits = [
            tf.constant([[1, 2]]),
            tf.constant([[1.0, 2.0]]),
            tf.constant([1]),
            tf.TensorSpec([3, 2], tf.int32),
            np.zeros([1, 2], np.int32),
            5,
        ]
        assert [SPEC.is_compatible_with(x) for x in fits] == [
            True,
            False,
            False,
            True,
            False,
            False,
        ]


def test_it_is_made_from_tensors_and_specs():
    with tf.Graph().as_default():
        c = tf.constant([1], name="cc")
    assert repr(tf.TensorSpec.from_tensor(c)) == "TensorSpec(shape=(1,), dtype=tf.int32, name='cc')"
    assert tf.TensorSpec.from_tensor(c, "z").name == "z"
    assert tf.TensorSpec.from_spec(SPEC, "q") == tf.TensorSpec([None, 2], tf.int32, "q")
    with pytest.raises(ValueError, match="`tensor` should be a tf.Tensor"):
        tf.TensorSpec.from_tensor(3)


def test_what_two_have_in_common():
    assert SPEC.most_specific_compatible_type(tf.TensorSpec([3, 2], tf.int32)) == tf.TensorSpec(
        [None, 2], tf.int32
    )
    assert SPEC.most_specific_compatible_type(tf.TensorSpec([3], tf.int32)).shape.ndims is None
    with pytest.raises(ValueError, match="Types are not compatible"):
        SPEC.most_specific_compatible_type(tf.TensorSpec([3, 2]))
