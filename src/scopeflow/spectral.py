"""tf.spectral: Fourier and cosine transforms, under the older names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    ops.signal.dct: dct idct
    ops.signal.fourier: fft fft2d fft3d ifft ifft2d ifft3d
    ops.signal.fourier: irfft irfft2d irfft3d rfft rfft2d rfft3d
    """,
)
