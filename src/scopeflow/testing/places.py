"""Where tests keep their files, and which devices they find."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
from unittest import mock as mock

from scopeflow.engine.devices import devices

_temp_dir: list[str] = []


def get_temp_dir() -> str:
    """A directory for the files of this program's tests; it is removed when the program ends."""
    if not _temp_dir:
        name = os.path.basename(sys.argv[0] or "test").removesuffix(".py")
        made = tempfile.mkdtemp(prefix=name)
        _temp_dir.append(made)
        atexit.register(shutil.rmtree, made, ignore_errors=True)
    return _temp_dir[0]


def test_src_dir_path(relative_path: str) -> str:
    """The path of a file beside the tests, under the directory that TEST_SRCDIR names.

    Args:
      relative_path: the path from there.

    Raises:
      KeyError: if TEST_SRCDIR is not set.
    """
    return os.path.join(os.environ["TEST_SRCDIR"], "org_tensorflow/tensorflow", relative_path)


# pytest must not take it for a test
test_src_dir_path.__test__ = False  # type: ignore[attr-defined]


def _gpus() -> list[str]:
    return [d.name for d in devices() if d.device_type not in ("CPU", "TPU")]


def gpu_device_name() -> str:
    """The name of the first GPU, such as "/device:GPU:0"; '' if there is none."""
    found = _gpus()
    return "/" + found[0].rpartition("/")[2] if found else ""


def is_gpu_available(
    cuda_only: bool = False, min_cuda_compute_capability: tuple[int, int] | None = None
) -> bool:
    """Whether there is a GPU that JAX can use.

    Args:
      cuda_only: accepted for compatibility.
      min_cuda_compute_capability: accepted for compatibility: JAX lists only GPUs that it can use.
    """
    return bool(_gpus())


def is_built_with_cuda() -> bool:
    """Whether the installed JAX can use CUDA: whether it has found such a GPU."""
    return any("CUDA" in name or "GPU" in name for name in _gpus())


def is_built_with_rocm() -> bool:
    """Whether the installed JAX can use ROCm: whether it has found such a GPU."""
    return any("ROCM" in name for name in _gpus())


def is_built_with_gpu_support() -> bool:
    """Whether the installed JAX can use a GPU."""
    return is_built_with_cuda() or is_built_with_rocm()
