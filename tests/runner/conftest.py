"""Running the command `scopeflow` as a user does, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Command = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def scopeflow(tmp_path: Path) -> Command:
    """Runs `scopeflow ARGUMENTS` in an empty directory."""

    def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "scopeflow", *map(str, arguments)]
        settings = {"PYTHONDONTWRITEBYTECODE": "1", **os.environ, **environment}
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=settings)

    return run


@pytest.fixture
def script(tmp_path: Path) -> Callable[..., Path]:
    """Writes a script, or another file of its program, and gives its path."""

    def write(text: str, name: str = "script.py") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    return write
