"""tf.linalg: linear algebra, under the names of TensorFlow 1.15."""

# -- mathematics
from scopeflow.ops.affine import matvec as matvec
from scopeflow.ops.clipping import l2_normalize as l2_normalize
from scopeflow.ops.matmul import matmul as matmul

# -- variables
from scopeflow.ops.decompositions import qr as qr

# -- arrays
from scopeflow.ops.diagonals import diag as tensor_diag
from scopeflow.ops.diagonals import diag_part as tensor_diag_part
from scopeflow.ops.diagonals import eye as eye
from scopeflow.ops.diagonals import matrix_band_part as band_part
from scopeflow.ops.diagonals import matrix_diag as diag
from scopeflow.ops.diagonals import matrix_diag_part as diag_part
from scopeflow.ops.diagonals import matrix_set_diag as set_diag
from scopeflow.ops.moving import matrix_transpose as transpose
