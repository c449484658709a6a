"""A façade that imports what it names when it is first asked for.

A program uses a few dozen of the library's names.  Importing the façade costs no more than reading its
table; each name brings the modules behind it, once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

# package -> its public names and where each lives, of the facades that were imported
TABLES: dict[str, dict[str, tuple[str, str | None]]] = {}


def read_table(package: str, table: str) -> dict[str, tuple[str, str | None]]:
    """Where each public name lives: name -> (module, attribute), the attribute None for a module itself.

    A line of the table is `module: name name=attribute ...`, the module relative to `package`'s top level;
    the line `modules: ...` names modules of the package that are public themselves.
    """
    top = package.partition(".")[0]
    homes: dict[str, tuple[str, str | None]] = {}
    for line in table.splitlines():
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        module, _, names = line.partition(":")
        for entry in names.split():
            name, _, attribute = entry.partition("=")
            if name in homes:
                raise ValueError(f"{package}.{name} is named twice in its table")
            if module == "modules":
                homes[name] = (f"{package}.{attribute or name}", None)
            else:
                homes[name] = (f"{top}.{module}", attribute or name)
    return homes


def facade(
    package: str, table: str, otherwise: Callable[[str], Any] | None = None
) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """`__getattr__`, `__dir__` and `__all__` of a module that offers the names of a table.

    Args:
      package: the module's `__name__`.
      table: what `read_table` reads.
      otherwise: asked for names that the table lacks; raises AttributeError for those it lacks too.
    """
    homes = TABLES[package] = read_table(package, table)

    def get(name: str) -> Any:
        home = homes.get(name)
        if home is None:
            if otherwise is not None:
                return otherwise(name)
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        module = import_module(home[0])
        value = module if home[1] is None else getattr(module, home[1])
        setattr(sys.modules[package], name, value)
        return value

    return get, lambda: sorted({*homes, *vars(sys.modules[package])}), sorted(homes)
