"""Makes `import tensorflow` mean scopeflow, for the scripts that `scopeflow run` runs."""

from __future__ import annotations

import contextlib
import importlib
import sys
from collections.abc import Iterator, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

OURS, THEIRS = "scopeflow", "tensorflow"
# `import tensorflow.compat.v1 as tf` is how programs asked TensorFlow 2 for what scopeflow is.
SAME_AS_ALL = ("compat.v1",)


class _Existing(Loader):
    """Loads a module that is already there under another name."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module
        self._spec = getattr(module, "__spec__", None)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return self._module

    def exec_module(self, module: ModuleType) -> None:
        # The import system has just written the alias's spec into the module.
        module.__spec__ = self._spec


class TensorflowFinder(MetaPathFinder):
    """Finds `tensorflow` and its public submodules in scopeflow; says clearly what is not there."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        package, _, rest = fullname.partition(".")
        if package != THEIRS:
            return None
        module = _counterpart(rest)
        if module is None:
            raise ModuleNotFoundError(_explanation(fullname), name=fullname)
        spec = ModuleSpec(fullname, _Existing(module), is_package=True)
        spec.submodule_search_locations = []
        return spec


def _counterpart(name: str) -> ModuleType | None:
    """The module that stands for `tensorflow.<name>`: a submodule of scopeflow, or a namespace it
    has.
    """
    root = importlib.import_module(OURS)
    if not name or name in SAME_AS_ALL:
        return root
    found: object = root
    for part in name.split("."):
        found = getattr(found, part, None)
    if isinstance(found, ModuleType):
        return found
    if any(whole.startswith(name + ".") for whole in SAME_AS_ALL):
        return ModuleType(f"{OURS}.{name}")
    full = f"{OURS}.{name}"
    try:
        return importlib.import_module(full)
    except ModuleNotFoundError as error:
        if error.name and (full + ".").startswith(error.name + "."):
            return None
        raise


def _explanation(fullname: str) -> str:
    said = f"No module named {fullname!r}. "
    if fullname.startswith(f"{THEIRS}.python"):
        return said + (
            "tensorflow.python is TensorFlow's private code, and scopeflow has public names only: "
            "write `import tensorflow as tf` and tf.NAME"
        )
    return said + f"scopeflow stands in for tensorflow here and has no {fullname.partition('.')[2]}"


@contextlib.contextmanager
def tensorflow_is_scopeflow() -> Iterator[None]:
    """Inside, `import tensorflow` gives scopeflow, whether or not a tensorflow is installed."""
    finder = TensorflowFinder()
    hidden = {name: sys.modules.pop(name) for name in list(sys.modules) if _is_theirs(name)}
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name in [name for name in sys.modules if _is_theirs(name)]:
            del sys.modules[name]
        sys.modules.update(hidden)


def _is_theirs(name: str) -> bool:
    return name == THEIRS or name.startswith(THEIRS + ".")
