"""Checks in runs that matrices are what the hints of their operators say."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.ops.linalg.decompositions import cholesky, svd
from scopeflow.ops.linalg.norms import adjoint
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.elementwise import abs as magnitude
from scopeflow.ops.math.reduction import reduce_max, reduce_min


def assert_non_singular(operator: Any) -> Any:
    """Fails if the condition number of a matrix is too large to invert it."""
    # imported here: most programs never ask for checks
    from scopeflow.ops.checks.comparing import assert_less

    matrix = operator.to_dense()
    singular = svd(matrix, compute_uv=False)
    condition = reduce_max(singular, axis=-1) / reduce_min(singular, axis=-1)
    largest = 1.0 / np.finfo(matrix.dtype.as_numpy_dtype).eps
    return assert_less(
        condition,
        cast(largest, condition.dtype),
        message="Singular matrix up to precision epsilon.",
    )


def assert_positive_definite(operator: Any) -> Any:
    """Fails if the Cholesky decomposition does."""
    if not operator.is_self_adjoint:
        raise NotImplementedError("assert_positive_definite is not implemented.")
    # imported here: most programs never ask for checks
    from scopeflow.ops.checks.finite import verify_tensor_all_finite

    return verify_tensor_all_finite(
        cholesky(operator.to_dense()), "Matrix is not positive definite."
    ).op


def assert_self_adjoint(operator: Any) -> Any:
    """Fails if a matrix does not equal its adjoint."""
    # imported here: most programs never ask for checks
    from scopeflow.ops.checks.comparing import assert_equal

    matrix = operator.to_dense()
    return assert_equal(matrix, adjoint(matrix), message="Matrix was not equal to its adjoint.")


def assert_no_zeros(values: Any, message: str) -> Any:
    """Fails if one of the numbers is zero."""
    # imported here: most programs never ask for checks
    from scopeflow.ops.arrays.constant import constant
    from scopeflow.ops.checks.comparing import assert_less

    values = magnitude(values)
    return assert_less(constant(0, values.dtype.base_dtype), values, message=message)
