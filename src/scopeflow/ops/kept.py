"""What a node stands for in its session: tables, queues, readers, kept between runs by container and name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def kept_by_session(ctx: Any, what: str, make: Callable[[], Any], by_node: bool = False) -> Any:
    """The object of the running node, made at its first use.

    Nodes with the same `container` and `shared_name` stand for one object; without a shared name each node has its own.

    Args:
      ctx: the run's context.
      what: the kind of object; names of different kinds do not meet.
      make: makes the object.
      by_node: whether the node's name takes the place of a missing shared name, and is shared like one.
    """
    attrs = ctx.op._attrs
    name = attrs["shared_name"] or (ctx.op.name if by_node else "")
    key = (what, attrs["container"], name) if name else (f"{what} of a node", ctx.op.name)
    return ctx.resources.find_or_make(key, make)
