"""Names with a scope cut off, and put under another: what moves between graphs is renamed so."""

from __future__ import annotations

import re


def cut_scope(name: str, scope: str | None) -> str:
    """`name` without the scope at its start; a "^" or "loc:@" before it stays.

    >>> cut_scope("^a/b/c", "a/b"), cut_scope("loc:@a/x", "a"), cut_scope("ab/x", "a")
    ('^c', 'loc:@x', 'ab/x')
    """
    if not scope:
        return name
    return re.sub(rf"^(\^|loc:@)?{re.escape(scope.removesuffix('/'))}/+", r"\1", name)


def put_under(name: str, scope: str | None) -> str:
    """`name` below a scope; a "^" or "loc:@" stays at its start.

    >>> put_under("^c", "a/b"), put_under("loc:@x", "a"), put_under("x", None)
    ('^a/b/c', 'loc:@a/x', 'x')
    """
    if not scope:
        return name
    mark = next((mark for mark in ("^", "loc:@") if name.startswith(mark)), "")
    return f"{mark}{scope.removesuffix('/')}/{name[len(mark) :]}"
