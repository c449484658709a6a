"""tf.linalg: linear algebra, under the names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    ops.nn.affine: matvec
    ops.math.clipping: l2_normalize
    ops.linalg.decompositions: qr
    ops.arrays.diagonals: band_part=matrix_band_part diag=matrix_diag diag_part=matrix_diag_part eye
    ops.arrays.diagonals: set_diag=matrix_set_diag tensor_diag=diag tensor_diag_part=diag_part
    ops.math.matmul: matmul
    ops.arrays.moving: transpose=matrix_transpose
    """,
)
