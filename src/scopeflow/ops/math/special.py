"""Special functions: incomplete gamma and beta, zeta, polygamma, Bessel functions, next numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph.convert import internal_convert
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arguments import compact
from scopeflow.ops.arrays.filling import zeros_like
from scopeflow.ops.define import Definition, op
from scopeflow.ops.math.elementwise import abs as magnitude
from scopeflow.ops.math.elementwise import exp, lgamma
from scopeflow.ops.math.reduction import reduce_sum
from scopeflow.ops.scoping import name_scope

_WIDE = "{float32|float64}"


def _two(text: str, kernel: Any, public: str, doc: str) -> Definition:
    inputs = [part.split(":")[0].strip() for part in text.split("(")[1].split(";")[0].split(",")]

    def body(a: Any, x: Any) -> Any:
        return kernel(a, x)

    body.__name__ = public
    body.__doc__ = f"""{doc}

    Args:
      {inputs[0]}: a Tensor of float32 or float64.
      {inputs[1]}: a Tensor of the same dtype; the two broadcast.
      name: a name for the operation.
    """
    return op(text, shape=rules.broadcast)(body)


igamma = _two(
    f"Igamma(a: T, x: T; T: {_WIDE}) -> (z: T)",
    xp.igamma,
    "igamma",
    "The lower regularized incomplete gamma function P(a, x).",
)
igammac = _two(
    f"Igammac(a: T, x: T; T: {_WIDE}) -> (z: T)",
    xp.igammac,
    "igammac",
    "The upper regularized incomplete gamma function Q(a, x) = 1 - P(a, x).",
)
igamma_grad_a = _two(
    f"IgammaGradA(a: T, x: T; T: {_WIDE}) -> (z: T)",
    xp.igamma_grad_a,
    "igamma_grad_a",
    "The derivative of igamma with regard to a.",
)
zeta = _two(
    f"Zeta(x: T, q: T; T: {_WIDE}) -> (z: T)",
    xp.zeta,
    "zeta",
    "Hurwitz's zeta function: the sum of (q + k) ** -x over k = 0, 1, ...",
)
polygamma = _two(
    f"Polygamma(a: T, x: T; T: {_WIDE}) -> (z: T)",
    xp.polygamma,
    "polygamma",
    "The derivative of the order `a` (a whole number) of digamma at x.",
)
nextafter = _two(
    "NextAfter(x1: T, x2: T; T: {float64|float32} = float32) -> (output: T)",
    xp.next_after,
    "nextafter",
    "The number next to x1 on the way to x2.",
)


def _beta_shape(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    dims: rules.Dims = None
    plain = 0
    for tensor in inputs:
        if tensor._dims == ():
            plain += 1
        else:
            dims = rules.merge(dims, tensor._dims)
    return ((),) if plain == 3 else (dims,)


@op(f"Betainc(a: T, b: T, x: T; T: {_WIDE}) -> (z: T)", shape=_beta_shape)
def betainc(a: Any, b: Any, x: Any) -> Any:
    """The regularized incomplete beta function I_x(a, b).

    Args:
      a: a Tensor of float32 or float64, above zero.
      b: a Tensor of the same dtype, above zero.
      x: a Tensor of the same dtype, within [0, 1].  All three have one shape, or are scalars.
      name: a name for the operation.

    Returns:
      A Tensor; NaN where the function is not defined.
    """
    return xp.betainc(a, b, x)


def _bessel(kind: str, kernel: Any, public: str, order: int) -> Definition:
    def body(x: Any) -> Any:
        return kernel(x)

    body.__name__ = public
    body.__doc__ = f"""exp(-|x|) times the modified Bessel function of order {order}.

    Args:
      x: a Tensor of floats.
      name: a name for the operation.
    """
    return op(
        f"{kind}(x: T; T: {{bfloat16|float16|float32|float64}}) -> (y: T)", shape=rules.unchanged
    )(body)


bessel_i0e = _bessel("BesselI0e", xp.bessel_i0e, "bessel_i0e", 0)
bessel_i1e = _bessel("BesselI1e", xp.bessel_i1e, "bessel_i1e", 1)


def bessel_i0(x: Any, name: str | None = None) -> Tensor:
    """The modified Bessel function of order 0; `bessel_i0e` does not overflow for large x.

    Args:
      x: a Tensor of floats.
      name: a name for the scope of the operations.
    """
    with name_scope(name, "bessel_i0", [x]):
        return exp(magnitude(x)) * bessel_i0e(x)


def bessel_i1(x: Any, name: str | None = None) -> Tensor:
    """The modified Bessel function of order 1; `bessel_i1e` does not overflow for large x.

    Args:
      x: a Tensor of floats.
      name: a name for the scope of the operations.
    """
    with name_scope(name, "bessel_i1", [x]):
        return exp(magnitude(x)) * bessel_i1e(x)


def lbeta(x: Any, name: str | None = None) -> Tensor:
    """log(|Beta(x)|), over the last axis: the sum of lgamma, less lgamma of the sum.

    Args:
      x: floats `[..., n]`.
      name: a name for the scope of the operations.

    Returns:
      `[...]`; minus infinity if n is 0.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     print(round(float(session.run(tf.lbeta([2.0, 3.0]))), 4))  # log(1 / 12)
    -2.4849

    ```
    """
    with name_scope(name, "lbeta", [x]):
        x = internal_convert(x, name="x")
        total = reduce_sum(lgamma(x), axis=[-1])
        of_sum = lgamma(reduce_sum(x, axis=[-1]))
        return total - of_sum


def polyval(coeffs: list[Any], x: Any, name: str | None = None) -> Tensor:
    """The value of a polynomial at x, by Horner's rule.

    Args:
      coeffs: a list of numbers or Tensors, that of the highest power first.
      x: a Tensor.
      name: a name for the scope of the operations.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     print(session.run(tf.math.polyval([1.0, 2.0, 3.0], 2.0)))
    11.0

    ```
    """
    with name_scope(name, "polyval", [x, *coeffs]) as full:
        x = internal_convert(x, name="x")
        if len(coeffs) < 1:
            return zeros_like(x, name=full)
        parts = [
            internal_convert(coeff, name=f"coeff_{index}") for index, coeff in enumerate(coeffs)
        ]
        total = parts.pop(0)
        for part in parts:
            total = part + total * x
        return total


@op(
    "CumulativeLogsumexp(x: T, axis: Tidx; exclusive: bool = False, reverse: bool = False, "
    "T: {float16|float32|float64}, Tidx: index = int32) -> (out: T)",
    shape=rules.unchanged,
    static=("axis",),
)
def _cumulative_logsumexp(x: Any, axis: Any, *, exclusive: bool, reverse: bool) -> Any:
    """log(exp(x[0]) + ... + exp(x[i])) along an axis."""
    xp.check(not axis.ndim, None, "ScanOp: axis must be a scalar, not %s", compact(axis.shape))
    return xp.cumulative_logsumexp(x, axis, exclusive, reverse)


def cumulative_logsumexp(
    x: Any, axis: Any = 0, exclusive: bool = False, reverse: bool = False, name: str | None = None
) -> Tensor:
    """log(exp(x[0]) + ... + exp(x[i])) along an axis, without overflow.

    Args:
      x: a Tensor of floats.
      axis: an int.
      exclusive: whether x[i] itself is left out.
      reverse: whether it runs from the end.
      name: a name for the operation.

    Raises:
      InvalidArgumentError: in a run, for an axis out of range.
    """
    with name_scope(name, "CumulativeLogsumexp", [x]) as full:
        x = internal_convert(x, name="x")
        return _cumulative_logsumexp(x, axis, exclusive=exclusive, reverse=reverse, name=full)
