"""Products of operators: as simple an operator as there is for two kinds."""

from __future__ import annotations

from scopeflow.ops.linalg.operators.base import LinearOperator
from scopeflow.ops.linalg.operators.combined import LinearOperatorComposition
from scopeflow.ops.linalg.operators.diagonal import LinearOperatorDiag
from scopeflow.ops.linalg.operators.identity import LinearOperatorIdentity
from scopeflow.ops.linalg.operators.zeros import LinearOperatorZeros


def product(left: LinearOperator, right: LinearOperator) -> LinearOperator:
    """The operator of the products of two operators' matrices.

    Raises:
      ValueError: if their sizes are known not to fit.
    """
    if left.shape.ndims is not None and right.shape.ndims is not None:
        inner, outer = left.domain_dimension, right.range_dimension
        if not inner.is_compatible_with(outer):
            raise ValueError(
                f"Operators are incompatible. Expected `x` to have dimension {inner} but got {outer}."
            )
    if isinstance(left, LinearOperatorIdentity):
        return right
    if isinstance(right, LinearOperatorIdentity):
        return left
    if isinstance(left, LinearOperatorZeros) and left.is_square:
        return left
    if isinstance(right, LinearOperatorZeros) and right.is_square:
        return right
    if isinstance(left, LinearOperatorDiag) and isinstance(right, LinearOperatorDiag):
        both = left.is_positive_definite and right.is_positive_definite
        invertible = left.is_non_singular and right.is_non_singular
        return LinearOperatorDiag(
            left.diag * right.diag,
            is_non_singular=True if invertible else None,
            is_self_adjoint=True if not left.dtype.is_complex else None,
            is_positive_definite=True if both and not left.dtype.is_complex else None,
            is_square=True,
        )
    return LinearOperatorComposition(
        operators=[left, right],
        is_non_singular=True if left.is_non_singular and right.is_non_singular else None,
        is_square=True if left.is_square and right.is_square else None,
    )
