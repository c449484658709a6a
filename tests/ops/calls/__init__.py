"""Small calls of the ops that are not elementwise, a module for each family; `SAMPLES` holds them all."""

from __future__ import annotations

import pkgutil
from importlib import import_module

from tests.ops.calls.core import Sample

SAMPLES: dict[str, list[Sample]] = {}
for _module in pkgutil.iter_modules(__path__):
    for _type, _samples in import_module(f"{__name__}.{_module.name}").SAMPLES.items():
        if _type in SAMPLES:
            raise ValueError(f"{_type} has samples in two modules")
        SAMPLES[_type] = _samples

__all__ = ["SAMPLES", "Sample"]
