"""dtypes: as TensorFlow 1.15's, and one object each."""

from __future__ import annotations

import ml_dtypes
import numpy as np
import pytest

from scopeflow.graph import dtypes
from tests.graph.replay import differences, sections

RECORD = sections("dtypes")
ALL = list(dtypes.BY_ENUM.values())
HELD_BY_ARRAYS = [each for each in ALL if each.is_numpy_compatible]


@pytest.mark.parametrize("section", RECORD)
def test_dtypes_answer_as_the_reference(section: str) -> None:
    assert differences(RECORD[section]) == {}


def test_every_base_type_has_one_reference_twin() -> None:
    bases = [each for each in ALL if not each._is_ref_dtype]
    assert len(ALL) == 2 * len(bases) == 46
    assert {each._as_ref for each in bases} == set(ALL) - set(bases)
    assert all(each._as_ref.base_dtype is each for each in bases)


@pytest.mark.parametrize("dtype", ALL, ids=str)
def test_a_number_always_gives_the_same_object(dtype: dtypes.DType) -> None:
    assert dtypes.DType(dtype.as_datatype_enum) is dtype
    assert dtypes.as_dtype(dtype.name) is dtype


@pytest.mark.parametrize("dtype", HELD_BY_ARRAYS, ids=str)
def test_an_array_made_with_a_type_has_that_type(dtype: dtypes.DType) -> None:
    made = np.zeros([2], dtype.as_numpy_dtype)
    assert dtypes.from_numpy(made.dtype) is dtype.base_dtype
    assert dtypes.TF_TO_NP[dtype] == dtype.as_numpy_dtype
    if dtype.base_dtype is not dtypes.string:
        assert made.itemsize == dtype.size


@pytest.mark.parametrize("code", [">f4", ">i8", ">c8", "=u2"])
def test_byte_order_does_not_matter(code: str) -> None:
    assert dtypes.from_numpy(np.dtype(code)) is dtypes.from_numpy(np.dtype(code).newbyteorder("="))


@pytest.mark.parametrize("code", ["M8[s]", "V4", "g", "f4,i4"])
def test_from_numpy_refuses_what_no_tensor_holds(code: str) -> None:
    with pytest.raises(TypeError, match="^Cannot convert value dtype"):
        dtypes.from_numpy(np.dtype(code))


def test_bfloat16_is_that_of_ml_dtypes() -> None:
    assert dtypes.bfloat16.as_numpy_dtype is ml_dtypes.bfloat16
    assert dtypes.as_dtype(np.dtype(ml_dtypes.bfloat16)) is dtypes.bfloat16
    assert float(dtypes.bfloat16.max) == -float(dtypes.bfloat16.min) == 2.0**127 * (2 - 2.0**-7)


@pytest.mark.parametrize(
    ("given", "advice"),
    [
        (int, "tf.int32 or tf.int64"),
        (complex, "tf.complex64"),
        (str, "tf.string"),
        (bytes, "tf.string"),
        ("flaot32", "'float32'"),
        ("FLOAT32", "'float32'"),
        (None, "np.float32"),
        ("nothing alike", "np.float32"),
    ],
)
def test_a_refusal_says_what_to_write(given: object, advice: str) -> None:
    with pytest.raises(TypeError) as caught:
        dtypes.as_dtype(given)
    first, rest = str(caught.value).split(" DType.", 1)
    assert first == f"Cannot convert value {given!r} to a TensorFlow"
    assert advice in rest


def test_types_cannot_be_changed() -> None:
    with pytest.raises(AttributeError, match="can't set attribute"):
        dtypes.float32.size = 8
    with pytest.raises(AttributeError, match="can't set attribute"):
        dtypes.float32.anything = 8
    assert dtypes.float32.size == 4


def test_equal_types_have_equal_hashes() -> None:
    table = {each: each.name for each in ALL}
    assert len(table) == len(ALL)
    assert all(table[dtypes.DType(each.as_datatype_enum)] == each.name for each in ALL)
