# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.ops.signal.dct import dct as dct
from scopeflow.ops.signal.fourier import fft as fft
from scopeflow.ops.signal.fourier import fft2d as fft2d
from scopeflow.ops.signal.fourier import fft3d as fft3d
from scopeflow.ops.signal.dct import idct as idct
from scopeflow.ops.signal.fourier import ifft as ifft
from scopeflow.ops.signal.fourier import ifft2d as ifft2d
from scopeflow.ops.signal.fourier import ifft3d as ifft3d
from scopeflow.ops.signal.fourier import irfft as irfft
from scopeflow.ops.signal.fourier import irfft2d as irfft2d
from scopeflow.ops.signal.fourier import irfft3d as irfft3d
from scopeflow.ops.signal.fourier import rfft as rfft
from scopeflow.ops.signal.fourier import rfft2d as rfft2d
from scopeflow.ops.signal.fourier import rfft3d as rfft3d
