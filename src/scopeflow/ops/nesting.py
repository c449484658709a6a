"""How the library itself takes structures apart and puts them together: `tf.nest` in fewer words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow.ops.nest import assert_same_structure as assert_same_structure
from scopeflow.ops.nest import flatten as leaves
from scopeflow.ops.nest import is_nested as is_nested
from scopeflow.ops.nest import rebuild as rebuild


def map_leaves(function: Callable[[Any], Any], structure: Any, composites: bool = False) -> Any:
    """The same structure around `function` of each leaf; `composites` opens what several tensors make up too."""
    made = [function(leaf) for leaf in leaves(structure, composites)]
    return rebuild(structure, iter(made), composites)
