"""Which calls share variables, and warnings for sharing, or none, that nobody asked for."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from typing import Any

import pytest

import scopeflow as tf

Dense = tf.layers.Dense


@pytest.fixture(autouse=True)
def graph() -> Iterator[tf.Graph]:
    with tf.Graph().as_default() as graph:
        yield graph


def data() -> Any:
    return tf.placeholder(tf.float32, [None, 4])


def dense(x: Any, name: str) -> Any:
    with tf.variable_scope(name):
        return tf.matmul(x, tf.get_variable("w", [4, 4]))


def net(x: Any) -> Any:
    with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
        return dense(dense(x, "one"), "two")


def unnamed(x: Any) -> Any:
    return Dense(4)(Dense(4)(x))


def said() -> list[str]:
    """What is warned of when variables are initialized."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        tf.global_variables_initializer()
    assert all(issubclass(one.category, tf.SharingWarning) for one in caught)
    return [str(one.message) for one in caught]


def test_variables_of_the_same_calls_stand_together() -> None:
    net(data())
    net(data())
    tf.Variable(1.0, name="alone")
    report = tf.sharing_report()
    (shared,) = report.shared
    assert shared.variables == ("net/one/w:0", "net/two/w:0")
    assert report.alone == ("alone:0",)
    assert report.suspicions == ()
    json.dumps(report.as_dict())


def test_a_call_in_a_loop_is_one_call_with_a_count() -> None:
    for _ in range(3):
        net(data())
    calls = tf.sharing_report().shared[0].calls
    assert sum(call.count for call in calls) == 3
    assert "AUTO_REUSE" in calls[-1].text or len(calls) == 1


def test_a_layer_object_called_twice_shares_and_nothing_is_odd() -> None:
    layer = Dense(4, name="d")
    layer(data())
    layer(data())
    report = tf.sharing_report()
    assert report.shared[0].variables == ("d/kernel:0", "d/bias:0")
    assert said() == []


def test_one_model_for_two_inputs_under_auto_reuse_is_not_odd() -> None:
    net(data())
    net(data())
    with tf.variable_scope("both", reuse=tf.AUTO_REUSE):
        dense(data(), "one")
        dense(data(), "one")
    assert said() == []


def test_two_layers_of_one_name_under_auto_reuse_are_odd() -> None:
    with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
        h = dense(data(), "fc")
        dense(h, "fc")
    (text,) = said()
    assert "share the variable net/fc/w" in text and "look like two layers" in text
    assert said() == [], "once for each line"


def test_a_cell_that_is_called_again_with_its_own_result_is_not_odd() -> None:
    def cell(x: Any) -> Any:
        with tf.variable_scope("cell", reuse=tf.AUTO_REUSE):
            return tf.matmul(x, tf.get_variable("w", [4, 4]))

    h = cell(data())
    h = cell(h)
    cell(h)
    assert said() == []


def test_uses_that_follow_one_another_are_marked_in_the_report_alone() -> None:
    def layer(x: Any) -> Any:
        with tf.variable_scope("layer", reuse=tf.AUTO_REUSE):
            return tf.matmul(x, tf.get_variable("w", [4, 4]))

    h = data()
    for _ in range(3):
        h = layer(h)
    (shared,) = tf.sharing_report().shared
    assert "Each takes what the one before computed" in shared.note
    assert 'f"layer_{i}"' in shared.note
    assert shared.note in " ".join(str(tf.sharing_report()).split())
    assert shared.note.replace('"', "&quot;") in tf.sharing_report()._repr_html_()
    assert said() == []


def test_uses_of_several_lines_that_follow_one_another_are_marked_and_others_are_not() -> None:
    def layer(x: Any, name: str) -> Any:
        with tf.variable_scope(name, reuse=tf.AUTO_REUSE):
            return tf.matmul(x, tf.get_variable("w", [4, 4]))

    first = layer(data(), "chain")
    layer(first, "chain")
    layer(data(), "twins")
    layer(data(), "twins")
    notes = {one.variables[0]: one.note for one in tf.sharing_report().shared}
    assert notes["chain/w:0"] and not notes["twins/w:0"]
    tf.quiet("chain")
    assert not any(one.note for one in tf.sharing_report().shared)


def test_a_call_that_ran_often_made_its_variable_once() -> None:
    for _ in range(3):
        with tf.variable_scope("a", reuse=tf.AUTO_REUSE):
            v = tf.get_variable("w", [4])
    (call,) = tf.sharing_report().shared[0].calls
    assert call.text.startswith("made on line ")
    assert call.text.endswith(", then got again 2 times")
    assert "(3 times)" not in str(tf.sharing_report()) + str(tf.explain(v))


def test_two_calls_on_one_line_are_said_to_be_two() -> None:
    with tf.variable_scope("net", reuse=tf.AUTO_REUSE):
        h = dense(data(), "fc"); dense(h, "fc")  # fmt: skip  # noqa: E702
    (text,) = said()
    assert text.startswith("tf.AUTO_REUSE made two calls on line ")


def test_an_initializer_that_auto_reuse_does_not_heed_is_odd() -> None:
    with tf.variable_scope("a", reuse=tf.AUTO_REUSE):
        tf.get_variable("w", [3], initializer=tf.zeros_initializer())
        tf.get_variable("w", [3], initializer=tf.ones_initializer())
    (text,) = said()
    assert "another initializer, which is not heeded" in text


def test_the_same_initializer_made_twice_is_not_odd() -> None:
    with tf.variable_scope("a", reuse=tf.AUTO_REUSE):
        for _ in range(2):
            tf.get_variable("w", [3], initializer=tf.constant_initializer(2.0))
        tf.get_variable("w", [3])
    assert said() == []


def test_a_model_built_twice_for_inputs_of_its_own_is_odd() -> None:
    unnamed(data())
    unnamed(data())
    (text,) = said()
    assert "dense/kernel and dense_2/kernel" in text and "nothing in common" in text


def test_tf_variables_which_nobody_expects_to_share_are_not_odd() -> None:
    def model(x: Any) -> Any:
        return x * tf.Variable(tf.ones([4]), name="w")

    model(data())
    model(data())
    assert said() == []


def test_layers_of_a_stack_and_heads_of_one_input_are_not_odd() -> None:
    x = data()
    h = x
    for _ in range(3):
        h = Dense(4)(h)
    heads = [Dense(2)(x) for _ in range(3)]
    tf.train.AdamOptimizer().minimize(tf.reduce_sum(tf.concat(heads, 1)))
    assert said() == []


def test_quiet_scopes_are_not_spoken_of() -> None:
    with tf.variable_scope("net", reuse=tf.AUTO_REUSE) as scope:
        h = dense(data(), "fc")
        dense(h, "fc")
    unnamed(data())
    unnamed(data())
    scope.quiet()
    tf.quiet("dense*")
    assert said() == []
    assert tf.sharing_report().suspicions == ()


def test_strict_makes_an_error_of_it() -> None:
    unnamed(data())
    unnamed(data())
    with tf.strict(), pytest.raises(tf.SharingWarning, match="nothing in common"):
        tf.global_variables_initializer()
    assert len(said()) == 1, "a warning again"


def test_strict_holds_from_the_call_on() -> None:
    unnamed(data())
    unnamed(data())
    tf.strict()
    try:
        with pytest.raises(tf.ScopeWarning):
            tf.global_variables_initializer()
    finally:
        tf.strict(False)
    assert len(said()) == 1


def test_without_notes_nothing_is_said() -> None:
    with tf.provenance(False):
        unnamed(data())
        unnamed(data())
        assert said() == []


def test_a_discriminator_for_real_data_and_for_noise_is_odd_if_it_does_not_share() -> None:
    noise = tf.random_normal([8, 4])
    generated = Dense(4, name="generator")(noise)
    unnamed(data())
    unnamed(generated)
    (text,) = said()
    assert "nothing in common" in text
