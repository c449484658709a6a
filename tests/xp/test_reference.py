"""Both faces of the kernels give what TensorFlow 1.15.5 gave, as far as docs define "equal"."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import numpy as np
import pytest

from scopeflow import xp
from scopeflow.xp import processor

from .agreement import differences, no_guide
from .replay import BFLOAT16, CASES, Case, arguments, load_record, on_jax, on_numpy, worth_compiling

RECORD = load_record()
KERNELS = sorted({CASES[name].kernel for name in RECORD})


def _compare(kernel: str, face: Callable[[Case], np.ndarray]) -> None:
    problems = []
    for name, recorded in RECORD.items():
        case = CASES[name]
        if case.kernel != kernel or (face is on_jax and not worth_compiling(case)):
            continue
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            got = face(case)
        want = (
            recorded.view(BFLOAT16)
            if got.dtype == BFLOAT16 and recorded.dtype == np.uint16
            else recorded
        )
        assert got.dtype == want.dtype, name
        assert got.shape == want.shape, name
        wrong = differences(case, getattr(xp, kernel).exact, got, want) & ~no_guide(case, got, want)
        if wrong.any():
            args = [a[wrong] if a.shape == wrong.shape else a for a in arguments(case)]
            problems.append(f"{name}{args}: got {got[wrong]}, TensorFlow {want[wrong]}")
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("kernel", KERNELS)
def test_numpy_face_equals_tensorflow(kernel: str) -> None:
    _compare(kernel, on_numpy)


@pytest.mark.parametrize("kernel", KERNELS)
def test_numpy_face_in_the_processors_mode_equals_tensorflow(kernel: str) -> None:
    def within(case: Case) -> np.ndarray:
        got: list[np.ndarray] = []
        processor.computing(lambda: got.append(on_numpy(case)))
        return got[0]

    _compare(kernel, within)


@pytest.mark.parametrize("kernel", KERNELS)
def test_jax_face_equals_tensorflow(kernel: str) -> None:
    _compare(kernel, on_jax)


def test_every_record_belongs_to_a_case() -> None:
    assert set(RECORD) <= set(CASES)
    assert len(RECORD) > 1200
