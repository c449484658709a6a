"""How TensorFlow writes numbers in its messages: as short as the dtype allows, and exact."""

from __future__ import annotations

from typing import Any

import numpy as np


def figure(number: Any) -> str:
    """A number in the fewest digits that TensorFlow tries: 0.1, 0.333333343 (float32), 1e+30, 7.

    Args:
      number: a Python number or a NumPy scalar; a Python float counts as float64.
    """
    scalar = np.asarray(number)[()]
    if scalar.dtype.kind != "f":
        return str(scalar)
    few, enough, kind = (15, 17, np.float64) if scalar.dtype.itemsize == 8 else (6, 9, np.float32)
    value = kind(scalar)
    text = f"{float(value):.{few}g}"
    return text if kind(text) == value or value != value else f"{float(value):.{enough}g}"
