"""What building a graph and starting a run cost, counted in instructions of the interpreter.

The numbers are the same on a slow, a fast and a busy machine. Versions of Python differ by some percent in how many
instructions they make of a function, hence bounds that are half as much again as what was counted with Python 3.11.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

import scopeflow as tf
from scopeflow.engine import tiers


def instructions(work: Callable[[], Any]) -> int:
    """How many instructions of Python `work()` takes; what is written in C counts as one for each call."""
    count = 0

    def trace(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal count
        frame.f_trace_opcodes = True
        count += event == "opcode"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def per_one(work: Callable[[int], Any], count: int) -> float:
    """Instructions of one repetition, without what `work` does once."""
    work(2)
    short, long = instructions(lambda: work(count)), instructions(lambda: work(2 * count))
    return (long - short) / count


@pytest.fixture(autouse=True)
def _counted() -> None:
    if instructions(lambda: sum([1, 2])) == 0:
        pytest.skip("this interpreter does not say which instructions it executes")


def chain(count: int) -> Any:
    y = x = tf.placeholder(tf.float32, [])
    for _ in range(count):
        y = tf.add(y, x)
    return y


def test_adding_a_node_costs_what_it_did() -> None:
    with tf.Graph().as_default():
        assert per_one(chain, 200) < 820


def test_a_node_costs_the_same_in_a_large_graph() -> None:
    with tf.Graph().as_default():
        small = per_one(chain, 50)
        chain(20000)
        assert per_one(chain, 50) < 1.1 * small


def test_making_and_finding_a_variable_costs_what_it_did() -> None:
    def get_all(count: int) -> None:
        for number in range(count):
            tf.get_variable(f"v{number}", [3])

    def make(count: int) -> None:
        with tf.Graph().as_default():
            get_all(count)

    assert per_one(make, 40) < 15_700
    with tf.Graph().as_default(), tf.variable_scope("", reuse=tf.AUTO_REUSE):
        get_all(80)
        assert per_one(get_all, 40) < 900


def test_a_layers_gradients_cost_what_they_did() -> None:
    def differentiate(count: int) -> int:
        with tf.Graph().as_default():
            x = tf.placeholder(tf.float32, [8, 8])
            weights = [tf.placeholder(tf.float32, [8, 8]) for _ in range(count)]
            for kernel in weights:
                x = tf.nn.relu(tf.matmul(x, kernel))
            return instructions(lambda: tf.gradients(x, weights))

    differentiate(2)
    assert (differentiate(40) - differentiate(20)) / 20 < 7900


def test_a_layer_costs_what_it_did_and_the_same_in_a_large_model() -> None:
    tf.logging.set_verbosity(tf.logging.ERROR)

    def build(count: int) -> int:
        with tf.Graph().as_default():
            x = tf.placeholder(tf.float32, [None, 8])

            def layers() -> None:
                y = x
                for _ in range(count):
                    y = tf.layers.dense(y, 8)

            return instructions(layers)

    build(2)
    small = (build(40) - build(20)) / 20
    assert small < 49_000
    assert (build(240) - build(220)) / 20 < 1.1 * small


def test_slots_cost_the_same_in_a_large_model() -> None:
    def slots(count: int) -> int:
        with tf.Graph().as_default():
            optimizer = tf.train.MomentumOptimizer(0.1, 0.9)
            made = [tf.get_variable(f"v{number}", [3]) for number in range(count)]
            pairs = [(tf.zeros([3]), variable) for variable in made]
            return instructions(lambda: optimizer.apply_gradients(pairs))

    slots(2)
    small = (slots(40) - slots(20)) / 20
    assert small < 20_400
    assert (slots(220) - slots(200)) / 20 < 1.1 * small


def test_an_element_of_a_dataset_costs_what_it_did() -> None:
    def plain(numbers: Any) -> Any:
        return numbers.batch(100)

    def mapped(numbers: Any) -> Any:
        return numbers.map(lambda x: x * 2).batch(100)

    def mapped_together(numbers: Any) -> Any:
        return numbers.apply(tf.data.experimental.map_and_batch(lambda x: x * 2, 100))

    def called(numbers: Any) -> Any:
        return numbers.map(tf.as_string).batch(100)

    def filtered(numbers: Any) -> Any:
        return numbers.filter(lambda x: tf.equal(x % 2, 0)).batch(100)

    for made, bound in (
        (plain, 6100),
        (mapped, 8700),
        (mapped_together, 8800),
        (called, 71_600),
        (filtered, 26_000),
    ):
        with tf.Graph().as_default(), tf.Session() as sess:
            batch = made(tf.data.Dataset.range(10**9)).make_one_shot_iterator().get_next()
            for _ in range(5):
                sess.run(batch)
            taken = [instructions(lambda: sess.run(batch)) for _ in range(4)]  # noqa: B023
            assert sum(taken) / len(taken) < bound, made.__name__


def test_writing_and_reading_a_graph_costs_what_it_did() -> None:
    graph_defs = {}

    def write(count: int) -> int:
        with tf.Graph().as_default() as graph:
            chain(count)
            taken = instructions(graph.as_graph_def)
            graph_defs[count] = graph.as_graph_def()
        return taken

    def read(count: int) -> int:
        with tf.Graph().as_default():
            return instructions(lambda: tf.import_graph_def(graph_defs[count]))

    for cost, bound in ((write, 270), (read, 1270)):
        cost(2) if cost is write else write(2) and read(2)
        assert (cost(400) - cost(200)) / 200 < bound


def test_a_run_costs_what_it_did() -> None:
    with tf.Graph().as_default(), tf.Session() as sess:
        x, y = tf.placeholder(tf.float32, []), tf.placeholder(tf.float32, [])
        total = tf.add(x, y)
        variable = tf.get_variable("variable", [10])
        counter = tf.get_variable("counter", initializer=0)
        count_up = tf.assign_add(counter, 1)
        sess.run(tf.global_variables_initializer())
        for run, bound in (
            (lambda: sess.run(total, {x: 1.0, y: 2.0}), 1800),
            (lambda: sess.run(variable), 1100),
            (lambda: sess.run(count_up), 1800),
        ):
            for _ in range(100):
                run()
            assert instructions(run) < bound


def test_a_run_with_a_branch_and_a_prepared_run_cost_what_they_did() -> None:
    with tf.Graph().as_default(), tf.Session() as sess:
        x, y = tf.placeholder(tf.float32, []), tf.placeholder(tf.float32, [])
        positive = tf.cond(x > 0.0, lambda: x + 1.0, lambda: y - 1.0)
        add = sess.make_callable(tf.add(x, y), [x, y])
        for run, bound in (
            (lambda: sess.run(positive, {x: 1.0, y: 2.0}), 6100),
            (lambda: add(1.0, 2.0), 1550),
        ):
            for _ in range(100):
                run()
            assert instructions(run) < bound


def run_of(sess: Any, made: Callable[[int], Any], count: int) -> int:
    """Instructions of a run of what is made for that count, once it is no longer new."""
    fetches = made(count)
    sess.run(tf.global_variables_initializer())
    for _ in range(50):
        sess.run(fetches)
    return instructions(lambda: sess.run(fetches))


def test_each_fetch_op_and_turn_of_a_run_costs_what_it_did() -> None:
    def variables(count: int) -> Any:
        return [tf.get_variable(f"v{count}_{number}", [16]) for number in range(count)]

    def many(count: int) -> Any:
        return [x + float(number) for number in range(count)]

    def ops(count: int) -> Any:
        y = x
        for _ in range(count):
            y = tf.add(y, x)
        return y

    def turns(count: int) -> Any:
        return tf.while_loop(lambda i, _: i < count, lambda i, t: [i + 1, t + x], [0, 0.0])[1]

    with tf.Graph().as_default(), tf.Session() as sess:
        x = tf.get_variable("x", [])
        for made, bound in ((variables, 265), (many, 420), (ops, 230), (turns, 1020)):
            more = run_of(sess, made, 80) - run_of(sess, made, 40)
            assert more / 40 < bound, made.__name__


def test_a_step_over_many_small_variables_that_are_alike_costs_next_to_nothing_for_each() -> None:
    def step(count: int) -> int:
        with tf.Graph().as_default(), tf.Session() as sess:
            variables = [tf.get_variable(f"v{n}", [16]) for n in range(count)]
            loss = tf.add_n([tf.reduce_sum(tf.square(v)) for v in variables])
            train = tf.train.AdamOptimizer(0.1).minimize(loss)
            sess.run(tf.global_variables_initializer())
            for _ in range(30):
                sess.run(train)
            return instructions(lambda: sess.run(train))

    few = step(20)
    assert few < 11_000
    assert (step(220) - few) / 200 < 5


def test_a_compiled_step_costs_little_for_each_variable() -> None:
    def step(count: int) -> int:
        with tf.Graph().as_default(), tf.Session() as sess:
            # (no two are alike)
            variables = [tf.get_variable(f"v{n}", [200 + n]) for n in range(count)]
            loss = tf.add_n([tf.reduce_sum(tf.square(v)) for v in variables])
            train = tf.train.GradientDescentOptimizer(0.1).minimize(loss)
            sess.run(tf.global_variables_initializer())
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(tiers, "FORCED", True)
                for _ in range(3):
                    sess.run(train)
            return instructions(lambda: sess.run(train))

    assert (step(24) - step(8)) / 16 < 280


def test_a_run_with_a_branch_costs_what_it_did() -> None:
    with tf.Graph().as_default(), tf.Session() as sess:
        x, y = tf.placeholder(tf.float32, []), tf.placeholder(tf.bool, [])
        chosen = tf.cond(y, lambda: x + 1.0, lambda: x - 1.0)
        for _ in range(30):
            sess.run(chosen, {x: 1.0, y: True})
        assert instructions(lambda: sess.run(chosen, {x: 1.0, y: True})) < 4100
