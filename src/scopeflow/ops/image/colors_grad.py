"""The gradient of the conversion from red, green and blue to hue, saturation and value.

Which color is the greatest and which the least decides the formula, so that every formula stands here with a factor
that is 1 where it holds and 0 elsewhere.
"""

from __future__ import annotations

import functools
import operator
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.joining import stack
from scopeflow.ops.calling import call
from scopeflow.ops.gradient import gradient, not_differentiable
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.division import div_no_nan
from scopeflow.ops.math.elementwise import square

not_differentiable("HSVToRGB")

# The hue is counted in degrees, of which the op gives 360 as 1.
_SECTOR, _CIRCLE = 60, 360


def _flag(condition: Any) -> Any:
    return cast(condition, dtypes.float32)


def _inverse(x: Any) -> Any:
    """1 / x, and 0 where x is 0."""
    return div_no_nan(1.0, x)


def _turned(parts: list[Any]) -> Any:
    """The sum of the parts of a hue's derivative, of which no more than one is not zero."""
    return functools.reduce(operator.add, parts) / _CIRCLE


@gradient("RGBToHSV")
def _rgb_to_hsv(op: Operation, grad: Any) -> Tensor:
    colors: Any = op.inputs[0]
    red, green, blue = colors[..., 0], colors[..., 1], colors[..., 2]
    made: Any = op.outputs[0]
    saturation, value = made[..., 1], made[..., 2]

    # which is the greatest, which the least: of equals, the first is the greatest and the last the least
    red_top = _flag((red >= blue) & (red >= green))
    green_top = _flag((green > red) & (green >= blue))
    blue_top = _flag((blue > red) & (blue > green))
    red_low = _flag((red < blue) & (red < green))
    green_low = _flag((green <= red) & (green < blue))
    blue_low = _flag((blue <= red) & (blue <= green))

    def of_saturation(color: Any, top: Any, low: Any, *others: tuple[Any, Any, Any]) -> Any:
        """The saturation's derivative by a color, beside two others with their flags: value, low, top."""
        positive = _flag(color > 0)
        (one, one_low, one_top), (two, two_low, two_top) = others
        as_top = top * call("Add", one_low * one, two_low * two) * _inverse(square(color))
        as_low = low * -1 * _inverse(one_top * one + two_top * two)
        return positive * call("Add", as_top, as_low)

    reds, greens, blues = (
        (red, red_low, red_top),
        (green, green_low, green_top),
        (blue, blue_low, blue_top),
    )
    saturation_by_red = of_saturation(red, red_top, red_low, greens, blues)
    saturation_by_green = of_saturation(green, green_top, green_low, reds, blues)
    saturation_by_blue = of_saturation(blue, blue_top, blue_low, greens, reds)

    def at_top(color: Any, top: Any, difference: tuple[Any, Any]) -> Any:
        """By the greatest color."""
        product = _flag(color > 0) * top * -1 * (difference[0] - difference[1])
        product = product * _inverse(square(saturation)) * _inverse(square(value))
        return _SECTOR * product

    def at_low(color: Any, top: Any, low: Any, over: tuple[Any, Any], span: tuple[Any, Any]) -> Any:
        """By the least color, where `color` is the greatest."""
        product = _flag(color > 0) * top * low * (over[0] - over[1])
        return _SECTOR * (product * _inverse(square(span[0] - span[1])))

    def between(color: Any, top: Any, low: Any, sign: int, span: tuple[Any, Any]) -> Any:
        """By the color in the middle, where `color` is the greatest."""
        product = _flag(color > 0) * top * low
        if sign < 0:
            product = product * -1
        return _SECTOR * (product * _inverse(span[0] - span[1]))

    hue_by_red = _turned(
        [
            at_top(red, red_top, (green, blue)),
            at_low(green, green_top, red_low, (blue, green), (red, green)),
            between(green, green_top, blue_low, -1, (green, blue)),
            at_low(blue, blue_top, red_low, (blue, green), (blue, red)),
            between(blue, blue_top, green_low, 1, (blue, green)),
        ]
    )
    hue_by_green = _turned(
        [
            at_top(green, green_top, (blue, red)),
            at_low(red, red_top, green_low, (red, blue), (red, green)),
            between(red, red_top, blue_low, 1, (red, blue)),
            at_low(blue, blue_top, green_low, (red, blue), (blue, green)),
            between(blue, blue_top, red_low, -1, (blue, red)),
        ]
    )
    hue_by_blue = _turned(
        [
            at_top(blue, blue_top, (red, green)),
            at_low(red, red_top, blue_low, (green, red), (red, blue)),
            between(red, red_top, green_low, -1, (red, green)),
            at_low(green, green_top, blue_low, (green, red), (green, blue)),
            between(green, green_top, red_low, 1, (green, red)),
        ]
    )

    by_value = [grad[..., 2] * flag for flag in (red_top, green_top, blue_top)]
    value_part = stack(by_value, axis=-1)
    by_saturation = [
        grad[..., 1] * one for one in (saturation_by_red, saturation_by_green, saturation_by_blue)
    ]
    saturation_part = stack(by_saturation, axis=-1)
    by_hue = [grad[..., 0] * one for one in (hue_by_red, hue_by_green, hue_by_blue)]
    hue_part = stack(by_hue, axis=-1)
    return call("Add", call("Add", value_part, saturation_part), hue_part)
