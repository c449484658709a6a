# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.ops.signal.dct import dct as dct
from scopeflow.ops.signal.fourier import fft as fft
from scopeflow.ops.signal.fourier import fft2d as fft2d
from scopeflow.ops.signal.fourier import fft3d as fft3d
from scopeflow.ops.signal.shifting import fftshift as fftshift
from scopeflow.ops.signal.framing import frame as frame
from scopeflow.ops.signal.windows import hamming_window as hamming_window
from scopeflow.ops.signal.windows import hann_window as hann_window
from scopeflow.ops.signal.dct import idct as idct
from scopeflow.ops.signal.fourier import ifft as ifft
from scopeflow.ops.signal.fourier import ifft2d as ifft2d
from scopeflow.ops.signal.fourier import ifft3d as ifft3d
from scopeflow.ops.signal.shifting import ifftshift as ifftshift
from scopeflow.ops.signal.spectrograms import inverse_stft as inverse_stft
from scopeflow.ops.signal.spectrograms import inverse_stft_window_fn as inverse_stft_window_fn
from scopeflow.ops.signal.fourier import irfft as irfft
from scopeflow.ops.signal.fourier import irfft2d as irfft2d
from scopeflow.ops.signal.fourier import irfft3d as irfft3d
from scopeflow.ops.signal.mel import linear_to_mel_weight_matrix as linear_to_mel_weight_matrix
from scopeflow.ops.signal.mel import mfccs_from_log_mel_spectrograms as mfccs_from_log_mel_spectrograms
from scopeflow.ops.signal.framing import overlap_and_add as overlap_and_add
from scopeflow.ops.signal.fourier import rfft as rfft
from scopeflow.ops.signal.fourier import rfft2d as rfft2d
from scopeflow.ops.signal.fourier import rfft3d as rfft3d
from scopeflow.ops.signal.spectrograms import stft as stft
