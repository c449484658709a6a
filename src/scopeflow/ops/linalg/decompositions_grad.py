"""Gradients of decompositions: nodes, names and order are TensorFlow's."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.core import get_default_graph
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.diagonals import (
    eye,
    matrix_band_part,
    matrix_diag,
    matrix_diag_part,
    matrix_set_diag,
)
from scopeflow.ops.arrays.filling import zeros_like
from scopeflow.ops.arrays.moving import matrix_transpose
from scopeflow.ops.arrays.shaping import expand_dims, shape
from scopeflow.ops.gradient import gradient
from scopeflow.ops.linalg.decompositions import raw_self_adjoint_eig, raw_svd
from scopeflow.ops.linalg.norms import adjoint
from scopeflow.ops.linalg.solving import matrix_triangular_solve
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.elementwise import reciprocal, square
from scopeflow.ops.math.matmul import matmul


@gradient("Cholesky")
def _cholesky(op: Operation, grad: Any) -> Any:
    lower = op.outputs[0]
    size = shape(lower)[-1]
    one = eye(size, batch_shape=shape(lower)[:-2], dtype=lower.dtype)
    inverse = matrix_triangular_solve(lower, one)
    middle = matmul(lower, grad, adjoint_a=True)
    middle = matrix_set_diag(middle, 0.5 * matrix_diag_part(middle))
    middle = matrix_band_part(middle, -1, 0)
    result = matmul(matmul(inverse, middle, adjoint_a=True), inverse)
    result += adjoint(result)
    return result * 0.5


@gradient("Qr")
def _qr(op: Operation, dq: Any, dr: Any) -> Any:
    q, r = op.outputs
    if q.dtype.is_complex:
        raise NotImplementedError(f"QrGrad not implemented for dtype: {q.dtype}")
    if r.shape.ndims is None or r.shape.as_list()[-2] is None or r.shape.as_list()[-1] is None:
        raise NotImplementedError("QrGrad not implemented with dynamic shapes.")
    rows, columns = r.shape.as_list()[-2:]
    if rows != columns:
        raise NotImplementedError(
            "QrGrad not implemented when ncols > nrows or full_matrices is true and ncols != nrows."
        )
    qdq = matmul(q, dq, adjoint_a=True)
    qdq_ = qdq - adjoint(qdq)
    rdr = matmul(r, dr, adjoint_b=True)
    rdr_ = rdr - adjoint(rdr)
    tril = matrix_band_part(qdq_ + rdr_, -1, 0)

    def solved(x: Any) -> Tensor:
        return adjoint(matrix_triangular_solve(r, adjoint(x), lower=False, adjoint=False))

    inner = matmul(q, dr + solved(tril))
    return inner + solved(dq - matmul(q, qdq))


@gradient("SelfAdjointEigV2")
def _self_adjoint_eig(op: Operation, de: Any, dv: Any) -> Any:
    e = op.outputs[0]
    with get_default_graph().control_dependencies([de, dv]):
        if op.get_attr("compute_v"):
            v = op.outputs[1]
            differences = expand_dims(e, -2) - expand_dims(e, -1)
            f = matrix_set_diag(reciprocal(differences), zeros_like(e))
            middle = matrix_diag(de) + f * matmul(v, dv, adjoint_a=True)
            result = matmul(v, matmul(middle, v, adjoint_b=True))
        else:
            _, v = raw_self_adjoint_eig(op.inputs[0])
            result = matmul(v, matmul(matrix_diag(de), v, adjoint_b=True))
        # only the lower triangle of the input counts
        result = matrix_band_part(result + adjoint(result), -1, 0)
        return matrix_set_diag(result, 0.5 * matrix_diag_part(result))


@gradient("Svd")
def _svd(op: Operation, ds: Any, du: Any, dv: Any) -> Any:
    a = op.inputs[0]
    dims = a.shape.with_rank_at_least(2)
    grad_s = matrix_diag(ds)
    if not op.get_attr("compute_uv"):
        _, u, v = raw_svd(a, compute_uv=True)
        result = matmul(u, matmul(grad_s, v, adjoint_b=True))
        result.set_shape(dims)
        return result
    full = op.get_attr("full_matrices")
    m, n = (d.value for d in dims[-2:])
    _refuse_svd(a, m, n, full)
    s, u, v = op.outputs
    s = cast(s, a.dtype)
    wide = m < n
    if m > n:
        # the adjoint has more columns than rows
        du, dv = dv, du
        u, v = v, u
        m, n = n, m
        wide = True
        turned = True
    else:
        turned = False
    with get_default_graph().control_dependencies([ds, du, dv]):
        result = _svd_terms(s, u, v, grad_s, du, dv, m, n, full, wide)
        if turned:
            result = matrix_transpose(result)
        result.set_shape(dims)
        return result


def _refuse_svd(a: Tensor, m: int | None, n: int | None, full: bool) -> None:
    if a.dtype.is_complex:
        raise NotImplementedError(
            "SVD gradient is not implemented for complex types and compute_uv=True."
        )
    if m is None or n is None:
        raise NotImplementedError(
            "SVD gradient has not been implemented for input with unknown inner matrix shape."
        )
    if full and abs(m - n) > 1:
        raise NotImplementedError(
            "svd gradient is not implemented for abs(m - n) > 1 when full_matrices is True"
        )


def _svd_terms(
    s: Tensor,
    u: Tensor,
    v: Tensor,
    grad_s: Tensor,
    du: Any,
    dv: Any,
    m: int,
    n: int,
    full: bool,
    wide: bool,
) -> Tensor:
    """The gradient with regard to an input of m rows and no fewer columns."""
    s_mat = matrix_diag(s)
    s2 = square(s)
    s_shape = shape(s)
    one = eye(s_shape[-1], batch_shape=s_shape[:-1], dtype=s.dtype)
    f = matrix_set_diag(reciprocal(expand_dims(s2, -2) - expand_dims(s2, -1) + one), zeros_like(s))
    s_inv_mat = matrix_diag(reciprocal(s))
    v1 = v[..., :, :m]
    dv1 = dv[..., :, :m]
    u_du = matmul(u, du, adjoint_a=True)
    v_dv = matmul(v1, dv1, adjoint_a=True)
    f_u = f * u_du
    f_v = f * v_dv
    # each of these has a zero diagonal
    middle = grad_s + matmul(f_u + adjoint(f_u), s_mat) + matmul(s_mat, f_v + adjoint(f_v))
    result = matmul(u, matmul(middle, v1, adjoint_b=True))
    if not wide:
        return result
    dv1_t = matrix_transpose(dv1)
    term = dv1_t - matmul(matmul(dv1_t, v1), v1, adjoint_b=True)
    if full:
        v2 = v[..., :, m:n]
        d_v2 = dv[..., :, m:n]
        term -= matmul(matmul(v1, d_v2, adjoint_a=True), v2, adjoint_b=True)
    return result + matmul(matmul(u, s_inv_mat), term)
