"""What is installed is what the standard library says."""

from __future__ import annotations

import sys
from importlib.metadata import distributions
from pathlib import Path

import pytest

from scopeflow.xp import packages


def test_versions_are_those_of_the_standard_library() -> None:
    for name in ("jax", "jaxlib", "numpy"):
        (known,) = {d.version for d in distributions(name=name)}
        assert packages.version(name) == known
    assert packages.version("there_is_no_such_package") == ""


def test_a_plugin_of_jax_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not packages.has_plugins_of_jax()
    about = tmp_path / "jax_example_plugin-1.0.dist-info"
    about.mkdir()
    (about / "entry_points.txt").write_text("[jax_plugins]\nexample = jax_plugins.example\n")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    packages.installed.cache_clear()
    try:
        assert packages.has_plugins_of_jax()
    finally:
        packages.installed.cache_clear()
