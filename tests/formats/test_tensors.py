"""make_tensor_proto and make_ndarray, against what TensorFlow 1.15 made of the same calls."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import numpy as np
import pytest
from tensorboard.compat.proto.tensor_pb2 import TensorProto

from scopeflow.formats.tensors import make_ndarray, make_tensor_proto
from scopeflow.graph import dtypes
from tests.reference.summary_cases import TENSORS

RECORDED = json.loads((Path(__file__).parents[1] / "reference/summaries/tensors.json").read_text())
CLASSES = {"TypeError": TypeError, "ValueError": ValueError}
ALL = [d for d in dtypes.TF_TO_NP if not d._is_ref_dtype and not d.is_quantized]


def arguments(name):
    values, *rest = TENSORS[name]
    if isinstance(values, tuple):
        values = np.array(values[1], values[2])
    return (values, *rest)


@pytest.mark.parametrize("name", [n for n in TENSORS if "proto" in RECORDED[n]])
def test_the_proto_is_tensorflows(name):
    theirs = TensorProto.FromString(base64.b64decode(RECORDED[name]["proto"]))
    assert make_tensor_proto(*arguments(name)) == theirs


@pytest.mark.parametrize("name", [n for n in TENSORS if "error" in RECORDED[n]])
def test_a_refusal_has_tensorflows_class_and_first_sentence(name):
    with pytest.raises(CLASSES[RECORDED[name]["error"]]) as caught:
        make_tensor_proto(*arguments(name))
    assert str(caught.value).startswith(RECORDED[name]["message"])


@pytest.mark.parametrize("dtype", ALL, ids=lambda d: d.name)
@pytest.mark.parametrize("shape", [(), (1,), (3,), (2, 0), (2, 3)], ids=str)
def test_an_array_comes_back_as_it_was(dtype, shape):
    if dtype is dtypes.string:
        array = np.full(shape, b"a\0b", dtype=object)
    else:
        array = np.arange(np.prod(shape, dtype=int)).reshape(shape).astype(dtype.as_numpy_dtype)
    back = make_ndarray(make_tensor_proto(array))
    assert back.dtype == array.dtype
    assert back.shape == shape
    np.testing.assert_array_equal(back, array)


@pytest.mark.parametrize("dtype", ALL, ids=lambda d: d.name)
def test_the_last_stored_value_stands_for_the_rest(dtype):
    one = b"x" if dtype is dtypes.string else np.ones((), dtype.as_numpy_dtype)
    back = make_ndarray(make_tensor_proto(one, dtype, [2, 2]))
    assert back.dtype == np.dtype(dtype.as_numpy_dtype)
    assert back.tolist() == [[one, one], [one, one]]


def test_a_proto_without_values_is_zeros():
    proto = TensorProto(dtype=1)
    proto.tensor_shape.dim.add(size=2)
    assert make_ndarray(proto).tolist() == [0.0, 0.0]


def test_more_values_than_the_shape_holds_are_refused():
    proto = TensorProto(dtype=1, float_val=[1, 2])
    proto.tensor_shape.dim.add(size=1)
    with pytest.raises(ValueError, match="index can't contain negative values"):
        make_ndarray(proto)


def test_a_reference_type_is_refused():
    with pytest.raises(TypeError, match="Unsupported tensor type: 101"):
        make_ndarray(TensorProto(dtype=101))


def test_half_an_element_is_refused():
    proto = TensorProto(dtype=1, tensor_content=b"abc")
    with pytest.raises(ValueError, match="buffer size must be a multiple of element size"):
        make_ndarray(proto)


def test_the_array_is_the_callers_to_change():
    proto = make_tensor_proto([1.0, 2.0])
    make_ndarray(proto)[0] = 5
    assert make_ndarray(proto).tolist() == [1.0, 2.0]


def test_a_tensor_proto_is_returned_as_it_is():
    proto = TensorProto(dtype=1)
    assert make_tensor_proto(proto) is proto
