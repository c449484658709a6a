"""The folder of kept programs: one file each, written whole or not at all, the ones not used for longest go first.

The environment variable SCOPEFLOW_CACHE names the folder, or switches it off (`0`, `off`); without it programs are kept in
the user's cache folder.  A file that cannot be read, or is damaged, counts as missing.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
from pathlib import Path

_OFF = ("0", "off", "no", "false")
_MAGIC = b"scopeflow program 1\n"
_DIGEST = 32
# More bytes than this are not kept; the folder is looked through once for so many programs that a process adds.
MOST_BYTES = 1 << 30
LOOKED_THROUGH = 16

_added = 0


def folder() -> Path | None:
    """Where programs are kept; None if they are not."""
    said = os.environ.get("SCOPEFLOW_CACHE")
    if said is not None:
        return None if not said or said.lower() in _OFF else Path(said).expanduser()
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or "~/AppData/Local"
    elif sys.platform == "darwin":
        base = "~/Library/Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    return Path(base).expanduser() / "scopeflow" / "programs"


def load(name: str) -> bytes | None:
    """What was kept under a name; None if there is nothing whole."""
    where = _place(name)
    if where is None:
        return None
    try:
        data = where.read_bytes()
    except OSError:
        return None
    begin = len(_MAGIC) + _DIGEST
    content = data[begin:]
    if data[: len(_MAGIC)] != _MAGIC or data[len(_MAGIC) : begin] != _digest(content):
        return None
    with contextlib.suppress(OSError):
        os.utime(where)
    return content


def save(name: str, content: bytes) -> None:
    """Keeps bytes under a name; a folder that cannot be written to keeps nothing."""
    global _added
    where = _place(name)
    if where is None:
        return
    temporary = None
    try:
        where.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        number, temporary = tempfile.mkstemp(dir=where.parent, prefix=".")
        with os.fdopen(number, "wb") as file:
            file.write(_MAGIC + _digest(content) + content)
        os.replace(temporary, where)
    except OSError:
        if temporary is not None:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        return
    _added += 1
    if (_added - 1) % LOOKED_THROUGH == 0:
        _make_room(where.parent.parent)


def _make_room(root: Path) -> None:
    """Deletes what was not used for longest, until three quarters of the bytes are left, if there are too many."""
    files = []
    for path in root.glob("*/*"):
        with contextlib.suppress(OSError):
            about = path.stat()
            files.append((about.st_mtime, about.st_size, path))
    total = sum(size for _, size, _ in files)
    if total <= MOST_BYTES:
        return
    for _, size, path in sorted(files):
        if total <= MOST_BYTES * 3 // 4:
            break
        with contextlib.suppress(OSError):
            path.unlink()
        total -= size


def _place(name: str) -> Path | None:
    root = folder()
    return None if root is None else root / name[:2] / name[2:]


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=_DIGEST).digest()
