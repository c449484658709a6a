# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.ops.linalg.operators.base import LinearOperator as LinearOperator
from scopeflow.ops.linalg.operators.derived import LinearOperatorAdjoint as LinearOperatorAdjoint
from scopeflow.ops.linalg.operators.combined import LinearOperatorBlockDiag as LinearOperatorBlockDiag
from scopeflow.ops.linalg.operators.circulant import LinearOperatorCirculant as LinearOperatorCirculant
from scopeflow.ops.linalg.operators.circulant import LinearOperatorCirculant2D as LinearOperatorCirculant2D
from scopeflow.ops.linalg.operators.circulant import LinearOperatorCirculant3D as LinearOperatorCirculant3D
from scopeflow.ops.linalg.operators.combined import LinearOperatorComposition as LinearOperatorComposition
from scopeflow.ops.linalg.operators.diagonal import LinearOperatorDiag as LinearOperatorDiag
from scopeflow.ops.linalg.operators.dense import LinearOperatorFullMatrix as LinearOperatorFullMatrix
from scopeflow.ops.linalg.operators.low_rank import LinearOperatorHouseholder as LinearOperatorHouseholder
from scopeflow.ops.linalg.operators.identity import LinearOperatorIdentity as LinearOperatorIdentity
from scopeflow.ops.linalg.operators.derived import LinearOperatorInversion as LinearOperatorInversion
from scopeflow.ops.linalg.operators.kronecker import LinearOperatorKronecker as LinearOperatorKronecker
from scopeflow.ops.linalg.operators.low_rank import LinearOperatorLowRankUpdate as LinearOperatorLowRankUpdate
from scopeflow.ops.linalg.operators.dense import LinearOperatorLowerTriangular as LinearOperatorLowerTriangular
from scopeflow.ops.linalg.operators.identity import LinearOperatorScaledIdentity as LinearOperatorScaledIdentity
from scopeflow.ops.linalg.operators.toeplitz import LinearOperatorToeplitz as LinearOperatorToeplitz
from scopeflow.ops.linalg.operators.zeros import LinearOperatorZeros as LinearOperatorZeros
from scopeflow.ops.linalg.norms import adjoint as adjoint
from scopeflow.ops.arrays.diagonals import matrix_band_part as _band_part
from scopeflow.ops.linalg.decompositions import cholesky as cholesky
from scopeflow.ops.linalg.solving import cholesky_solve as cholesky_solve
from scopeflow.ops.linalg.norms import cross as cross
from scopeflow.ops.linalg.solving import matrix_determinant as _det
from scopeflow.ops.arrays.diagonals import matrix_diag as _diag
from scopeflow.ops.arrays.diagonals import matrix_diag_part as _diag_part
from scopeflow.ops.linalg.decompositions import self_adjoint_eig as _eigh
from scopeflow.ops.linalg.decompositions import self_adjoint_eigvals as _eigvalsh
from scopeflow.ops.linalg.einsum import einsum as einsum
from scopeflow.ops.linalg.functions import expm as expm
from scopeflow.ops.arrays.diagonals import eye as eye
from scopeflow.ops.math.global_norm import global_norm as global_norm
from scopeflow.ops.linalg.solving import matrix_inverse as _inv
from scopeflow.ops.math.clipping import l2_normalize as l2_normalize
from scopeflow.ops.linalg.solving import logdet as logdet
from scopeflow.ops.linalg.functions import logm as logm
from scopeflow.ops.linalg.least_squares import matrix_solve_ls as _lstsq
from scopeflow.ops.linalg.decompositions import lu as lu
from scopeflow.ops.math.matmul import matmul as matmul
from scopeflow.ops.linalg.least_squares import matrix_rank as matrix_rank
from scopeflow.ops.arrays.moving import matrix_transpose as matrix_transpose
from scopeflow.ops.nn.affine import matvec as matvec
from scopeflow.ops.linalg.norms import norm as norm
from scopeflow.ops.linalg.norms import normalize as normalize
from scopeflow.ops.linalg.least_squares import pinv as pinv
from scopeflow.ops.linalg.decompositions import qr as qr
from scopeflow.ops.arrays.diagonals import matrix_set_diag as _set_diag
from scopeflow.ops.linalg.solving import slogdet as slogdet
from scopeflow.ops.linalg.solving import matrix_solve as _solve
from scopeflow.ops.linalg.functions import sqrtm as sqrtm
from scopeflow.ops.linalg.decompositions import svd as svd
from scopeflow.ops.arrays.diagonals import diag as _tensor_diag
from scopeflow.ops.arrays.diagonals import diag_part as _tensor_diag_part
from scopeflow.ops.linalg.tensordot import tensordot as tensordot
from scopeflow.ops.linalg.norms import trace as trace
from scopeflow.ops.arrays.moving import matrix_transpose as _transpose
from scopeflow.ops.linalg.solving import matrix_triangular_solve as _triangular_solve
from scopeflow.ops.linalg.tridiagonal import tridiagonal_matmul as tridiagonal_matmul
from scopeflow.ops.linalg.tridiagonal import tridiagonal_solve as tridiagonal_solve

band_part = _band_part
det = _det
diag = _diag
diag_part = _diag_part
eigh = _eigh
eigvalsh = _eigvalsh
inv = _inv
lstsq = _lstsq
set_diag = _set_diag
solve = _solve
tensor_diag = _tensor_diag
tensor_diag_part = _tensor_diag_part
transpose = _transpose
triangular_solve = _triangular_solve
