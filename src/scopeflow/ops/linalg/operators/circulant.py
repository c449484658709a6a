"""Operators of circulant matrices, in one, two and three dimensions, by way of their spectra."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.counting import range as range_op
from scopeflow.ops.arrays.filling import ones
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.moving import transpose
from scopeflow.ops.arrays.rolling import roll
from scopeflow.ops.arrays.shaping import rank, reshape, shape
from scopeflow.ops.arrays.slicing import newaxis
from scopeflow.ops.checks.comparing import assert_less
from scopeflow.ops.checks.types import assert_integer
from scopeflow.ops.linalg.norms import adjoint as adjoint_of
from scopeflow.ops.linalg.operators import checks
from scopeflow.ops.linalg.operators.base import LinearOperator
from scopeflow.ops.linalg.operators.broadcasting import broadcast_matrix_batch_dims
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.complexes import complex as complex_of
from scopeflow.ops.math.complexes import conj, imag, real
from scopeflow.ops.math.elementwise import abs as magnitude
from scopeflow.ops.math.elementwise import log
from scopeflow.ops.math.reduction import reduce_prod, reduce_sum
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.signal.fourier import fft, fft2d, fft3d, ifft, ifft2d, ifft3d

_TRANSFORMS = {1: (fft, ifft), 2: (fft2d, ifft2d), 3: (fft3d, ifft3d)}


def _to_complex(x: Tensor) -> Tensor:
    wide = x.dtype.base_dtype in (dtypes.float64, dtypes.complex128)
    return cast(x, dtypes.complex128 if wide else dtypes.complex64)


def _turned(x: Tensor, shift: int) -> Tensor:
    """The axes of a tensor, turned by some places."""
    with name_scope("rotate_transpose", values=[x]):
        shifts = convert_to_tensor(shift, name="shift")
        assert_integer(shifts)
        if x.shape.ndims is not None:
            return transpose(x, perm=np.roll(np.arange(x.shape.ndims), shift))
        return transpose(x, perm=roll(range_op(rank(x)), shifts, 0))


class _Circulant(LinearOperator):
    """The operator of circulant matrices of some depth of blocks."""

    _depth: int

    def __init__(
        self,
        spectrum: Any,
        input_output_dtype: Any = dtypes.complex64,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = True,
        name: str = "LinearOperatorCirculant",
    ) -> None:
        with name_scope(name, values=[spectrum]):
            self._spectrum = convert_to_tensor(spectrum, name="spectrum")
            allowed = (
                dtypes.float16,
                dtypes.float32,
                dtypes.float64,
                dtypes.complex64,
                dtypes.complex128,
            )
            if self._spectrum.dtype.base_dtype not in allowed:
                raise TypeError(
                    f"Argument spectrum must hold floats or complex numbers.  Found: {self._spectrum.dtype}"
                )
            ndims = self._spectrum.shape.ndims
            if ndims is not None and ndims < self._depth:
                raise ValueError(
                    f"Argument spectrum must have at least {self._depth} dimensions.  Found: {self._spectrum}"
                )
            if not self._spectrum.dtype.is_complex:
                if is_self_adjoint is False:
                    raise ValueError(
                        "A real spectrum always corresponds to a self-adjoint operator."
                    )
                is_self_adjoint = True
            if is_square is False:
                raise ValueError("A [[nested] block] circulant operator is always square.")
            self._block_sizes = shape(self._spectrum)[-self._depth :]
            self._spectrum_complex = _to_complex(self._spectrum)
            self._abs_spectrum = magnitude(self._spectrum)
            self._conj_spectrum = conj(self._spectrum_complex)
            super().__init__(
                dtype=dtypes.as_dtype(input_output_dtype),
                graph_parents=[self._spectrum],
                is_non_singular=is_non_singular,
                is_self_adjoint=is_self_adjoint,
                is_positive_definite=is_positive_definite,
                is_square=True,
                name=name,
            )

    @property
    def spectrum(self) -> Tensor:
        """The eigenvalues, as a block of `block_depth` axes."""
        return self._spectrum

    @property
    def block_depth(self) -> int:
        """How many axes the blocks of the spectrum have."""
        return self._depth

    @property
    def block_shape(self) -> TensorShape:
        """The shape of the blocks of the spectrum, as far as it is known."""
        return self.spectrum.shape[-self._depth :]

    def block_shape_tensor(self) -> Tensor:
        """The shape of the blocks of the spectrum, an int32 vector."""
        return self._block_sizes

    def _shape(self) -> TensorShape:
        dims = self._spectrum.shape
        if dims.ndims is None:
            return TensorShape(None)
        size = self.block_shape.num_elements() if self.block_shape.is_fully_defined() else None
        return dims[: -self._depth].concatenate([size, size])

    def _shape_tensor(self) -> Tensor:
        sizes = shape(self.spectrum)
        count = reduce_prod(sizes[-self._depth :])
        return concat((sizes[: -self._depth], [count, count]), 0)

    def _transformed(self, x: Any, adjoint: bool, solving: bool) -> Tensor:
        """The products, or quotients, of the transforms of columns and the spectrum."""
        spectrum = self._conj_spectrum if adjoint else self._spectrum_complex
        column = reshape(spectrum, concat((self.batch_shape_tensor(), [-1, 1]), axis=0))
        x, column = broadcast_matrix_batch_dims(x, column)
        spectrum = reshape(column, concat((shape(x)[:-2], self._block_sizes), axis=0))
        blocks = _to_complex(self._blocks(_turned(x, 1)))
        forth, back = _TRANSFORMS[self._depth]
        moved = forth(blocks)
        made = self._unblocked(back(moved / spectrum if solving else spectrum * moved))
        return cast(_turned(made, -1), self.dtype)

    def _blocks(self, x: Tensor) -> Tensor:
        """The last axis as blocks."""
        dims = x.shape
        if dims.ndims is not None and self.block_shape.is_fully_defined():
            whole = dims[:-1].concatenate(self.block_shape)
            if whole.is_fully_defined():
                return reshape(x, whole.as_list())
        return reshape(x, concat((shape(x)[:-1], self._block_sizes), axis=0))

    def _unblocked(self, x: Tensor) -> Tensor:
        """The blocks as a last axis."""
        dims = x.shape
        if dims.is_fully_defined():
            count = dims[-self._depth :].num_elements()
            return reshape(x, [*dims.as_list()[: -self._depth], count])
        sizes = shape(x)
        return reshape(x, concat((sizes[: -self._depth], [-1]), axis=0))

    def _matmul(self, x: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Tensor:
        x = adjoint_of(x) if adjoint_arg else x
        return self._transformed(_to_complex(x), adjoint, False)

    def _solve(self, rhs: Any, adjoint: bool = False, adjoint_arg: bool = False) -> Tensor:
        rhs = adjoint_of(rhs) if adjoint_arg else rhs
        return self._transformed(rhs, adjoint, True)

    @property
    def _axes(self) -> list[int]:
        return [-1 - place for place in range(self._depth)]

    def _block_axes(self) -> list[int]:
        ndims = self.spectrum.shape.ndims
        return self._axes if ndims is None else list(range(ndims - self._depth, ndims))

    def _determinant(self) -> Tensor:
        return cast(reduce_prod(self.spectrum, axis=self._axes), self.dtype)

    def _log_abs_determinant(self) -> Tensor:
        return cast(reduce_sum(log(self._abs_spectrum), axis=self._axes), self.dtype)

    def _trace(self) -> Tensor:
        if not self.spectrum.dtype.is_complex:
            return cast(reduce_sum(self.spectrum, axis=self._block_axes()), self.dtype)
        total = reduce_sum(real(self.spectrum), axis=self._block_axes())
        if not self.dtype.is_complex:
            return cast(total, self.dtype)
        rest = reduce_sum(imag(self.spectrum), axis=self._block_axes())
        return cast(complex_of(total, rest), self.dtype)

    def _diag_part(self) -> Tensor:
        dims = self.shape
        if dims.is_fully_defined():
            one = ones(dims.as_list()[:-1], dtype=self.dtype)
            count: Any = dims.as_list()[-1]
        else:
            one = ones(self.shape_tensor()[:-1], dtype=self.dtype)
            count = self.domain_dimension_tensor()
        mean = self.trace() / cast(count, self.dtype)
        return mean[..., newaxis] * one

    def convolution_kernel(self, name: str = "convolution_kernel") -> Tensor:
        """The inverse transform of the spectrum: the first column, as a block."""
        with self._name_scope(name):
            made = _TRANSFORMS[self._depth][1](_to_complex(self.spectrum))
            return cast(made, self.dtype)

    def assert_hermitian_spectrum(self, name: str = "assert_hermitian_spectrum") -> Any:
        """An operation that fails in a run unless the spectrum makes a real convolution kernel."""
        with self._name_scope(name):
            eps = np.finfo(self.dtype.real_dtype.as_numpy_dtype).eps
            size = cast(self.domain_dimension_tensor(), self.dtype.real_dtype)
            parts = imag(_to_complex(self.convolution_kernel()))
            return assert_less(magnitude(parts), eps * size, message="Spectrum was not Hermitian")

    def _assert_non_singular(self) -> Any:
        return checks.assert_no_zeros(
            self.spectrum, "Singular operator: Spectrum contained zero values."
        )

    def _assert_positive_definite(self) -> Any:
        # imported here: most programs never ask for checks
        from scopeflow.ops.checks.comparing import assert_positive

        return assert_positive(
            real(self.spectrum),
            message="Not positive definite: Real part of spectrum was not all positive.",
        )


class LinearOperatorCirculant(_Circulant):
    """The operator of circulant matrices.

    Args:
      spectrum: floats or complex numbers `[..., n]`, the transform of the first column.
      input_output_dtype: the dtype of arguments and results.
      is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints.
      name: the wish for the name scope of its operations.

    Raises:
      ValueError: for hints that cannot hold.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     operator = tf.linalg.LinearOperatorCirculant([6.0, 0.0], tf.float32)
    ...     print(session.run(operator.to_dense()))
    [[3. 3.]
     [3. 3.]]

    ```
    """

    _depth = 1

    def _with(self, spectrum: Tensor) -> LinearOperator:
        return LinearOperatorCirculant(
            spectrum,
            input_output_dtype=self.dtype,
            is_non_singular=self.is_non_singular,
            is_self_adjoint=self.is_self_adjoint,
            is_positive_definite=self.is_positive_definite,
            is_square=True,
        )

    def _adjoint(self) -> LinearOperator:
        spectrum = self.spectrum
        return self._with(conj(spectrum) if spectrum.dtype.is_complex else spectrum)

    def _inverse(self) -> LinearOperator:
        return self._with(1.0 / self.spectrum)


class LinearOperatorCirculant2D(_Circulant):
    """The operator of block circulant matrices: circular convolutions of pictures.

    Args:
      spectrum: floats or complex numbers `[..., m, n]`.
      input_output_dtype: the dtype of arguments and results, vectors of `m * n` numbers.
      is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints.
      name: the wish for the name scope of its operations.
    """

    _depth = 2

    def __init__(
        self,
        spectrum: Any,
        input_output_dtype: Any = dtypes.complex64,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = True,
        name: str = "LinearOperatorCirculant2D",
    ) -> None:
        super().__init__(
            spectrum,
            input_output_dtype,
            is_non_singular,
            is_self_adjoint,
            is_positive_definite,
            is_square,
            name,
        )


class LinearOperatorCirculant3D(_Circulant):
    """The operator of nested block circulant matrices: circular convolutions of volumes.

    Args:
      spectrum: floats or complex numbers `[..., l, m, n]`.
      input_output_dtype: the dtype of arguments and results, vectors of `l * m * n` numbers.
      is_non_singular, is_self_adjoint, is_positive_definite, is_square: hints.
      name: the wish for the name scope of its operations.
    """

    _depth = 3

    def __init__(
        self,
        spectrum: Any,
        input_output_dtype: Any = dtypes.complex64,
        is_non_singular: bool | None = None,
        is_self_adjoint: bool | None = None,
        is_positive_definite: bool | None = None,
        is_square: bool | None = True,
        name: str = "LinearOperatorCirculant3D",
    ) -> None:
        super().__init__(
            spectrum,
            input_output_dtype,
            is_non_singular,
            is_self_adjoint,
            is_positive_definite,
            is_square,
            name,
        )
