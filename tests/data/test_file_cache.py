"""Caches in files: they have TensorFlow's form, and nothing is left of one that was not finished."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Any

import pytest

import scopeflow as tf

# what TensorFlow 1.15.5 wrote of three elements (number, ("s", [1.5, 2.0]))
INDEX = "AAAGCAEaAggBAAkLICAgICAgMF8wCAkSACgINSkDmAcIAQ0xCAcSACAIKAY10r42hggBETIIARIEEgIIAiAOKAg1YTg3xwYDDTFfMAgJEgAgFigINQF13kEIAQ0xCAcSACAeKAY10r42hggBETIIARIEEgIIAiAkKAg1YTg3xwYDDTJfMAgJEgAgLCgINXgnCzQIAQ0xCAcSACA0KAY10r42hggBETIIARIEEgIIAiA6KAg1YTg3xwAAAAABAAAAANy0ywUAAAAAAQAAAADA8qGwAAEDIQDAAQAAAAABAAAAAFb867jFAQjSAQ8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAV/uAiyR1R9s="
DATA = "AAAAAAAAAAABHRWCZXMAAMA/AAAAQAEAAAAAAAAAAR0VgmVzAADAPwAAAEACAAAAAAAAAAEdFYJlcwAAwD8AAABA"


def pairs(name: str, count: int = 3) -> Any:
    """The dataset that TensorFlow was given, cached."""
    words = tf.data.Dataset.from_tensors(("s", [1.5, 2.0])).repeat(count)
    return tf.data.Dataset.zip((tf.data.Dataset.range(count), words)).cache(name)


def taken(dataset: Any, most: int = 99) -> list[Any]:
    with tf.Session() as session:
        iterator = dataset.make_initializable_iterator()
        element = iterator.get_next()
        session.run(iterator.initializer)
        found: list[Any] = []
        while len(found) < most:
            try:
                found.append(session.run(element))
            except tf.errors.OutOfRangeError:
                break
        return found


@pytest.fixture(autouse=True)
def fresh_graph() -> Any:
    with tf.Graph().as_default():
        yield


def test_a_cache_that_tensorflow_wrote_is_read(tmp_path: Path) -> None:
    (tmp_path / "c.index").write_bytes(base64.b64decode(INDEX))
    (tmp_path / "c.data-00000-of-00001").write_bytes(base64.b64decode(DATA))
    # a dataset without elements, so that what comes out comes from the files
    found = taken(pairs(str(tmp_path / "c"), 0))
    assert [int(number) for number, _ in found] == [0, 1, 2]
    assert [word for _, (word, _) in found] == [b"s"] * 3
    assert found[0][1][1].tolist() == [1.5, 2.0]


def test_a_cache_has_the_bytes_that_tensorflow_writes(tmp_path: Path) -> None:
    taken(pairs(str(tmp_path / "c")))
    assert (tmp_path / "c.data-00000-of-00001").read_bytes() == base64.b64decode(DATA)
    assert sorted(os.listdir(tmp_path)) == ["c.data-00000-of-00001", "c.index"]


def test_nothing_is_left_of_a_walk_that_did_not_reach_the_end(tmp_path: Path) -> None:
    numbers = tf.data.Dataset.range(5).cache(str(tmp_path / "c"))
    assert len(taken(numbers.take(2))) == 2
    assert os.listdir(tmp_path) == []
    assert len(taken(numbers)) == 5


def test_a_second_walk_is_kept_out_while_the_first_one_writes(tmp_path: Path) -> None:
    numbers = tf.data.Dataset.range(3).cache(str(tmp_path / "c"))
    with pytest.raises(
        tf.errors.AlreadyExistsError, match="There appears to be a concurrent caching"
    ):
        taken(tf.data.Dataset.zip((numbers, numbers)))


def test_a_damaged_cache_is_found(tmp_path: Path) -> None:
    data = bytearray(base64.b64decode(DATA))
    data[3] ^= 1
    (tmp_path / "c.index").write_bytes(base64.b64decode(INDEX))
    (tmp_path / "c.data-00000-of-00001").write_bytes(bytes(data))
    with pytest.raises(tf.errors.DataLossError):
        taken(pairs(str(tmp_path / "c"), 0))
