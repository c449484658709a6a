"""Windows that TensorFlow 1.15 computes on GPUs only: channels first, dilated gradients, groups; and a second derivative
whose nodes are ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import scopeflow as tf
from scopeflow.engine import tiers

FIRST = (0, 3, 1, 2)


def ramp(*shape: int, scale: float = 1.0) -> np.ndarray:
    numbers = np.arange(np.prod(shape)) * 7919 % 997 / 99.7 - 4.3
    return (numbers.reshape(shape) * scale).astype(np.float32)


@pytest.fixture(params=["numpy", "compiled"])
def tier(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each test runs on both tiers."""
    monkeypatch.setattr(tiers, "FORCED", request.param == "compiled")
    return request.param


def run(build: Callable[..., Any], *values: np.ndarray) -> Any:
    """What `build` makes of placeholders that are fed these values."""
    with tf.Graph().as_default(), tf.Session() as session:
        inputs = [tf.placeholder(tf.float32, value.shape) for value in values]
        return session.run(build(*inputs), dict(zip(inputs, values, strict=True)))


def close(ours: Any, wanted: Any) -> None:
    for a, b in zip(ours, wanted, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-3)


def with_gradients(y: tf.Tensor, *inputs: tf.Tensor) -> list[tf.Tensor]:
    return [y, *tf.gradients(y * y, inputs)]


CASES: dict[str, Callable[..., tf.Tensor]] = {
    "conv2d": lambda x, w, f: tf.nn.conv2d(x, w, 2, "SAME", data_format=f),
    "dilated": lambda x, w, f: tf.nn.conv2d(x, w, 1, "VALID", data_format=f, dilations=2),
    "depthwise": lambda x, w, f: tf.nn.depthwise_conv2d_native(
        x, w, [1, 1, 1, 1], "SAME", data_format=f
    ),
    "max_pool": lambda x, w, f: (
        tf.nn.max_pool(x, [2, 3], 2, "SAME", data_format=f) * tf.reduce_sum(w)
    ),
    "avg_pool": lambda x, w, f: (
        tf.nn.avg_pool(x, [2, 3], 1, "SAME", data_format=f) * tf.reduce_sum(w)
    ),
    "fused_batch_norm": lambda x, w, f: tf.nn.fused_batch_norm(
        x, w[0, 0, :, 0], w[0, 1, :, 1], data_format=f
    )[0],
    "space_to_depth": lambda x, w, f: tf.space_to_depth(x, 2, data_format=f) * tf.reduce_sum(w),
}


@pytest.mark.parametrize("name", CASES)
def test_channels_first_computes_what_channels_last_does(name: str, tier: str) -> None:
    x, w = ramp(2, 6, 8, 2), ramp(2, 3, 2, 3, scale=0.3)
    y, by_x, by_w = run(lambda x, w: with_gradients(CASES[name](x, w, "NHWC"), x, w), x, w)
    other = run(lambda x, w: with_gradients(CASES[name](x, w, "NCHW"), x, w), x.transpose(FIRST), w)
    close(other, [y.transpose(FIRST), by_x.transpose(FIRST), by_w])


def test_a_dilated_convolution_is_that_by_way_of_the_batch(tier: str) -> None:
    x, w = ramp(1, 7, 6, 2), ramp(2, 3, 2, 3)
    direct = run(
        lambda x, w: with_gradients(tf.nn.conv2d(x, w, 1, "SAME", dilations=2), x, w), x, w
    )
    close(
        direct, run(lambda x, w: with_gradients(tf.nn.atrous_conv2d(x, w, 2, "SAME"), x, w), x, w)
    )


def test_groups_are_convolutions_side_by_side(tier: str) -> None:
    x, w = ramp(1, 5, 4, 6), ramp(2, 2, 3, 4)

    def apart(x: tf.Tensor, w: tf.Tensor) -> list[tf.Tensor]:
        parts = zip(tf.split(x, 2, 3), tf.split(w, 2, 3), strict=True)
        return with_gradients(tf.concat([tf.nn.conv2d(a, b, 1, "SAME") for a, b in parts], 3), x, w)

    together = run(lambda x, w: with_gradients(tf.nn.conv2d(x, w, 1, "SAME"), x, w), x, w)
    close(together, run(apart, x, w))


def test_a_window_as_large_as_the_image_is_compiled(tier: str) -> None:
    x = ramp(1, 24, 25, 3)
    y, by_x = run(lambda x: with_gradients(tf.nn.max_pool(x, [24, 25], 1, "VALID"), x), x)
    np.testing.assert_array_equal(y[0, 0, 0], x.max((0, 1, 2)))
    assert (by_x != 0).sum() == 3


def test_large_windows_choose_the_first_of_equal_values(tier: str) -> None:
    x = np.round(ramp(2, 12, 13, 2), 0)
    ksize, strides = [1, 9, 8, 1], [1, 2, 3, 1]

    def build(x: tf.Tensor) -> list[tf.Tensor]:
        y, places = tf.nn.max_pool_with_argmax(x, ksize, strides, "SAME")
        return [
            y,
            places,
            *tf.gradients(y * y, x),
            *tf.gradients(tf.nn.max_pool(x, ksize, strides, "SAME") ** 2.0, x),
        ]

    y, places, by_argmax, by_x = run(build, x)
    flat = x.reshape(2, -1)
    for image in range(2):
        np.testing.assert_array_equal(flat[image][places[image]], y[image])
    np.testing.assert_allclose(by_argmax, by_x, rtol=1e-5)
    # the window at the upper left corner reaches 6 rows and 5 columns into the image
    corner = x[0, :6, :5, 0]
    row, column = np.unravel_index(corner.argmax(), corner.shape)
    assert places[0, 0, 0, 0] == (row * 13 + column) * 2


@pytest.mark.parametrize("is_training", [True, False])
@pytest.mark.parametrize("data_format", ["NHWC", "NCHW"])
def test_the_second_derivative_of_batch_norm_is_that_of_differences(
    is_training: bool, data_format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    x, scale, offset = ramp(2, 3, 2, 2, scale=0.5), ramp(2), ramp(2)
    weights = ramp(2, 3, 2, 2)[::-1].copy()
    if data_format == "NCHW":
        x, weights = x.transpose(FIRST), weights.transpose(FIRST)
    monkeypatch.setattr(tiers, "FORCED", False)
    given = {} if is_training else {"mean": [0.1, 0.2], "variance": [1.5, 0.7]}

    def first(x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor) -> tf.Tensor:
        y = tf.nn.fused_batch_norm(
            x, scale, offset, is_training=is_training, data_format=data_format, **given
        )[0]
        by_x, by_scale, _ = tf.gradients(y * y * weights, [x, scale, offset])
        return tf.reduce_sum(by_x * weights) + tf.reduce_sum(by_scale)

    def second(*inputs: tf.Tensor) -> list[tf.Tensor]:
        return tf.gradients(first(*inputs), inputs[:2])

    by_x, by_scale = run(second, x, scale, offset)
    step = 1e-2
    for array, found in ((x, by_x), (scale, by_scale)):
        for index in list(np.ndindex(*array.shape))[:6]:
            ends = []
            for sign in (1, -1):
                kept = array[index]
                array[index] = kept + sign * step
                ends.append(float(run(first, x, scale, offset)))
                array[index] = kept
            slope = (ends[0] - ends[1]) / (2 * step)
            assert abs(slope - found[index]) < 0.02 * max(1.0, np.abs(found).max())


def test_a_batch_whose_windows_take_too_much_memory_is_taken_in_parts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from scopeflow.xp.nn import convolution

    monkeypatch.setattr(tiers, "FORCED", False)
    x, w = ramp(5, 6, 7, 4), ramp(2, 3, 4, 2)

    def build(x: tf.Tensor, w: tf.Tensor) -> list[tf.Tensor]:
        return with_gradients(tf.nn.conv2d(x, w, [1, 2], "SAME"), x, w)

    whole = run(build, x, w)
    monkeypatch.setattr(convolution, "_MOST", 2000)
    close(run(build, x, w), whole)


EMPTY: dict[str, Callable[[tf.Tensor], tf.Tensor]] = {
    "conv2d": lambda x: tf.nn.conv2d(x, np.ones((2, 2, 2, 3), np.float32), 2, "SAME"),
    "max_pool": lambda x: tf.nn.max_pool(x, 2, 2, "SAME"),
    "avg_pool": lambda x: tf.nn.avg_pool(x, 2, 2, "SAME"),
    "lrn": lambda x: tf.nn.lrn(x),
    "fused_batch_norm": lambda x: tf.nn.fused_batch_norm(x, [1.0, 2.0], [0.0, 0.0])[0],
    "dilation2d": lambda x: tf.nn.dilation2d(
        x, np.ones((2, 2, 2), np.float32), [1] * 4, [1] * 4, "SAME"
    ),
    "extract_patches": lambda x: tf.image.extract_patches(
        x, [1, 2, 2, 1], [1] * 4, [1] * 4, "SAME"
    ),
    "space_to_depth": lambda x: tf.space_to_depth(x, 2),
}


@pytest.mark.parametrize("name", EMPTY)
@pytest.mark.parametrize("shape", [(0, 4, 4, 2), (1, 0, 4, 2)])
def test_empty_images_give_empty_results(name: str, shape: tuple[int, ...], tier: str) -> None:
    def build(x: tf.Tensor) -> list[tf.Tensor]:
        y = EMPTY[name](x)
        return [y] if name == "extract_patches" else with_gradients(y, x)

    for made in run(build, np.zeros(shape, np.float32)):
        assert made.size == 0
