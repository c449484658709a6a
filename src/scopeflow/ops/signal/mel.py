"""Spectrograms on the mel scale, and the coefficients made of them."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.counting import linspace
from scopeflow.ops.arrays.padding import pad
from scopeflow.ops.arrays.shaping import expand_dims, reshape, shape
from scopeflow.ops.arrays.splitting import split
from scopeflow.ops.math.arithmetic import maximum, minimum
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.elementwise import log, rsqrt
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.signal.dct import dct
from scopeflow.ops.signal.framing import frame
from scopeflow.ops.static import constant_value

_BREAK_FREQUENCY = 700.0
_HIGH_Q = 1127.0


def _mel(frequencies: Any, name: str | None = None) -> Tensor:
    with name_scope(name, "hertz_to_mel", [frequencies]):
        frequencies = convert_to_tensor(frequencies)
        return _HIGH_Q * log(1.0 + (frequencies / _BREAK_FREQUENCY))


def _refuse(
    num_mel_bins: int, sample_rate: Any, lower: float, upper: float, dtype: dtypes.DType
) -> None:
    if num_mel_bins <= 0:
        raise ValueError(f"num_mel_bins must be positive. Got: {num_mel_bins}")
    if lower < 0.0:
        raise ValueError(f"lower_edge_hertz must be non-negative. Got: {lower}")
    if lower >= upper:
        raise ValueError(f"lower_edge_hertz {lower:.1f} >= upper_edge_hertz {upper:.1f}")
    if not isinstance(sample_rate, Tensor):
        if sample_rate <= 0.0:
            raise ValueError(f"sample_rate must be positive. Got: {sample_rate}")
        if upper > sample_rate / 2:
            raise ValueError(
                "upper_edge_hertz must not be larger than the Nyquist frequency "
                f"(sample_rate / 2). Got: {upper} for sample_rate: {sample_rate}"
            )
    if not dtype.is_floating:
        raise ValueError(f"dtype must be a floating point type. Got: {dtype!r}")


def linear_to_mel_weight_matrix(
    num_mel_bins: int = 20,
    num_spectrogram_bins: int = 129,
    sample_rate: Any = 8000,
    lower_edge_hertz: float = 125.0,
    upper_edge_hertz: float = 3800.0,
    dtype: Any = dtypes.float32,
    name: str | None = None,
) -> Tensor:
    """The matrix that turns spectrograms into spectrograms on the mel scale.

    Args:
      num_mel_bins: how many bands the mel spectrum has.
      num_spectrogram_bins: how many frequencies the spectrogram has: fft_length // 2 + 1.
      sample_rate: samples per second.
      lower_edge_hertz: where the lowest band begins.
      upper_edge_hertz: where the highest band ends.
      dtype: a floating point DType.
      name: a name for the last operation and the scope of the others.

    Returns:
      A Tensor `[num_spectrogram_bins, num_mel_bins]`.

    Raises:
      ValueError: if an argument is out of its range.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.signal.linear_to_mel_weight_matrix(40, 257, 16000, 80.0, 7600.0).shape)
    (257, 40)

    ```
    """
    with name_scope(name, "linear_to_mel_weight_matrix") as full:
        if isinstance(sample_rate, Tensor):
            known = constant_value(sample_rate)
            if known is None:
                raise ValueError(
                    "`sample_rate` was a non-constant Tensor. "
                    "Must be a Python float or a constant Tensor."
                )
            _refuse(num_mel_bins, known.item(), lower_edge_hertz, upper_edge_hertz, dtype)
        else:
            _refuse(num_mel_bins, sample_rate, lower_edge_hertz, upper_edge_hertz, dtype)
        rate = convert_to_tensor(sample_rate, dtype, name="sample_rate")
        lower = convert_to_tensor(lower_edge_hertz, dtype, name="lower_edge_hertz")
        upper = convert_to_tensor(upper_edge_hertz, dtype, name="upper_edge_hertz")
        zero = constant(0.0, dtype)
        # the lowest frequency is zero, which has no place on the scale
        frequencies = linspace(zero, rate / 2.0, num_spectrogram_bins)[1:]
        spectrum = expand_dims(_mel(frequencies), 1)
        edges = frame(
            linspace(_mel(lower), _mel(upper), num_mel_bins + 2), frame_length=3, frame_step=1
        )
        begin, middle, end = (reshape(t, [1, num_mel_bins]) for t in split(edges, 3, axis=1))
        rising = (spectrum - begin) / (middle - begin)
        falling = (end - spectrum) / (end - middle)
        weights = maximum(zero, minimum(rising, falling))
        return pad(weights, [[1, 0], [0, 0]], name=full)


def mfccs_from_log_mel_spectrograms(log_mel_spectrograms: Any, name: str | None = None) -> Tensor:
    """The mel-frequency cepstral coefficients of logarithmic mel spectrograms.

    Args:
      log_mel_spectrograms: float32 `[..., num_mel_bins]`.
      name: a name for the scope of the operations.

    Returns:
      A Tensor of the same shape.

    Raises:
      ValueError: if there are no bands.
    """
    with name_scope(name, "mfccs_from_log_mel_spectrograms", [log_mel_spectrograms]):
        spectrograms = convert_to_tensor(log_mel_spectrograms)
        dims = spectrograms._dims
        if dims is not None and dims[-1] is not None:
            bins: Any = dims[-1]
            if bins == 0:
                raise ValueError(f"num_mel_bins must be positive. Got: {spectrograms}")
        else:
            bins = shape(spectrograms)[-1]
        coefficients = dct(spectrograms)
        return coefficients * rsqrt(cast(bins, dtypes.float32) * 2.0)
