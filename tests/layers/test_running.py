"""Layers at work: both tiers give the same, weights in and out, copies, warnings, checkpoints."""

from __future__ import annotations

import copy
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import scopeflow as tf
from scopeflow.engine import tiers

L = tf.layers


@pytest.fixture(autouse=True)
def graph() -> Iterator[tf.Graph]:
    with tf.Graph().as_default() as graph:
        yield graph


def numbers(*shape: int) -> np.ndarray:
    return np.random.RandomState(0).standard_normal(shape).astype(np.float32)


def convolutional(images: Any, training: Any, fused: bool) -> Any:
    h = L.conv2d(images, 4, 3, dilation_rate=2, activation=tf.nn.elu)
    h = L.batch_normalization(h, training=training, fused=fused)
    h = L.separable_conv2d(L.average_pooling2d(h, 2, 1), 4, 2)
    h = L.conv2d_transpose(h, 2, 3, 2, data_format="channels_last")
    return L.dense(L.flatten(L.max_pooling2d(h, 2, 2)), 3)


@pytest.mark.parametrize("fused", [True, False])
def test_both_tiers_give_the_same_outputs_updates_and_gradients(
    monkeypatch: pytest.MonkeyPatch, fused: bool
) -> None:
    tf.set_random_seed(2)
    x = tf.placeholder(tf.float32, [None, 8, 8, 2])
    training = tf.placeholder(tf.bool, [])
    out = convolutional(x, training, fused)
    weighed = out * tf.constant(numbers(4, 3))
    wanted = [out, *tf.gradients(weighed, tf.trainable_variables())]
    updates = tf.get_collection(tf.GraphKeys.UPDATE_OPS)
    averages = [v for v in tf.global_variables() if "moving" in v.name]

    def values() -> list[Any]:
        with tf.Session() as session:
            session.run(tf.global_variables_initializer())
            fed = {x: numbers(4, 8, 8, 2), training: True}
            first = session.run(wanted, fed)
            session.run(updates, fed)
            fed[training] = False
            return [*first, *session.run(averages), session.run(out, fed)]

    monkeypatch.setattr(tiers, "FORCED", False)
    small = values()
    monkeypatch.setattr(tiers, "FORCED", True)
    for one, other in zip(small, values(), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-4)


def test_images_with_the_channels_first_give_what_they_give_with_the_channels_last() -> None:
    x = tf.constant(numbers(2, 6, 6, 3))
    turned = tf.transpose(x, [0, 3, 1, 2])
    pairs = []
    for index, make in enumerate(
        [
            lambda x, **kw: L.conv2d(x, 4, 3, **kw),
            lambda x, **kw: L.conv2d(x, 4, 2, dilation_rate=2, **kw),
            lambda x, **kw: L.conv2d_transpose(x, 4, 3, 2, **kw),
            lambda x, **kw: L.separable_conv2d(x, 4, 3, **kw),
        ]
    ):
        with tf.variable_scope(f"pair_{index}", reuse=tf.AUTO_REUSE):
            made = make(turned, data_format="channels_first", name="layer")
            pairs.append((make(x, name="layer"), tf.transpose(made, [0, 2, 3, 1])))
    pairs.append(
        (
            L.max_pooling2d(x, 2, 2),
            tf.transpose(L.max_pooling2d(turned, 2, 2, data_format="channels_first"), [0, 2, 3, 1]),
        )
    )
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        for last, first in session.run(pairs):
            np.testing.assert_allclose(last, first, rtol=1e-4, atol=1e-5)


def test_a_network_with_batch_norm_learns_and_its_averages_serve_afterwards() -> None:
    tf.set_random_seed(5)
    x, y = tf.placeholder(tf.float32, [None, 4]), tf.placeholder(tf.float32, [None, 1])
    training = tf.placeholder_with_default(False, [])
    h = L.batch_normalization(L.dense(x, 8), training=training, momentum=0.9)
    loss = tf.losses.mean_squared_error(y, L.dense(tf.nn.relu(h), 1))
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        step = tf.train.AdamOptimizer(0.02).minimize(loss)
    inputs = numbers(64, 4) * 3 + 1
    fed = {x: inputs, y: np.abs(inputs[:, :1])}
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        before = session.run(loss, fed)
        for _ in range(150):
            session.run(step, {**fed, training: True})
        assert session.run(loss, fed) < 0.1 * before


def test_weights_are_read_in_the_default_session_or_in_one_that_layers_share() -> None:
    layer = L.Dense(1, name="d", bias_initializer=tf.ones_initializer())
    layer(tf.ones([1, 2]))
    apart = layer.get_weights()
    assert apart[1].tolist() == [1.0]
    layer.set_weights([np.array([[3.0], [4.0]]), np.array([5.0])])
    made = len(tf.get_default_graph().get_operations())
    layer.set_weights([np.array([[3.0], [4.0]]), np.array([6.0])])
    assert len(tf.get_default_graph().get_operations()) == made
    assert layer.get_weights()[1].tolist() == [6.0]
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        assert layer.get_weights()[1].tolist() == [1.0]


def test_a_layer_of_another_graph_is_refused() -> None:
    layer = L.Dense(2)
    layer(tf.ones([1, 3]))
    with tf.Graph().as_default(), pytest.raises(ValueError, match="must be from the same graph"):
        layer(tf.ones([1, 3]))


def test_a_copy_of_a_layer_lives_in_the_same_scope() -> None:
    class Square(L.Layer):
        def call(self, inputs: Any) -> Any:
            return tf.square(inputs)

    layer = Square(name="my_layer", activity_regularizer=tf.reduce_sum)
    layer.held = tf.constant(1.0)
    layer(tf.ones([2]))
    other = copy.deepcopy(layer)
    assert other.held is layer.held
    assert other.scope_name == "my_layer"
    assert other.losses == layer.losses
    assert other(tf.ones([2])).name == "my_layer/Square_1:0"
    assert len(other.losses) == 2
    assert len(layer.losses) == 1


def test_a_layer_with_variables_is_not_copied() -> None:
    layer = L.Dense(2)
    layer(tf.ones([1, 3]))
    with pytest.raises(TypeError):
        copy.deepcopy(layer)


def test_a_deprecated_function_says_what_to_write_instead(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING, logger="tensorflow"):
        for _ in range(2):
            L.dense(tf.ones([1, 2]), 2)
    (message,) = caplog.messages
    assert "dense is deprecated and will be removed in a future version." in message
    assert "keras.layers.Dense" in message


def test_what_a_layer_was_called_on_is_not_kept() -> None:
    layer = L.Dense(2, name="d")
    layer(tf.ones([1, 3]))
    with pytest.raises(AttributeError, match="Layer d is not connected, no input to return"):
        layer.input  # noqa: B018 - reading it is what is refused
    with pytest.raises(RuntimeError, match="The layer has never been called"):
        layer.get_output_at(0)


def test_averages_that_were_saved_serve_another_graph(tmp_path: Path) -> None:
    x = numbers(16, 3)
    h = L.batch_normalization(tf.constant(x), training=True, momentum=0.0, name="bn")
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        normalized = session.run(h)
        session.run(tf.get_collection(tf.GraphKeys.UPDATE_OPS))
        path = tf.train.Saver().save(session, str(tmp_path / "model"))
    with tf.Graph().as_default(), tf.Session() as session:
        again = L.batch_normalization(tf.constant(x), name="bn", fused=False)
        tf.train.Saver().restore(session, path)
        np.testing.assert_allclose(session.run(again), normalized, rtol=1e-5, atol=1e-6)


def test_everything_a_layer_makes_is_under_its_name() -> None:
    x = tf.placeholder(tf.float32, [None, 8, 8, 2])
    convolutional(x, tf.placeholder(tf.bool, []), True)
    outside = [op.name for op in tf.get_default_graph().get_operations() if "/" not in op.name]
    assert outside == ["Placeholder", "Placeholder_1"]
