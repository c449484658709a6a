"""The programs whose names are held fast, and the files that hold them."""

from __future__ import annotations

import re
from pathlib import Path

HERE = Path(__file__).parent
NAMES = HERE / "names"
EXAMPLES = HERE.parent.parent / "examples"
PRELUDE = (HERE / "listing.py").read_text()


def sources() -> dict[str, str]:
    """The source of each program, by name; it leaves its listing in `result`."""
    paths = [*EXAMPLES.glob("*.py"), *(HERE / "programs").glob("*.py")]
    return {path.stem: _listed(path.read_text()) for path in sorted(paths, key=lambda p: p.stem)}


def _listed(source: str) -> str:
    if "print '" in source:  # Python 2, and a session that belongs to no listing
        source = source[: source.index("with tf.Session()")]
        source = re.sub(r"^( *)print (.*)$", r"\1print(\2)", source, flags=re.MULTILINE)
    source = re.sub(r"^import (tensorflow|scopeflow) as tf\n", "", source, flags=re.MULTILINE)
    return f"{source}\nresult = listing(tf.get_default_graph())\n"


def path_of(name: str) -> Path:
    """The file with a program's recorded names."""
    return NAMES / f"{name}.txt"
