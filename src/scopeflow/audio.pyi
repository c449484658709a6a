# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.ops.audio.wav import decode_wav as decode_wav
from scopeflow.ops.audio.wav import encode_wav as encode_wav
