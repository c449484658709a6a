"""The distribution function of the standard normal distribution, its logarithm and its inverse."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.choosing import where_v2
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.filling import fill, zeros_like
from scopeflow.ops.arrays.shaping import shape
from scopeflow.ops.math.arithmetic import maximum, minimum
from scopeflow.ops.math.comparison import greater, less
from scopeflow.ops.math.elementwise import abs as magnitude
from scopeflow.ops.math.elementwise import erf, erfc, log, sqrt, square
from scopeflow.ops.scoping import name_scope

# Below the first and above the second, the tails are computed in other ways.
_SEGMENTS = {dtypes.float32: (-10.0, 5.0), dtypes.float64: (-20.0, 8.0)}


def ndtr(x: Any, name: str = "ndtr") -> Tensor:
    """The probability of a standard normal deviate up to x.

    Args:
      x: a Tensor of float32 or float64.
      name: a name for the scope of the operations.

    Raises:
      TypeError: for another dtype.
    """
    with name_scope(name, values=[x]):
        x = convert_to_tensor(x, name="x")
        if x.dtype not in (dtypes.float32, dtypes.float64):
            raise TypeError(f"x.dtype={x.dtype} is not handled, see docstring for supported types.")
        return _ndtr(x)


def _ndtr(x: Tensor) -> Tensor:
    half_sqrt_2 = constant(0.5 * np.sqrt(2.0), dtype=x.dtype, name="half_sqrt_2")
    w = x * half_sqrt_2
    z = magnitude(w)
    y = where_v2(
        less(z, half_sqrt_2),
        1.0 + erf(w),
        where_v2(greater(w, 0.0), 2.0 - erfc(z), erfc(z)),
    )
    return 0.5 * y


def log_ndtr(x: Any, series_order: int = 3, name: str = "log_ndtr") -> Tensor:
    """The logarithm of `ndtr`, accurate in both tails.

    Args:
      x: a Tensor of float32 or float64.
      series_order: how many terms of the asymptotic series are taken in the lower tail.
      name: a name for the scope of the operations.

    Raises:
      TypeError: for another dtype.
    """
    with name_scope(name, values=[x]):
        x = convert_to_tensor(x, name="x")
        segments = _SEGMENTS.get(x.dtype)
        if segments is None:
            raise TypeError(f"x.dtype={x.dtype} is not supported.")
        lower, upper = segments
        return where_v2(
            greater(x, upper),
            -_ndtr(-x),
            where_v2(
                greater(x, lower),
                log(_ndtr(maximum(x, lower))),
                _log_ndtr_lower(minimum(x, lower), series_order),
            ),
        )


def _log_ndtr_lower(x: Tensor, series_order: int) -> Tensor:
    squared = square(x)
    scale = -0.5 * squared - log(-x) - 0.5 * np.log(2.0 * np.pi)
    return scale + log(_asymptotic_series(x, series_order))


def _asymptotic_series(x: Tensor, series_order: int) -> Any:
    if series_order <= 0:
        return np.array(1, x.dtype.as_numpy_dtype)
    squared = square(x)
    even = zeros_like(x)
    odd = zeros_like(x)
    power = squared
    for n in range(1, series_order + 1):
        term = float(math.prod(range(1, 2 * n, 2))) / power
        if n % 2:
            odd += term
        else:
            even += term
        power *= squared
    return 1.0 + even - odd


# The rational approximations of Cephes, the coefficients of the lowest powers first.
_P0 = (
    *(-1.23916583867381258016e0, 1.39312609387279679503e1, -5.66762857469070293439e1),
    *(9.80010754185999661536e1, -5.99633501014107895267e1),
)
_Q0 = (
    *(-1.18331621121330003142e0, 1.59056225126211695515e1, -8.20372256168333339912e1),
    *(2.00260212380060660359e2, -2.25462687854119370527e2, 8.63602421390890590575e1),
    *(4.67627912898881538453e0, 1.95448858338141759834e0, 1.0),
)
_P1 = (
    *(-8.57456785154685413611e-4, -3.50424626827848203418e-2, -1.40256079171354495875e-1),
    *(2.18663306850790267539e0, 1.46849561928858024014e1, 4.40805073893200834700e1),
    *(5.71628192246421288162e1, 3.15251094599893866154e1, 4.05544892305962419923e0),
)
_Q1 = (
    *(-9.33259480895457427372e-4, -3.80806407691578277194e-2, -1.42182922854787788574e-1),
    *(2.50464946208309415979e0, 1.50425385692907503408e1, 4.13172038254672030440e1),
    *(4.53907635128879210584e1, 1.57799883256466749731e1, 1.0),
)
_P2 = (
    *(6.23974539184983293730e-9, 2.65806974686737550832e-6, 3.01581553508235416007e-4),
    *(1.23716634817820021358e-2, 2.01485389549179081538e-1, 1.33303460815807542389e0),
    *(3.93881025292474443415e0, 6.91522889068984211695e0, 3.23774891776946035970e0),
)
_Q2 = (
    *(6.79019408009981274425e-9, 2.89247864745380683936e-6, 3.28014464682127739104e-4),
    *(1.34204006088543189037e-2, 2.16236993594496635890e-1, 1.37702099489081330271e0),
    *(3.67983563856160859403e0, 6.02427039364742014255e0, 1.0),
)


def _polynomial(x: Tensor, coefficients: tuple[float, ...]) -> Tensor:
    """The polynomial of these coefficients, that of the lowest power first, by Horner's rule."""
    numbers = np.array(coefficients, x.dtype.as_numpy_dtype)
    if len(numbers) == 0:
        return zeros_like(x)
    return numbers[0] + _polynomial(x, tuple(coefficients[1:])) * x


def ndtri(p: Any, name: str = "ndtri") -> Tensor:
    """The inverse of `ndtr`; infinite at 0 and 1.

    Args:
      p: a Tensor of float32 or float64 within [0, 1].
      name: a name for the scope of the operations.

    Raises:
      TypeError: for another dtype.
    """
    with name_scope(name, values=[p]):
        p = convert_to_tensor(p, name="p")
        if p.dtype not in (dtypes.float32, dtypes.float64):
            raise TypeError(f"p.dtype={p.dtype} is not handled, see docstring for supported types.")
        return _ndtri(p)


def _ndtri(p: Tensor) -> Tensor:
    # by symmetry from the lower half, but for what lies near the middle
    mirrored = where_v2(p > -np.expm1(-2.0), 1.0 - p, p)
    half = np.array(0.5, p.dtype.as_numpy_dtype)
    safe = where_v2(mirrored <= 0.0, fill(shape(p), half), mirrored)
    w = safe - 0.5
    ww = w**2.0
    middle = w + w * ww * (_polynomial(ww, _P0) / _polynomial(ww, _Q0))
    middle *= -np.sqrt(2.0 * np.pi)
    z = sqrt(-2.0 * log(safe))
    first = z - log(z) / z
    far = _polynomial(1.0 / z, _P2) / _polynomial(1.0 / z, _Q2) / z
    near = _polynomial(1.0 / z, _P1) / _polynomial(1.0 / z, _Q1) / z
    small = first - far
    other = first - near
    x = where_v2(safe > np.exp(-2.0), middle, where_v2(z >= 8.0, small, other))
    x = where_v2(p > 1.0 - np.exp(-2.0), x, -x)
    infinity = constant(np.inf, p.dtype)
    infinities = fill(shape(p), infinity)
    return where_v2(p <= 0.0, -infinities, where_v2(p >= 1.0, infinities, x))
