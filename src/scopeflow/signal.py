"""tf.signal: signals, under the names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    ops.signal.dct: dct idct
    ops.signal.fourier: fft fft2d fft3d ifft ifft2d ifft3d
    ops.signal.fourier: irfft irfft2d irfft3d rfft rfft2d rfft3d
    ops.signal.framing: frame overlap_and_add
    ops.signal.mel: linear_to_mel_weight_matrix mfccs_from_log_mel_spectrograms
    ops.signal.shifting: fftshift ifftshift
    ops.signal.spectrograms: inverse_stft inverse_stft_window_fn stft
    ops.signal.windows: hamming_window hann_window
    """,
)
