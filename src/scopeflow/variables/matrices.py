"""Initializers that make whole matrices: orthogonal ones, and the identity."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.diagonals import diag_part, eye
from scopeflow.ops.arrays.moving import matrix_transpose
from scopeflow.ops.arrays.shaping import reshape
from scopeflow.ops.arrays.slicing import slice as slice_of
from scopeflow.ops.linalg.decompositions import qr
from scopeflow.ops.math.elementwise import sign
from scopeflow.ops.random.sampling import random_normal
from scopeflow.variables.initializers import Initializer, floating, given_dtype


class Orthogonal(Initializer):
    """Draws a matrix with orthonormal rows or columns, whichever are fewer.

    A shape of more than two dimensions is that of a matrix whose rows are all dimensions but the last.

    Args:
      gain: multiplies the matrix.
      seed: an int that fixes the values; see `tf.set_random_seed`.
      dtype: the floating DType where the call gives none.

    Raises:
      ValueError: for a dtype that is not floating, or when called with fewer than two dimensions.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     m = tf.orthogonal_initializer(seed=1)([2, 2])
    ...     print(sess.run(tf.matmul(m, m, transpose_b=True)).round(4) + 0.0)
    [[1. 0.]
     [0. 1.]]

    ```
    """

    def __init__(self, gain: Any = 1.0, seed: Any = None, dtype: Any = dtypes.float32) -> None:
        self.gain = gain
        self.dtype = floating(given_dtype(self, dtype))
        self.seed = seed

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Tensor:
        if len(shape) < 2:
            raise ValueError("The tensor to initialize must be at least two-dimensional")
        rows = 1
        for size in shape[:-1]:
            rows *= size
        columns = shape[-1]
        tall = (columns, rows) if rows < columns else (rows, columns)
        drawn = random_normal(tall, dtype=self.dtype if dtype is None else dtype, seed=self.seed)
        q: Any
        q, r = qr(drawn, full_matrices=False)
        # with the signs of r's diagonal taken out, all orthogonal matrices are equally likely
        q = q * sign(diag_part(r))
        if rows < columns:
            q = matrix_transpose(q)
        shaped: Any = reshape(q, shape)
        return self.gain * shaped

    def get_config(self) -> dict[str, Any]:
        return {"gain": self.gain, "seed": self.seed, "dtype": self.dtype.name}


class Identity(Initializer):
    """Makes the identity matrix, as far as the shape holds it.

    Args:
      gain: multiplies the matrix.
      dtype: the floating DType where the call gives none.

    Raises:
      ValueError: for a dtype that is not floating, or when called with a shape of other than two
        dimensions.
    """

    def __init__(self, gain: Any = 1.0, dtype: Any = dtypes.float32) -> None:
        self.gain = gain
        self.dtype = floating(given_dtype(self, dtype))

    def __call__(self, shape: Any, dtype: Any = None, partition_info: Any = None) -> Tensor:
        whole = shape if partition_info is None else partition_info.full_shape
        if len(whole) != 2:
            raise ValueError(
                "Identity matrix initializer can only be used for 2D matrices. Give a shape [m, n]."
            )
        if isinstance(whole, TensorShape):
            whole = whole.as_list()
        rows, columns = whole
        matrix: Any = eye(rows, columns, dtype=self.dtype if dtype is None else dtype)
        if partition_info is not None:
            matrix = slice_of(matrix, partition_info.var_offset, shape)
        return self.gain * matrix

    def get_config(self) -> dict[str, Any]:
        return {"gain": self.gain, "dtype": self.dtype.name}
