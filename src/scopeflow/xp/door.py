"""The one lazy door to JAX: nothing else in the library says ``import jax``.

Importing JAX takes most of a second, and a program that only builds a graph, or whose first runs
are small enough for NumPy, never needs it.  So JAX is imported by the first call of one of these
functions.
"""

from __future__ import annotations

import importlib
import sys
from contextlib import AbstractContextManager
from typing import Any


def jax() -> Any:
    """The ``jax`` module, imported by the first call."""
    module = sys.modules.get("jax")
    if module is None or not hasattr(
        module, "Array"
    ):  # absent, or another thread is still importing it
        import jax as module
    return module


def jnp() -> Any:
    """The ``jax.numpy`` module."""
    return jax().numpy


def lax() -> Any:
    """The ``jax.lax`` module."""
    return jax().lax


def part(name: str) -> Any:
    """A module of JAX that ``jax`` itself does not bring: ``part("extend.core")``."""
    jax()
    return importlib.import_module(f"jax.{name}")


def x64() -> AbstractContextManager[Any]:
    """A context in which JAX keeps 64-bit types; every thread that calls the JAX face must be
    inside one.

    It is thread-local and never touches JAX's process-wide flag, which belongs to the user.

    >>> from scopeflow.xp import door
    >>> with door.x64():
    ...     door.jnp().asarray([1]).dtype.name
    'int64'
    """
    return jax().enable_x64(True)


def loaded() -> bool:
    """Whether somebody has imported JAX already: before that no value can be a JAX value."""
    return "jax" in sys.modules


def is_array(value: Any) -> bool:
    """Whether a value is a JAX array or tracer; arrays there can be also while only XLA's client is imported."""
    if "jax" in sys.modules:
        return isinstance(value, jax().Array)
    client = sys.modules.get("jaxlib._jax")
    return client is not None and isinstance(value, getattr(client, "Array", ()))
