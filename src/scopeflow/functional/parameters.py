"""Dicts of parameters by name, parted by scope."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any


def split_params(params: Mapping[str, Any], *scopes: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Parts a dict of parameters: those in some scopes, and the others. `{**chosen, **others}` is the whole again.

    Args:
      params: values by variable name, as `tf.to_jax` and `tf.transform` give them.
      *scopes: names of variables, or of scopes, which stand for all that is in them; "D" means `D` and `D/...` and never
        `D_pre/...`. `*` is any text within a part of a name, `**` any text.

    Returns:
      `(chosen, others)`.

    Raises:
      ValueError: if one of `scopes` is no name's.

    ```python
    >>> import scopeflow as tf
    >>> tf.split_params({"D/w": 1, "D_pre/w": 2, "G/w": 3}, "D")
    ({'D/w': 1}, {'D_pre/w': 2, 'G/w': 3})

    ```
    """
    chosen: set[str] = set()
    for scope in scopes:
        pattern = re.compile(_pattern(scope.rstrip("/")) + "(/.*)?", re.DOTALL)
        found = {name for name in params if pattern.fullmatch(name)}
        if not found:
            raise ValueError(f"No variable is in {scope!r}. There are {sorted(params)}")
        chosen |= found
    return (
        {name: value for name, value in params.items() if name in chosen},
        {name: value for name, value in params.items() if name not in chosen},
    )


def _pattern(glob: str) -> str:
    pieces = {"**": ".*", "*": "[^/]*", "?": "[^/]"}
    return "".join(pieces.get(part, re.escape(part)) for part in re.split(r"(\*\*|\*|\?)", glob))
