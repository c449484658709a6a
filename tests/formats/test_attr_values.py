"""Attributes as protos and back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tensorboard.compat.proto.attr_value_pb2 import AttrValue, NameAttrList
from tensorboard.compat.proto.tensor_pb2 import TensorProto

from scopeflow.formats.attr_values import from_attr_value, to_attr_value
from scopeflow.graph import dtypes
from scopeflow.graph.shapes import TensorShape

VALUES = {
    "type": st.sampled_from(sorted(dtypes.BY_ENUM)).map(dtypes.as_dtype),
    "int": st.integers(-(2**63), 2**63 - 1),
    "float": st.floats(width=32, allow_nan=False),
    "bool": st.booleans(),
    "string": st.binary(),
    "shape": st.none() | st.lists(st.none() | st.integers(0, 2**40)).map(tuple),
}
SINGLE = st.sampled_from(sorted(VALUES)).flatmap(lambda k: st.tuples(st.just(k), VALUES[k]))
LISTS = st.sampled_from(sorted(VALUES)).flatmap(
    lambda k: st.tuples(st.just(f"list({k})"), st.lists(VALUES[k], min_size=1))
)


@given(SINGLE | LISTS)
def test_every_value_comes_back_as_it_was(pair):
    back = from_attr_value(AttrValue.FromString(to_attr_value(*pair).SerializeToString()))
    assert back == pair
    assert repr(back) == repr(pair)  # 1 == True == 1.0


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("type", dtypes.float32, "type: DT_FLOAT"),
        ("type", "int32_ref", "type: DT_INT32_REF"),
        ("int", 0, "i: 0"),
        ("float", 1, "f: 1"),
        ("bool", False, "b: false"),
        ("string", "a", 's: "a"'),
        ("shape", None, "shape {\n  unknown_rank: true\n}"),
        ("shape", (), "shape {\n}"),
        (
            "shape",
            TensorShape([None, 3]),
            "shape {\n  dim {\n    size: -1\n  }\n  dim {\n    size: 3\n  }\n}",
        ),
        ("list(string)", ["a", b"b"], 'list {\n  s: "a"\n  s: "b"\n}'),
        ("list(int)", [], "list {\n}"),
        ("func", "f", 'func {\n  name: "f"\n}'),
        ("placeholder", "p", 'placeholder: "p"'),
        ("unset", None, ""),
    ],
)
def test_the_proto_says(kind, value, text):
    assert str(to_attr_value(kind, value)).strip() == text


def test_a_tensor_comes_back_as_an_array():
    kind, array = from_attr_value(to_attr_value("tensor", np.float32([[1, 2]])))
    assert kind == "tensor"
    assert array.dtype == np.float32
    assert array.tolist() == [[1, 2]]


def test_a_handle_has_no_array_and_stays_a_proto():
    proto = TensorProto(dtype=20)
    assert from_attr_value(to_attr_value("tensor", proto)) == ("tensor", proto)


def test_a_list_of_tensors_and_of_functions_comes_back():
    kind, (array,) = from_attr_value(to_attr_value("list(tensor)", [np.int32(3)]))
    assert (kind, array.item()) == ("list(tensor)", 3)
    functions = [NameAttrList(name="f")]
    assert from_attr_value(to_attr_value("list(func)", functions)) == ("list(func)", functions)


def test_an_empty_list_and_an_empty_proto_stay_what_they_are():
    for proto in (to_attr_value("list(int)", []), AttrValue()):
        assert to_attr_value(*from_attr_value(proto)) == proto


@pytest.mark.parametrize(
    ("kind", "value"),
    [("int", 1.5), ("bool", 1), ("float", "1"), ("string", 1), ("list(int)", ["a"]), ("type", "x")],
)
def test_a_value_of_another_kind_is_refused(kind, value):
    with pytest.raises(TypeError):
        to_attr_value(kind, value)


@pytest.mark.parametrize("kind", ["number", "list(number)"])
def test_an_unknown_kind_is_refused(kind):
    with pytest.raises(ValueError, match="There is no kind of attribute 'number'"):
        to_attr_value(kind, [])
