"""tf.linalg: linear algebra, under the names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    ops.nn.affine: matvec
    ops.arrays.diagonals: band_part=matrix_band_part diag=matrix_diag diag_part=matrix_diag_part eye
    ops.arrays.diagonals: set_diag=matrix_set_diag tensor_diag=diag tensor_diag_part=diag_part
    ops.arrays.moving: matrix_transpose transpose=matrix_transpose
    ops.linalg.decompositions: cholesky eigh=self_adjoint_eig eigvalsh=self_adjoint_eigvals lu qr svd
    ops.linalg.einsum: einsum
    ops.linalg.functions: expm logm sqrtm
    ops.linalg.least_squares: lstsq=matrix_solve_ls matrix_rank pinv
    ops.linalg.norms: adjoint cross norm normalize trace
    ops.linalg.operators.base: LinearOperator
    ops.linalg.operators.circulant: LinearOperatorCirculant LinearOperatorCirculant2D
    ops.linalg.operators.circulant: LinearOperatorCirculant3D
    ops.linalg.operators.combined: LinearOperatorBlockDiag LinearOperatorComposition
    ops.linalg.operators.kronecker: LinearOperatorKronecker
    ops.linalg.operators.dense: LinearOperatorFullMatrix LinearOperatorLowerTriangular
    ops.linalg.operators.derived: LinearOperatorAdjoint LinearOperatorInversion
    ops.linalg.operators.diagonal: LinearOperatorDiag
    ops.linalg.operators.identity: LinearOperatorIdentity LinearOperatorScaledIdentity
    ops.linalg.operators.toeplitz: LinearOperatorToeplitz
    ops.linalg.operators.zeros: LinearOperatorZeros
    ops.linalg.operators.low_rank: LinearOperatorHouseholder LinearOperatorLowRankUpdate
    ops.linalg.solving: cholesky_solve det=matrix_determinant inv=matrix_inverse logdet slogdet
    ops.linalg.solving: solve=matrix_solve triangular_solve=matrix_triangular_solve
    ops.linalg.tensordot: tensordot
    ops.linalg.tridiagonal: tridiagonal_matmul tridiagonal_solve
    ops.math.clipping: l2_normalize
    ops.math.global_norm: global_norm
    ops.math.matmul: matmul
    """,
)
