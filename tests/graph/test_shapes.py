"""Dimension and TensorShape: as TensorFlow 1.15's, over plain dims."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scopeflow.graph import shapes
from scopeflow.graph.shapes import Dimension, TensorShape
from tests.graph.replay import differences, sections

DIMENSIONS = sections("dimensions")
SHAPES = sections("shapes")

sizes = st.none() | st.integers(0, 4)
dims = st.none() | st.lists(sizes, max_size=4).map(tuple)


@pytest.mark.parametrize("section", DIMENSIONS)
def test_dimensions_answer_as_the_reference(section: str) -> None:
    assert differences(DIMENSIONS[section]) == {}


@pytest.mark.parametrize("section", SHAPES)
def test_shapes_answer_as_the_reference(section: str) -> None:
    assert differences(SHAPES[section]) == {}


@given(dims)
def test_a_shape_keeps_plain_dims(dims: shapes.Dims) -> None:
    checked, unchecked = TensorShape(dims), TensorShape.of(dims)
    assert checked._dims == unchecked._dims == dims
    assert repr(checked) == repr(unchecked)
    assert TensorShape(unchecked.as_proto())._dims == dims
    assert TensorShape(unchecked.dims)._dims == dims


def test_numpy_integers_become_plain_ints() -> None:
    made = TensorShape(np.array([2, 3], np.uint8))._dims
    assert made == (2, 3)
    assert [type(size) for size in made] == [int, int]
    assert type(Dimension(np.int64(3)).value) is int


def test_a_shape_makes_no_dimension_before_it_is_asked_for_one() -> None:
    shape = TensorShape([2, 3, 4])
    shape.as_list(), shape.rank, str(shape), shape[1:], shape.num_elements(), shape == [2, 3, 4]
    assert shape._list is None
    assert shape[0] is shape.dims[0]


@given(dims, dims)
def test_merging_says_all_and_the_common_part_says_no_more_than_either(
    a: shapes.Dims, b: shapes.Dims
) -> None:
    first, second = TensorShape.of(a), TensorShape.of(b)
    common = first.most_specific_compatible_shape(second)
    assert common.is_compatible_with(first)
    assert common.is_compatible_with(second)
    if first.is_compatible_with(second):
        merged = first.merge_with(second)
        assert merged._dims == second.merge_with(first)._dims
        assert merged.merge_with(first)._dims == merged._dims
        assert merged.merge_with(common)._dims == merged._dims
    else:
        with pytest.raises(ValueError, match="are not compatible"):
            first.merge_with(second)


@given(dims, st.slices(4))
def test_a_slice_is_that_of_the_sizes(dims: shapes.Dims, part: slice) -> None:
    shape = TensorShape.of(dims)
    if dims is not None:
        assert shape[part]._dims == dims[part]
        assert shape.concatenate(shape[part])._dims == dims + dims[part]


@pytest.mark.parametrize(
    ("wrong", "advice"),
    [
        (lambda: TensorShape([-1]), "not known is None"),
        (lambda: TensorShape([2.5]), "whole number"),
        (lambda: TensorShape([[1]]), "an int, None or a Dimension"),
        (lambda: TensorShape(np.zeros([2, 2])), "flat list"),
        (lambda: TensorShape(None).as_list(), r"rank is None"),
    ],
)
def test_a_refusal_says_what_to_write(wrong: object, advice: str) -> None:
    with pytest.raises((TypeError, ValueError), match=advice):
        wrong()  # type: ignore[operator]
