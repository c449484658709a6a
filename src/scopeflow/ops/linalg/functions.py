"""Functions of whole matrices: exponential, logarithm, square root."""

from __future__ import annotations

from typing import Any

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.diagonals import eye
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.masking import where
from scopeflow.ops.arrays.shaping import reshape, shape, size
from scopeflow.ops.arrays.slicing import newaxis
from scopeflow.ops.define import op
from scopeflow.ops.linalg.shapes import square
from scopeflow.ops.linalg.solving import matrix_solve
from scopeflow.ops.math.arithmetic import maximum
from scopeflow.ops.math.arithmetic import pow as power
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import less
from scopeflow.ops.math.elementwise import abs as magnitude
from scopeflow.ops.math.elementwise import floor, log
from scopeflow.ops.math.matmul import matmul
from scopeflow.ops.math.reduction import reduce_max, reduce_sum
from scopeflow.ops.scoping import name_scope

_ANY = "{float64|float32|float16|complex64|complex128}"


@op(f"MatrixSquareRoot(input: T; T: {_ANY}) -> (output: T)", shape=square, host=True)
def sqrtm(input: Any) -> Any:  # noqa: A002 - the input's name in the op
    """The principal square root of each matrix: the x with `x @ x` = input.

    Args:
      input: floats or complex numbers `[..., m, m]`.
      name: the wish for the node's name.

    Returns:
      A Tensor like the input; NaN where real matrices have no real root.
    """
    return xp.matrix_square_root(input)


@op("MatrixLogarithm(input: T; T: {complex64|complex128}) -> (output: T)", shape=square, host=True)
def logm(input: Any) -> Any:  # noqa: A002 - the input's name in the op
    """The principal logarithm of each matrix: the x with exp(x) = input.

    Args:
      input: complex numbers `[..., m, m]`.
      name: the wish for the node's name.
    """
    return xp.matrix_logarithm(input)


# The coefficients of the Pade approximants of exp, the leading 1 left out.
_PADE = {
    3: (120.0, 60.0, 12.0),
    5: (30240.0, 15120.0, 3360.0, 420.0, 30.0),
    7: (17297280.0, 8648640.0, 1995840.0, 277200.0, 25200.0, 1512.0, 56.0),
    9: (
        *(17643225600.0, 8821612800.0, 2075673600.0, 302702400.0, 30270240.0),
        *(2162160.0, 110880.0, 3960.0, 90.0),
    ),
    13: (
        *(64764752532480000.0, 32382376266240000.0, 7771770303897600.0, 1187353796428800.0),
        *(129060195264000.0, 10559470521600.0, 670442572800.0, 33522128640.0, 1323241920.0),
        *(40840800.0, 960960.0, 16380.0, 182.0),
    ),
}
# Up to which norm an approximant is good enough, by the precision wanted.
_SMALL = {
    4: (4.258730016922831e-001, 1.880152677804762e000),
    8: (
        *(1.495585217958292e-002, 2.539398330063230e-001),
        *(9.504178996162932e-001, 2.097847961257068e000),
    ),
}
_LARGEST = {4: 3.925724783138660, 8: 5.371920351148152}


def expm(input: Any, name: str | None = None) -> Tensor:  # noqa: A002 - the public name
    """The exponential of each matrix, by scaling, Pade approximants and squaring.

    Args:
      input: floats or complex numbers `[..., m, m]`.
      name: a name for the scope of the operations.

    Returns:
      A Tensor like the input.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     print(session.run(tf.linalg.expm([[0.0, 2.0], [0.0, 0.0]])))
    [[1. 2.]
     [0. 1.]]

    ```
    """
    # imported here: loops are a world of their own
    from scopeflow.ops.control.while_loop import while_loop

    with name_scope(name, "matrix_exponential", [input]):
        matrix = convert_to_tensor(input, name="input")
        dims = matrix._dims
        if dims is not None and dims[-2:] == (0, 0):
            return matrix
        batch: Any = None if dims is None or None in dims[:-2] else list(dims[:-2])
        if batch is None:
            batch = shape(matrix)[:-2]
        matrix = reshape(matrix, concat(([-1], shape(matrix)[-2:]), axis=0))
        dtype = matrix.dtype
        real_dtype = dtype.real_dtype
        norm = reduce_max(reduce_sum(magnitude(matrix), axis=size(shape(matrix)) - 2), axis=-1)
        squarings = _squarings(norm, real_dtype)
        u, v = _approximants(matrix, norm, squarings)
        numerator = u + v
        result = matrix_solve(-u + v, numerator)
        most = reduce_max(squarings)

        def turn(i: Any, r: Any) -> Any:
            return i + 1, where(less(i, squarings), matmul(r, r), r)

        start = constant(0.0, squarings.dtype)
        _, result = while_loop(lambda i, _: less(i, most), turn, [start, result])
        if not isinstance(batch, Tensor):
            last = list(dims[-2:]) if dims is not None else None
            if last is not None and None not in last:
                return reshape(result, batch + last)
        return reshape(result, concat((batch, shape(result)[-2:]), axis=0))


def _squarings(norm: Tensor, real_dtype: Any) -> Tensor:
    """How often each matrix is halved to come within reach of the approximants."""
    width = 8 if real_dtype is dtypes.float64 else 4
    bound = constant(_LARGEST[width], real_dtype)
    return maximum(floor(log(norm / bound) / log(constant(2.0, real_dtype))), 0.0)


def _approximants(matrix: Tensor, norm: Tensor, squarings: Tensor) -> tuple[Tensor, Tensor]:
    """u and v with exp(matrix / 2^squarings) = (v + u) / (v - u), of the lowest order that will do."""
    wide = matrix.dtype.real_dtype is dtypes.float64
    orders = (3, 5, 7, 9) if wide else (3, 5)
    made = [_pade(order, matrix) for order in orders]
    halved = (
        matrix
        / power(constant(2.0, matrix.dtype), cast(squarings, matrix.dtype))[..., newaxis, newaxis]
    )
    made.append(_pade(13 if wide else 7, halved))
    bounds = _SMALL[8 if wide else 4]
    u, v = (_chosen(norm, bounds, list(values)) for values in zip(*made, strict=True))
    return u, v


def _chosen(norm: Tensor, bounds: tuple[float, ...], values: list[Tensor]) -> Tensor:
    below = [less(norm, constant(bound, norm.dtype)) for bound in bounds]
    result = values[-1]
    for condition, value in reversed(list(zip(below, values[:-1], strict=True))):
        result = where(condition, value, result)
    return result


def _pade(order: int, matrix: Tensor) -> tuple[Tensor, Tensor]:
    """The odd and the even part of an approximant's numerator."""
    b = [constant(value, matrix.dtype) for value in _PADE[order]]
    one = eye(shape(matrix)[-2], batch_shape=shape(matrix)[:-2], dtype=matrix.dtype)
    powers = {2: matmul(matrix, matrix)}
    if order >= 5:
        powers[4] = matmul(powers[2], powers[2])
    if order >= 7:
        powers[6] = matmul(powers[4], powers[2])
    if order == 9:
        powers[8] = matmul(powers[6], powers[2])
    if order == 13:
        return _pade_13(matrix, one, powers, b)
    # the highest power of the odd part has the coefficient 1
    odd = powers[order - 1]
    for k in range(order - 3, 0, -2):
        odd = odd + b[k + 1] * powers[k]
    odd = odd + b[1] * one
    u = matmul(matrix, odd)
    even = b[order - 1] * powers[order - 1]
    for k in range(order - 3, 0, -2):
        even = even + b[k] * powers[k]
    return u, even + b[0] * one


def _pade_13(
    matrix: Tensor, one: Tensor, powers: dict[int, Tensor], b: list[Tensor]
) -> tuple[Tensor, Tensor]:
    p2, p4, p6 = powers[2], powers[4], powers[6]
    odd = matmul(p6, p6 + b[11] * p4 + b[9] * p2)
    odd = odd + b[7] * p6 + b[5] * p4 + b[3] * p2 + b[1] * one
    u = matmul(matrix, odd)
    even = matmul(p6, b[12] * p6 + b[10] * p4 + b[8] * p2)
    return u, even + b[6] * p6 + b[4] * p4 + b[2] * p2 + b[0] * one
