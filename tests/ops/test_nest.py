"""tf.nest: what is a structure, in which order its leaves come, and which structures differ."""

from __future__ import annotations

import collections
from collections.abc import Mapping

import numpy as np
import pytest

import scopeflow as tf

Pair = collections.namedtuple("Pair", "a b")
OtherPair = collections.namedtuple("OtherPair", "a b")
SamePair = collections.namedtuple("Pair", "a b")
Ordered = collections.OrderedDict


class Named:
    def __init__(self, name):
        self.name = name


class Attrs:
    """As the `attrs` package makes classes."""

    __attrs_attrs__ = (Named("x"), Named("y"))

    def __init__(self, x, y):
        self.x, self.y = x, y

    def __eq__(self, other):
        return type(self) is type(other) and (self.x, self.y) == (other.x, other.y)

    __hash__ = None


class Table(Mapping):
    def __init__(self, pairs):
        self.pairs = dict(pairs)

    def __getitem__(self, key):
        return self.pairs[key]

    def __iter__(self):
        return iter(self.pairs)

    def __len__(self):
        return len(self.pairs)


STRUCTURES = [
    ([1, [2, 3]], [1, 2, 3], [10, [20, 30]]),
    ((1, (2,)), [1, 2], (10, (20,))),
    (Pair(1, [2]), [1, 2], Pair(10, [20])),
    ({"b": 1, "a": [2, 3]}, [2, 3, 1], {"b": 30, "a": [10, 20]}),
    (Ordered([("b", 1), ("a", 2)]), [2, 1], Ordered([("b", 20), ("a", 10)])),
    (collections.defaultdict(int, z=1, c=2), [2, 1], collections.defaultdict(int, z=20, c=10)),
    (Attrs(1, [2]), [1, 2], Attrs(10, [20])),
    (Table({"b": 1, "a": 2}), [2, 1], Table({"b": 20, "a": 10})),
    (range(3), [0, 1, 2], [10, 20, 30]),
    (collections.deque([1, 2]), [1, 2], collections.deque([10, 20])),
    ({"b": 1, "a": 3}.values(), [1, 3], [10, 20]),
    (bytearray(b"ab"), [97, 98], bytearray([10, 20])),
    ([], [], []),
    ({}, [], {}),
]


@pytest.mark.parametrize(
    ("structure", "leaves", "packed"), STRUCTURES, ids=lambda s: type(s).__name__
)
def test_a_structure_is_taken_apart_and_put_together(structure, leaves, packed):
    assert tf.nest.is_nested(structure)
    assert tf.nest.flatten(structure) == leaves
    again = tf.nest.pack_sequence_as(structure, [10, 20, 30][: len(leaves)])
    assert type(again) is type(packed)
    assert list(again.items() if isinstance(again, Mapping) else tf.nest.flatten(again)) == list(
        packed.items() if isinstance(packed, Mapping) else tf.nest.flatten(packed)
    )


@pytest.mark.parametrize("leaf", [3, None, "abc", b"abc", np.zeros(2), {1, 2}, iter([1])])
def test_a_leaf_is_its_own_only_leaf(leaf):
    assert not tf.nest.is_nested(leaf)
    assert tf.nest.flatten(leaf) == [leaf]
    assert tf.nest.pack_sequence_as(leaf, ["new"]) == "new"


ALIKE = [
    ({"a": 1}, Ordered(a=2)),
    ({"a": 1}, Table({"a": 2})),
    ([1], type("MyList", (list,), {})([2])),
    (Pair(1, 2), SamePair(3, 4)),
    ("a", 1),
]
OF_OTHER_TYPES = [
    ([1, 2], (1, 2)),
    (Pair(1, 2), OtherPair(1, 2)),
    (Pair(1, 2), (1, 2)),
    (Attrs(1, 2), [1, 2]),
    ({"a": 1}, [1]),
    ([1, 2, 3], range(3)),
]
UNLIKE = [
    ([1, 2], [1], "The two structures don't have the same number of elements."),
    ([1], [[1]], 'Substructure "type=list str=[1]" is a sequence, while substructure "type=int str=1" is not'),
    ([1], 1, "is a sequence, while"),
    (np.array([1]), [1], "is a sequence, while"),
    ({"a": 1}, {"a": [1]}, "is a sequence, while"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "second"), ALIKE)
def test_structures_that_are_alike(first, second):
    tf.nest.assert_same_structure(first, second)


@pytest.mark.parametrize(("first", "second"), OF_OTHER_TYPES)
def test_structures_of_other_types_differ_if_types_are_checked(first, second):
    with pytest.raises(TypeError, match="don't have the same sequence type"):
        tf.nest.assert_same_structure(first, second)
    tf.nest.assert_same_structure(first, second, check_types=False)


@pytest.mark.parametrize(("first", "second", "words"), UNLIKE)
@pytest.mark.parametrize("check_types", [True, False])
def test_structures_that_differ(first, second, words, check_types):
    with pytest.raises(ValueError) as caught:
        tf.nest.assert_same_structure(first, second, check_types)
    text = str(caught.value)
    assert text.startswith(
        "The two structures don't have the same nested structure.\n\nFirst structure: type="
    )
    assert words in text and "\nEntire first structure:\n" in text


def test_keys_are_compared_with_the_types():
    with pytest.raises(ValueError, match="don't have the same set of keys"):
        tf.nest.assert_same_structure({"a": 1}, {"b": 1})
    assert tf.nest.map_structure(lambda x, y: x + y, {"a": 1}, {"b": 2}, check_types=False) == {
        "a": 3
    }


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda n: n.map_structure(1, [1]), TypeError, "func must be callable, got: 1"),
        (lambda n: n.map_structure(len), ValueError, "Must provide at least one structure"),
        (lambda n: n.map_structure(abs, [1], foo=1), ValueError, "Only valid keyword arguments are"),
        (lambda n: n.pack_sequence_as([1, 2], [1]), ValueError, "Structure had 2 elements, but flat_sequence had 1"),
        (lambda n: n.pack_sequence_as(1, [1, 2]), ValueError, r"Structure is a scalar but len\(flat_sequence\) == 2 > 1"),
        (lambda n: n.pack_sequence_as([1], 1), TypeError, "flat_sequence must be a sequence"),
        (lambda n: n.flatten({1: 2, "a": 3}), TypeError, "not supported between instances"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_refused(call, error, words):
    with pytest.raises(error, match=words):
        call(tf.nest)


def test_what_several_tensors_make_up_is_a_leaf_until_asked_for():
    with tf.Graph().as_default():
        sparse = tf.SparseTensor([[0, 1]], [5], [2, 2])
        assert tf.nest.flatten([sparse]) == [sparse]
        parts = tf.nest.flatten([sparse], expand_composites=True)
        assert [part.name for part in parts] == [
            sparse.indices.name,
            sparse.values.name,
            sparse.dense_shape.name,
        ]
        (again,) = tf.nest.pack_sequence_as([sparse], parts, expand_composites=True)
        assert isinstance(again, tf.SparseTensor) and again.values is sparse.values
