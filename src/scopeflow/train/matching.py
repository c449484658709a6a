"""Names of files, found once: match_filenames_once."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.keys import GraphKeys
from scopeflow.ops.parsing.files import matching_files
from scopeflow.ops.scoping import name_scope
from scopeflow.variables.variable import Variable


def match_filenames_once(pattern: Any, name: str | None = None) -> Variable:
    """The files whose names match patterns, kept in a local variable from its initialization on.

    Args:
      pattern: a pattern or a vector of patterns; see `tf.io.matching_files`.
      name: the wish for the variable's name.

    Returns:
      A string variable that `tf.local_variables_initializer()` initializes.
    """
    with name_scope(name, "matching_filenames", [pattern]) as scope:
        return Variable(
            name=scope,
            initial_value=matching_files(pattern),
            trainable=False,
            validate_shape=False,
            collections=[GraphKeys.LOCAL_VARIABLES],
            use_resource=False,
        )
