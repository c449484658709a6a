"""Batches whose elements a function makes all at once: the same bits and the same failures as one by one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import scopeflow as tf
from scopeflow.engine.functions import Function

FLOATS = np.array(
    [0.0, -0.0, 1.0, -1.5, 2.5, 1e-45, 1e-38, 3e38, -3e38, np.inf, -np.inf, np.nan, 0.1, 7.0, 0.3, -4.0],
    np.float32,
)  # fmt: skip
INTS = np.array(
    [0, 1, -1, 2, 3, -7, 2**31 - 1, -(2**31), 11, 5, -5, 9, 100, 255, -255, 13], np.int32
)


@pytest.fixture(autouse=True)
def fresh_graph() -> Any:
    with tf.Graph().as_default():
        yield


def taken(dataset: Any, runs: int) -> list[Any]:
    """What so many runs of an iterator give: elements, or the class and first line of an error."""
    following = dataset.make_one_shot_iterator().get_next()
    found: list[Any] = []
    with tf.Session() as session:
        for _ in range(runs):
            try:
                found.append(session.run(following))
            except tf.errors.OpError as error:
                found.append((type(error), error.message.splitlines()[0]))
    return found


class Counted:
    """How many batches were made at once."""

    made = 0


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> type[Counted]:
    Counted.made = 0
    rows = Function.rows

    def counting(self: Function, columns: Any) -> Any:
        made = rows(self, columns)
        Counted.made += made is not None
        return made

    monkeypatch.setattr(Function, "rows", counting)
    return Counted


MAPS: dict[str, tuple[Any, Callable[..., Any]]] = {
    "add": (FLOATS, lambda x: x + 0.1),
    "scale": (FLOATS, lambda x: x * 3.0 - 1.0),
    "divide": (FLOATS, lambda x: 1.0 / x),
    "root": (FLOATS, lambda x: tf.sqrt(tf.abs(x))),
    "square": (FLOATS, lambda x: tf.square(x) + tf.squared_difference(x, 2.0)),
    "to int": (FLOATS, lambda x: tf.cast(x, tf.int32)),
    "to half": (FLOATS, lambda x: tf.cast(x, tf.float16)),
    "to bfloat16": (FLOATS, lambda x: tf.cast(x, tf.bfloat16)),
    "to bool": (FLOATS, lambda x: tf.cast(x, tf.bool)),
    "floor": (FLOATS, lambda x: (tf.floor(x), tf.math.ceil(x), tf.sign(x))),
    "float mod": (FLOATS, lambda x: (x % 0.7, x // 0.7)),
    "compare": (FLOATS, lambda x: (x < 1.0, x >= 0.0, tf.equal(x, x), tf.not_equal(x, 0.1))),
    "kinds": (FLOATS, lambda x: (tf.math.is_nan(x), tf.math.is_inf(x), tf.math.is_finite(x))),
    "bounds": (FLOATS, lambda x: (tf.maximum(x, 0.0), tf.minimum(x, 0.5))),
    "int": (INTS, lambda x: (x + 1, x * x, -x, tf.abs(x), x - 3)),
    "int mod": (INTS, lambda x: (x % 7, x // -3, tf.truncatemod(x, 7), tf.truncatediv(x, 5))),
    "bits": (INTS, lambda x: tf.bitwise.bitwise_xor(x, tf.bitwise.bitwise_and(x, 12))),
    "logic": (INTS, lambda x: tf.logical_and(x > 1, tf.logical_not(tf.logical_or(x > 9, x < -2)))),
    "int to float": (INTS, lambda x: tf.cast(x, tf.float32) / 7.0),
    "one hot": (INTS, lambda x: tf.one_hot(x, 12)),
    "one hot in front": (INTS.reshape(8, 2), lambda x: tf.one_hot(x, 5, axis=0)),
    "vectors": (FLOATS.reshape(8, 2), lambda x: x * [1.5, -2.0] + 0.5),
    "scalar and vector": (FLOATS, lambda x: x * [1.0, 2.0, 3.0]),
    "reshape": (np.arange(64.0).reshape(16, 4), lambda x: tf.reshape(x, [2, -1])),
    "turn": (np.arange(96.0).reshape(8, 3, 4), lambda x: tf.transpose(x)),
    "expand": (FLOATS, lambda x: (tf.expand_dims(x, 0), tf.expand_dims(x, -1))),
    "same for all": (FLOATS, lambda x: (x, tf.constant([1, 2]), tf.range(3))),
    "raw": (
        np.array([bytes([n, 1, 2, 255 - n]) for n in range(16)], object),
        lambda s: tf.cast(tf.decode_raw(s, tf.uint8), tf.float32) / 255.0,
    ),
}


@pytest.mark.parametrize("name", MAPS)
def test_a_batch_made_at_once_has_the_bits_of_its_elements(
    name: str, counted: type[Counted]
) -> None:
    values, function = MAPS[name]
    dataset = tf.data.Dataset.from_tensor_slices(values).map(function)
    size = 8 if len(values) == 16 else 4
    (batch, second) = taken(dataset.batch(size), 2)
    assert counted.made == 2
    elements = taken(dataset, len(values))
    for made, half in ((batch, elements[:size]), (second, elements[size:])):
        parts = made if isinstance(made, tuple) else (made,)
        alone = [e if isinstance(e, tuple) else (e,) for e in half]
        for place, part in enumerate(parts):
            wanted = np.array([element[place] for element in alone])
            assert part.dtype == wanted.dtype
            assert part.shape == wanted.shape
            assert part.tobytes() == wanted.tobytes()


@pytest.mark.parametrize("whole", [False, True])
def test_what_is_behind_the_last_whole_batch_is_kept_or_left_out(whole: bool) -> None:
    dataset = tf.data.Dataset.range(12).map(lambda x: x * 2).batch(8, drop_remainder=whole)
    first, *more = taken(dataset, 2)
    assert first.tolist() == list(range(0, 16, 2))
    if whole:
        assert more == [(tf.errors.OutOfRangeError, "End of sequence")]
    else:
        assert more[0].tolist() == [16, 18, 20, 22]


def test_a_call_that_fails_takes_its_batch_with_it_and_the_next_begins_behind_it() -> None:
    values = np.array([1, 2, 0, 4, 5, 6, 7, 8, 9, 10], np.int32)
    dataset = tf.data.Dataset.from_tensor_slices(values).map(lambda x: 840 // x)
    first, second, third, end = taken(dataset.batch(4), 4)
    assert first[0] is tf.errors.InvalidArgumentError
    assert first[1].startswith("{{function_node")
    assert "Integer division by zero" in first[1]
    assert second.tolist() == [210, 168, 140, 120]
    assert third.tolist() == [105, 93, 84]
    assert end[0] is tf.errors.OutOfRangeError


def test_what_failed_before_the_function_fails_in_its_place() -> None:
    values = np.array([1, 2, 3, 4, 5, 0, 7, 8, 9, 10, 11, 12], np.int32)
    before = tf.data.Dataset.from_tensor_slices(values).map(
        lambda x: tf.py_func(lambda n: np.int32(10 // n), [x], tf.int32)
    )
    dataset = before.map(lambda x: tf.reshape(x, []) + 1).batch(4)
    first, second, third, _ = taken(dataset, 4)
    assert first.tolist() == [11, 6, 4, 3]
    assert isinstance(second, tuple)
    assert third.tolist() == [2, 2, 2, 2]


def test_elements_of_other_shapes_are_refused_in_the_same_words() -> None:
    dataset = tf.data.Dataset.range(8).map(lambda x: tf.fill([x // 4 + 1], x))
    assert taken(dataset.batch(4), 1)[0].tolist() == [[0], [1], [2], [3]]
    grown = dataset.map(lambda v: v * 2).batch(8)
    assert taken(grown, 1) == [
        (
            tf.errors.InvalidArgumentError,
            "Cannot add tensor to the batch: number of elements does not match. Shapes are: [tensor]: [2], [batch]: [1]",
        )
    ]


def test_a_filter_keeps_what_it_would_keep_one_by_one(counted: type[Counted]) -> None:
    dataset = tf.data.Dataset.range(300).filter(lambda x: tf.equal(x % 7, 3))
    found = taken(dataset, 43)
    assert found == list(range(3, 300, 7))
    assert counted.made
    until = tf.data.Dataset.range(300).apply(
        tf.data.experimental.take_while(lambda x: x * x < 2000)
    )
    assert taken(until, 46)[:45] == list(range(45))
    assert taken(until, 46)[45][0] is tf.errors.OutOfRangeError


def test_a_filter_that_fails_says_so_at_the_element_that_it_fails_at() -> None:
    dataset = tf.data.Dataset.range(-2, 8).filter(lambda x: 12 // x > 2)
    found = taken(dataset, 6)
    assert found[0][0] is tf.errors.InvalidArgumentError
    assert found[1:5] == [1, 2, 3, 4]
    assert found[5][0] is tf.errors.OutOfRangeError


def test_random_numbers_stay_those_of_calls_one_by_one() -> None:
    tf.set_random_seed(7)
    dataset = tf.data.Dataset.range(8).map(lambda x: tf.random_uniform([], seed=3))
    alone = taken(dataset, 8)
    assert len(set(alone)) == 8
    assert taken(dataset.batch(8), 1)[0].tolist() == alone


def test_what_has_effects_is_called_in_turn_with_what_stands_before_it() -> None:
    seen: list[str] = []

    def noting(what: str) -> Any:
        return lambda x: tf.py_func(lambda n: (seen.append(f"{what}{n}"), n)[1], [x], tf.int64)

    dataset = tf.data.Dataset.range(8).map(noting("a")).map(noting("b")).batch(8)
    taken(dataset, 1)
    assert seen == [f"{what}{number}" for number in range(8) for what in "ab"]


def test_texts_and_datasets_in_a_batch_come_out_as_they_are() -> None:
    words = np.array([b"a", b"b\0", b"", b"d"], object)
    dataset = tf.data.Dataset.from_tensor_slices(words).map(lambda s: (s, tf.equal(s, "a")))
    texts, are_a = taken(dataset.batch(4), 1)[0]
    assert texts.tolist() == words.tolist()
    assert are_a.tolist() == [True, False, False, False]
    windows = tf.data.Dataset.range(8).window(4).map(lambda window: window)
    assert taken(windows.flat_map(lambda window: window.batch(4)), 2)[1].tolist() == [4, 5, 6, 7]
