"""Sounds as 16-bit WAV files."""

from __future__ import annotations

import numpy as np

from scopeflow.xp.floats import half_away


def wav_of(sound: np.ndarray, rate: int) -> bytes:
    """The file of a sound.

    Args:
      sound: float32 `[samples, channels]`, from -1 to 1; what is louder is cut, NaN is silent.
      rate: samples per second.
    """
    # imported here, for few programs that write summaries have sounds among them
    import io
    import wave

    scaled = np.nan_to_num(sound * np.float32(32768), nan=0.0)
    samples = np.clip(half_away(scaled), -32768, 32767).astype("<i2")
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(sound.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.tobytes())
    return buffer.getvalue()
