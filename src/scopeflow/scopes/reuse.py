"""The one decision table for reuse: what a scope's reuse is, and what get_variable does under it.

Two questions, both answered here and nowhere else:

1. A scope is entered: what is its reuse?  (`checked`, `on_entering`)

   | asked for            | reuse of what it builds on | result       |
   |----------------------|----------------------------|--------------|
   | nothing, or False    | any                        | inherited    |
   | True                 | any                        | True         |
   | AUTO_REUSE           | any                        | AUTO_REUSE   |

   What it builds on is the surrounding scope for a scope opened by name, and the scope object itself
   (not its surroundings) for one that is re-entered.

2. A name is asked for: share, create or refuse?  (`decide`)

   | reuse                | the name is in the store   | it is not    |
   |----------------------|----------------------------|--------------|
   | False                | refuse: already exists     | create       |
   | True                 | share                      | refuse: does not exist |
   | AUTO_REUSE, or None  | share                      | create       |

   None reaches this table only through a VariableScope made by hand or a custom getter that leaves
   `reuse` out; the root scope's reuse is False.
"""

from __future__ import annotations

import enum
from typing import Any


class _ReuseMode(enum.Enum):
    """Modes of reuse beyond True and False."""

    AUTO_REUSE = 1


AUTO_REUSE = _ReuseMode.AUTO_REUSE


class Decision(enum.Enum):
    """What happens to a wish for a variable."""

    SHARE = "share"
    CREATE = "create"
    REFUSE_EXISTING = "already exists"
    REFUSE_MISSING = "does not exist"


def checked(reuse: Any) -> Any:
    """The `reuse` argument of a scope, with False read as "nothing asked for".

    Raises:
      ValueError: if it is none of True, False, None and AUTO_REUSE.
    """
    if reuse is False or reuse is None:
        return None
    if reuse is True or reuse is AUTO_REUSE:
        return reuse
    raise ValueError(
        "The reuse parameter must be True or False or None. "
        f"tf.AUTO_REUSE is allowed too; this is {reuse!r} of type {type(reuse).__name__}."
    )


def on_entering(asked: Any, base: Any) -> Any:
    """The reuse of a scope that is being entered.

    Args:
      asked: what `checked` returned.
      base: the reuse of the surrounding scope, or of the scope object that is re-entered.
    """
    return asked or base


def decide(reuse: Any, exists: bool) -> Decision:
    """What `get_variable` does, by the second table."""
    if exists:
        return Decision.REFUSE_EXISTING if reuse is False else Decision.SHARE
    return Decision.REFUSE_MISSING if reuse is True else Decision.CREATE
