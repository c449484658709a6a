"""tf.Print and tf.print: what is written, where, and how often."""

from __future__ import annotations

import sys

import numpy as np
import pytest

import scopeflow as tf


@pytest.fixture(autouse=True)
def _fresh_graph():
    with tf.Graph().as_default():
        yield


def run(*fetches, times=1):
    with tf.Session() as sess:
        for _ in range(times):
            sess.run(fetches)


def test_print_writes_to_stderr_when_computed(capsys):
    x = tf.constant([1.0, 2.0, 3.0, 4.0])
    y = tf.Print(x, [x, "x", [1, 2]], "msg: ")
    assert capsys.readouterr().err == ""
    run(y)
    assert capsys.readouterr() == ("", "msg: [1 2 3...][x][1 2]\n")


def test_print_with_a_limit_counts_in_each_session(capsys):
    y = tf.Print(1.0, [[1.5]], first_n=2)
    run(y, times=3)
    run(y, times=1)
    assert capsys.readouterr().err == "[1.5]\n" * 3


def test_a_print_on_a_branch_not_taken_is_silent(capsys):
    p = tf.placeholder_with_default(True, [])
    run(tf.cond(p, lambda: tf.Print(1.0, ["yes"]), lambda: tf.Print(2.0, ["no"])))
    assert capsys.readouterr().err == "[yes]\n"


def test_prints_come_in_the_order_asked_for(capsys):
    first = tf.print("first")
    with tf.control_dependencies([first]):
        second = tf.print("second")
    run(second, first)
    assert capsys.readouterr().err == "first\nsecond\n"


def test_print_text_shows_structures(capsys):
    run(tf.print("a", tf.constant([1, 2]), 3.5, {"k": tf.constant(b"t")}, [np.float32(1.5)]))
    assert capsys.readouterr().err == "a [1 2] 3.5 {'k': \"t\"} [1.5]\n"


def test_print_text_to_stdout_with_its_own_ends(capsys):
    run(tf.print("a", "b", sep=",", end="!", output_stream=sys.stdout))
    assert capsys.readouterr() == ("a,b!", "")


def test_print_text_appends_to_a_file(tmp_path):
    target = tmp_path / "out.txt"
    run(tf.print("x", tf.constant([1]), output_stream=f"file://{target}"), times=2)
    assert target.read_text() == "x [1]\nx [1]\n"


@pytest.mark.parametrize(
    ("stream", "level"),
    [
        (tf.logging.info, "INFO"),
        (tf.logging.warning, "WARNING"),
        (tf.logging.warn, "WARNING"),
        (tf.logging.error, "ERROR"),
        (tf.logging.WARN, "WARNING"),
    ],
)
def test_print_text_to_the_log(caplog, stream, level):
    caplog.set_level("INFO", "tensorflow")
    run(tf.print("x", output_stream=stream))
    assert [(r.levelname, r.getMessage()) for r in caplog.records] == [(level, "x")]


def test_timestamp_is_the_time_of_the_run():
    import time

    now = tf.timestamp()
    with tf.Session() as sess:
        before = time.time()
        assert before - 1 < sess.run(now) < before + 60
