"""Random orders: every element once in each walk, the same ones for equal seeds, and no waiting without an end."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import scopeflow as tf

experimental = tf.data.experimental
SETTINGS = settings(max_examples=40, deadline=None)


def numbers(make: Any, most: int) -> list[int]:
    """Up to `most` elements of the dataset that `make` makes in a fresh graph."""
    with tf.Graph().as_default(), tf.Session() as session:
        number = make().make_one_shot_iterator().get_next()
        found: list[int] = []
        while len(found) < most:
            try:
                found.append(int(session.run(number)))
            except tf.errors.OutOfRangeError:
                break
        return found


@SETTINGS
@given(
    st.integers(0, 12),
    st.integers(1, 15),
    st.integers(-(2**40), 2**40),
    st.integers(1, 3),
    st.booleans(),
)
def test_each_walk_of_a_shuffle_has_every_element_once(
    count: int, buffer: int, seed: int, times: int, anew: bool
) -> None:
    def make() -> Any:
        mixed = tf.data.Dataset.range(count).shuffle(buffer, seed, reshuffle_each_iteration=anew)
        return mixed.batch(max(count, 1)).repeat(times).unbatch()

    found = numbers(make, 99)
    walks = [found[i * count : (i + 1) * count] for i in range(times)]
    assert all(sorted(walk) == list(range(count)) for walk in walks)
    assert found == numbers(make, 99)
    if not anew:
        assert all(walk == walks[0] for walk in walks)


@SETTINGS
@given(st.integers(1, 8), st.integers(1, 30), st.integers(0, 99), st.integers(1, 4))
def test_walks_do_not_mix_where_shuffle_and_repeat_are_one(
    count: int, buffer: int, seed: int, times: int
) -> None:
    found = numbers(lambda: tf.data.Dataset.range(count).shuffle(buffer, seed).repeat(times), 99)
    assert [sorted(found[i * count : (i + 1) * count]) for i in range(times)] == [
        list(range(count))
    ] * times


def test_an_element_is_never_drawn_before_the_buffer_reaches_it() -> None:
    found = numbers(lambda: tf.data.Dataset.range(100).shuffle(7, seed=1), 200)
    assert all(number <= place + 6 for place, number in enumerate(found))
    assert found != sorted(found)


def test_without_seeds_orders_differ_from_session_to_session() -> None:
    orders = {tuple(numbers(lambda: tf.data.Dataset.range(20).shuffle(20), 20)) for _ in range(4)}
    assert len(orders) > 1


def test_a_one_shot_iterator_shuffles_as_tensorflow_does() -> None:
    found = numbers(lambda: tf.data.Dataset.range(5).shuffle(5, seed=7).repeat(2), 10)
    assert found == [2, 4, 3, 0, 1, 3, 0, 2, 1, 4]


WAITING: dict[str, Any] = {
    "a choice that nothing is left for": lambda: experimental.sample_from_datasets(
        [tf.data.Dataset.range(0), tf.data.Dataset.range(9).repeat()], [1.0, 0.0], seed=1
    ).concatenate(tf.data.Dataset.range(1)),
    "a long skip": lambda: tf.data.Dataset.range(10**12).skip(10**11),
    "a shard far away": lambda: tf.data.Dataset.range(10**12).shard(10**11, 10**11 - 1),
    "a buffer of everything": lambda: tf.data.Dataset.from_tensors(1).repeat().shuffle(10**12),
    "no new element": lambda: (
        tf.data.Dataset.from_tensors(1).repeat().skip(1).apply(experimental.unique()).skip(1)
    ),
    "failures without an end": lambda: (
        tf.data.Dataset.from_tensors(0.0)
        .repeat()
        .map(lambda x: tf.check_numerics(1.0 / x, "inverse"))
        .apply(experimental.ignore_errors())
    ),
}


@pytest.mark.parametrize("kind", WAITING)
def test_closing_the_session_ends_a_search_without_an_end(kind: str) -> None:
    with tf.Graph().as_default():
        element = WAITING[kind]().make_one_shot_iterator().get_next()
        session = tf.Session()
        raised: list[BaseException] = []

        def ask() -> None:
            try:
                while True:
                    session.run(element)
            except Exception as error:
                raised.append(error)

        asking = threading.Thread(target=ask)
        asking.start()
        time.sleep(0.3)
        assert asking.is_alive()
        session.close()
        asking.join(5)
        assert not asking.is_alive()
        assert isinstance(raised[0], (tf.errors.CancelledError, RuntimeError))
