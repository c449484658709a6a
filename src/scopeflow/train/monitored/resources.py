"""Resources with an initializer of their own, which collections hold beside variables: made, and asked whether they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.graph import dtypes
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.joining import stack
from scopeflow.ops.control.grouping import group, no_op
from scopeflow.ops.math.logical import logical_not
from scopeflow.ops.scoping import name_scope


def shared_resources() -> list[Any]:
    """What the collection `GraphKeys.RESOURCES` holds: objects with `handle`, `create` and `is_initialized`."""
    return get_default_graph().get_collection(GraphKeys.RESOURCES)


def local_resources() -> list[Any]:
    """The same of the collection `GraphKeys.LOCAL_RESOURCES`."""
    return get_default_graph().get_collection(GraphKeys.LOCAL_RESOURCES)


def initialize_resources(resources: Sequence[Any], name: str = "init") -> Operation:
    """An operation that makes resources; one that does nothing if there are none.

    Args:
      resources: the resources.
      name: the wish for its name.
    """
    if resources:
        return group(*[resource.create for resource in resources], name=name)
    return no_op(name=name)


def report_uninitialized_resources(
    resources: Sequence[Any] | None = None, name: str = "report_uninitialized_resources"
) -> Tensor:
    """A string vector of the names of the resources that are not made.

    Args:
      resources: the resources; by default the shared and the local ones.
      name: the wish for the name scope.
    """
    if resources is None:
        resources = shared_resources() + local_resources()
    with name_scope(name), get_default_graph().device("/CPU:0"):
        if not resources:
            return constant(np.array([], dtype=object), dtypes.string)
        from scopeflow.ops.arrays.masking import boolean_mask

        missing = logical_not(stack([resource.is_initialized for resource in resources]))
        names = constant([resource.handle.name for resource in resources])
        return boolean_mask(names, missing)
