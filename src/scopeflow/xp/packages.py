"""What is installed beside this library, read from the names of folders: the standard library's way imports a mail parser."""

from __future__ import annotations

import functools
import os
import sys

# Words of which a plugin of JAX has one in its name.
_PLUGINS = ("jax", "xla", "pjrt", "tpu", "metal", "neuron")


@functools.cache
def installed() -> dict[str, tuple[str, str]]:
    """Packages by name, in lower case with underscores: (version, the folder that describes it)."""
    found: dict[str, tuple[str, str]] = {}
    for place in sys.path:
        try:
            names = os.listdir(place or ".")
        except OSError:
            continue
        for name in names:
            base, dot, kind = name.rpartition(".")
            if dot and kind in ("dist-info", "egg-info"):
                package, _, version = base.partition("-")
                folder = os.path.join(place or ".", name)
                found.setdefault(package.lower().replace("-", "_"), (version, folder))
    return found


def version(package: str) -> str:
    """A package's version; '' if it is not installed."""
    return installed().get(package, ("", ""))[0]


def has_plugins_of_jax() -> bool:
    """Whether a package says that it brings JAX another device."""
    for name, (_, folder) in installed().items():
        if name in ("jax", "jaxlib") or not any(word in name for word in _PLUGINS):
            continue
        try:
            with open(os.path.join(folder, "entry_points.txt"), encoding="utf-8") as lines:
                if "[jax_plugins]" in lines.read():
                    return True
        except OSError:
            continue
    return False
