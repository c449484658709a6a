"""The pages of the op reference, one for each family, written from the definitions of the ops."""

from __future__ import annotations

from collections import defaultdict
from importlib import import_module
from pathlib import Path
from typing import Any

import scopeflow as tf
from scopeflow.ops import catalog, gradient
from scopeflow.ops.define import Definition

# Public modules that are looked through for functions that are ops, the shortest names first.
_PLACES = ("", "nn", "math", "linalg", "image", "strings", "sparse", "random", "io", "bitwise", "signal", "audio", "sets",
           "quantization")  # fmt: skip


def write_pages(folder: Path) -> list[str]:
    """Writes one page for each family, and one that lists them.

    Returns:
      The families.
    """
    catalog.load_all()
    public = _public_names()
    by_family: dict[str, list[Definition]] = defaultdict(list)
    for definition in catalog.REGISTRY.values():
        by_family[definition.body.__module__.split(".")[2]].append(definition)
    folder.mkdir(parents=True)
    index = [
        "# Ops",
        "",
        "Every op, from its definition: what it takes and gives, its attributes, where it is computed.",
        "",
    ]
    for family in sorted(by_family):
        ops = sorted(by_family[family], key=lambda op: op.type)
        (folder / f"{family}.md").write_text("\n".join(_page(family, ops, public)))
        index.append(f"- [{family}]({family}.md): {len(ops)} ops")
    (folder / "index.md").write_text("\n".join(index) + "\n")
    return sorted(by_family)


def _public_names() -> dict[str, str]:
    """Op type -> the shortest public name of the function that is its definition."""
    found: dict[str, str] = {}
    for place in _PLACES:
        module: Any = tf if not place else import_module(f"scopeflow.{place}")
        for name in getattr(module, "__all__", None) or dir(module):
            value = getattr(module, name, None)
            if isinstance(value, Definition):
                path = ".".join(part for part in ("tf", place, name) if part)
                found.setdefault(value.type, path)
    return found


def _page(family: str, ops: list[Definition], public: dict[str, str]) -> list[str]:
    lines = [f"# {family}", ""]
    for op in ops:
        lines += [f"## {op.type}", ""]
        if op.type in public:
            lines += [f"`{public[op.type]}`", ""]
        lines += ["```text", op._text.strip(), "```", ""]
        document = (op.body.__doc__ or "").strip()
        if document:
            lines += [
                "```text" if ">>>" in document else "",
                document,
                "```" if ">>>" in document else "",
                "",
            ]
        facts = []
        if op.host:
            facts.append("runs outside compiled programs")
        if op.static:
            facts.append(
                "must be known while compiling: " + ", ".join(f"`{name}`" for name in op.static)
            )
        if op.stateful:
            facts.append("keeps state or draws random numbers")
        differentiable = gradient.is_registered(op.type) and gradient.find(op.type) is not None
        facts.append("has a gradient" if differentiable else "has no gradient")
        module = op.body.__module__.replace(".", "/")
        facts.append(f"defined in `{module}.py`")
        lines += ["; ".join(facts)[:1].upper() + "; ".join(facts)[1:] + ".", ""]
    return lines
