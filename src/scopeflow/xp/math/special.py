"""Special functions: incomplete gamma and beta, zeta, polygamma, Bessel; next numbers; sums of powers."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.xp import door
from scopeflow.xp.arrays.shaping import _show, known
from scopeflow.xp.checks import check, static_int
from scopeflow.xp.elementwise import binary, unary
from scopeflow.xp.face import kernel, lift, quiet


def _wide(face: Any, *values: Any) -> tuple[Any, ...]:
    """The values in float64, where the series of these functions keep their digits."""
    return tuple(face.asarray(value).astype(np.float64) for value in values)


def _narrow(value: Any, like: Any) -> Any:
    return value.astype(np.result_type(like)) if hasattr(value, "astype") else value


def _two(name: str, formula: Any, doc: str) -> Any:
    """A kernel of two floats; `formula(face, special, x, y)` computes in float64."""

    def numpy_face(x: Any, y: Any) -> Any:
        import scipy.special

        made = formula(np, scipy.special, *_wide(np, x, y))
        return np.asarray(made).astype(np.result_type(x))[()]

    def jax_face(x: Any, y: Any) -> Any:
        jnp, special = door.jnp(), door.jax().scipy.special
        return _narrow(formula(jnp, special, *jnp.broadcast_arrays(*_wide(jnp, x, y))), x)

    return binary(name, numpy_face, jax_face, doc, exact=False, flushed=False, simple=False)


def _igamma(face: Any, special: Any, a: Any, x: Any) -> Any:
    outside = ~(a > 0) | ~(x >= 0) | face.isinf(a)
    made = special.gammainc(face.where(outside, 1.0, a), face.where(outside, 1.0, x))
    return face.where((x == 0) & (a > 0), 0.0, face.where(outside, np.nan, made))


def _igammac(face: Any, special: Any, a: Any, x: Any) -> Any:
    outside = ~(a > 0) | ~(x >= 0) | face.isinf(a)
    made = special.gammaincc(face.where(outside, 1.0, a), face.where(outside, 1.0, x))
    return face.where(outside, np.nan, made)


igamma = _two("igamma", _igamma, "The lower regularized incomplete gamma function P(a, x).")
igammac = _two("igammac", _igammac, "The upper regularized incomplete gamma function Q(a, x).")


def _zeta(face: Any, special: Any, s: Any, q: Any) -> Any:
    whole = q == face.floor(q)
    pole = (s == 1) | ((s > 1) & (q <= 0) & whole)
    bad = face.isnan(s) | face.isnan(q) | (s < 1) | face.isinf(q)
    bad |= (s > 1) & (q <= 0) & ~whole & (s != face.floor(s))
    plain = ~pole & ~bad
    made = _zeta_plain(face, special, face.where(plain, s, 2.0), face.where(plain, q, 1.0))
    return face.where(bad, np.nan, face.where(pole, np.inf, made))


def _zeta_plain(face: Any, special: Any, s: Any, q: Any) -> Any:
    """For q below zero, up to 64 terms are added that bring it above."""
    steps = face.clip(face.ceil(-q), 0.0, 64.0)
    total = face.zeros_like(q)
    needed = int(steps.max(initial=0.0)) if face is np else 64
    for step in range(needed):
        term = face.abs(q + step) ** -s * face.where((q + step < 0) & (s % 2 == 1), -1.0, 1.0)
        total = total + face.where(step < steps, term, 0.0)
    return total + special.zeta(s, q + steps)


zeta = _two("zeta", _zeta, "Hurwitz's zeta function, the sum of (q + k) ** -s over k from 0 on.")


def _polygamma(face: Any, special: Any, n: Any, x: Any) -> Any:
    good = (n >= 0) & (n == face.floor(n))
    order = face.where(good & (n > 0), n, 1.0)
    sign = face.where(order % 2 == 0, -1.0, 1.0)
    made = sign * face.exp(special.gammaln(order + 1.0)) * _zeta(face, special, order + 1.0, x)
    zeroth = face.where((x <= 0) & (x == face.floor(x)), np.inf, special.digamma(x))
    return face.where(good, face.where(n == 0, zeroth, made), np.nan)


polygamma = _two("polygamma", _polygamma, "The derivative of order n of digamma.")


def _igamma_grad_a_jax(a: Any, x: Any) -> Any:
    jnp = door.jnp()
    wide = jnp.broadcast_arrays(*_wide(jnp, a, x))
    return door.lax().igamma_grad_a(*wide).astype(a.dtype)


def _igamma_grad_a(a: Any, x: Any) -> Any:
    """By JAX's series: no other library has one."""
    with door.x64():
        return np.asarray(_igamma_grad_a_jax(known(a), known(x)))[()]


igamma_grad_a = binary(
    "igamma_grad_a",
    _igamma_grad_a,
    _igamma_grad_a_jax,
    "The derivative of igamma with regard to a.",
    exact=False,
    flushed=False,
    simple=False,
)


# -- the incomplete beta function ------------------------------------------------------------------


def _check_beta(a: Any, b: Any, x: Any) -> None:
    for one, other, names in ((a, b, "a and b"), (a, x, "a and x"), (b, x, "b and x")):
        check(
            not (one.ndim and other.ndim) or one.shape == other.shape,
            None,
            f"Shapes of {names} are inconsistent: %s vs. %s",
            _show(one.shape),
            _show(other.shape),
        )


def _beta(face: Any, special: Any, a: Any, b: Any, x: Any) -> Any:
    outside = ~(a > 0) | ~(b > 0) | ~((x >= 0) & (x <= 1))
    parts = (face.where(outside, other, value) for value, other in ((a, 1.0), (b, 1.0), (x, 0.5)))
    return face.where(outside, np.nan, special.betainc(*parts))


def _betainc_jax(a: Any, b: Any, x: Any) -> Any:
    jnp, special = door.jnp(), door.jax().scipy.special
    a, b, x = lift(a, b, x)
    _check_beta(a, b, x)
    wide = jnp.broadcast_arrays(*_wide(jnp, a, b, x))
    return _beta(jnp, special, *wide).astype(x.dtype)


@kernel(_betainc_jax, arrays=3, exact=False)
@quiet
def betainc(a: Any, b: Any, x: Any) -> Any:
    """The regularized incomplete beta function; NaN where it is not defined."""
    import scipy.special

    a, b, x = known(a), known(b), known(x)
    _check_beta(a, b, x)
    return np.asarray(_beta(np, scipy.special, *_wide(np, a, b, x))).astype(x.dtype)[()]


# -- Bessel functions ------------------------------------------------------------------------------


def _bessel(name: str, doc: str) -> Any:
    def numpy_face(x: Any) -> Any:
        import scipy.special

        made = getattr(scipy.special, name[len("bessel_") :])(*_wide(np, x))
        return np.asarray(made).astype(np.result_type(x))[()]

    def jax_face(x: Any) -> Any:
        (wide,) = _wide(door.jnp(), x)
        return getattr(door.lax(), name)(wide).astype(x.dtype)

    return unary(name, numpy_face, jax_face, doc, exact=False, flushed=False, simple=False)


bessel_i0e = _bessel("bessel_i0e", "exp(-|x|) times the modified Bessel function of order 0.")
bessel_i1e = _bessel("bessel_i1e", "exp(-|x|) times the modified Bessel function of order 1.")


# -- neighbours, and logarithms of sums ------------------------------------------------------------

next_after = binary(
    "next_after",
    lambda x, y: np.nextafter(x, y),
    lambda x, y: door.jnp().nextafter(*door.jnp().broadcast_arrays(x, y)),
    "The number next to x on the way to y.",
    exact=True,
    flushed=False,
    simple=False,
)


def _axis(x: Any, axis: Any) -> int:
    place = static_int(axis, "The axis of a cumulative sum")
    check(
        -x.ndim <= place < x.ndim,
        None,
        "ScanOp: Expected scan axis in the range [%s, %s), but got %s",
        -x.ndim,
        x.ndim,
        place + x.ndim if place < 0 else place,
    )
    return place % x.ndim


def _cumulative(face: Any, x: Any, axis: int, exclusive: bool, reverse: bool, scan: Any) -> Any:
    lowest = np.finfo(x.dtype).min
    wide = x.astype(np.float32) if x.dtype == np.float16 else x
    if reverse:
        wide = face.flip(wide, axis)
    made = scan(wide)
    if exclusive and x.shape[axis]:
        first = face.full(
            [1 if i == axis else n for i, n in enumerate(x.shape)], lowest, wide.dtype
        )
        kept = made[tuple(slice(0, -1) if i == axis else slice(None) for i in range(x.ndim))]
        made = face.concatenate([first, kept], axis)
    if reverse:
        made = face.flip(made, axis)
    # minus infinity is the lowest number there is
    return face.maximum(made, np.asarray(lowest, wide.dtype)).astype(x.dtype)


def _cumulative_logsumexp_jax(
    x: Any, axis: Any, exclusive: bool = False, reverse: bool = False
) -> Any:
    (x,) = lift(x)
    place = _axis(x, axis)
    scan = door.lax().cumlogsumexp
    return _cumulative(door.jnp(), x, place, exclusive, reverse, lambda v: scan(v, axis=place))


@kernel(_cumulative_logsumexp_jax, exact=False)
@quiet
def cumulative_logsumexp(x: Any, axis: Any, exclusive: bool = False, reverse: bool = False) -> Any:
    """log(exp(x[0]) + ... + exp(x[i])) along an axis."""
    x = known(x)
    place = _axis(x, axis)
    return _cumulative(
        np, x, place, exclusive, reverse, lambda v: np.logaddexp.accumulate(v, axis=place)
    )
