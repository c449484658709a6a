# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.ops.arrays.diagonals import matrix_band_part as _band_part
from scopeflow.ops.arrays.diagonals import matrix_diag as _diag
from scopeflow.ops.arrays.diagonals import matrix_diag_part as _diag_part
from scopeflow.ops.arrays.diagonals import eye as eye
from scopeflow.ops.math.clipping import l2_normalize as l2_normalize
from scopeflow.ops.math.matmul import matmul as matmul
from scopeflow.ops.nn.affine import matvec as matvec
from scopeflow.ops.linalg.decompositions import qr as qr
from scopeflow.ops.arrays.diagonals import matrix_set_diag as _set_diag
from scopeflow.ops.arrays.diagonals import diag as _tensor_diag
from scopeflow.ops.arrays.diagonals import diag_part as _tensor_diag_part
from scopeflow.ops.arrays.moving import matrix_transpose as _transpose

band_part = _band_part
diag = _diag
diag_part = _diag_part
set_diag = _set_diag
tensor_diag = _tensor_diag
tensor_diag_part = _tensor_diag_part
transpose = _transpose
