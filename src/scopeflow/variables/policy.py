"""How a variable behaves when there are several copies of it: two enums, and the rules for using them."""

from __future__ import annotations

import enum
from typing import Any


class VariableSynchronization(enum.Enum):
    """When the copies of a variable on several devices are brought together.

    AUTO lets the library choose, NONE means that there is one copy, ON_WRITE that copies are brought
    together at each assignment, ON_READ when the variable is read or saved.
    """

    AUTO = 0
    NONE = 1
    ON_WRITE = 2
    ON_READ = 3


class VariableAggregation(enum.Enum):
    """How the copies of a variable are brought together: by sum, by mean, or by taking the first."""

    NONE = 0
    SUM = 1
    MEAN = 2
    ONLY_FIRST_REPLICA = 3
    ONLY_FIRST_TOWER = ONLY_FIRST_REPLICA  # the older name


def checked_policy(
    synchronization: Any, aggregation: Any, trainable: Any, name: Any
) -> tuple[VariableSynchronization, VariableAggregation, Any]:
    """The policy of a new variable, with what is left open filled in.

    Args:
      synchronization: a VariableSynchronization, or None for AUTO.
      aggregation: a VariableAggregation, or None for NONE.
      trainable: whether optimizers change the variable; None leaves it to `synchronization`.
      name: the variable's name, for messages.

    Raises:
      ValueError: if one of them is of another kind, or a variable read together is to be trainable.
    """
    if aggregation is None:
        aggregation = VariableAggregation.NONE
    elif not isinstance(aggregation, VariableAggregation):
        raise ValueError(
            f"Invalid variable aggregation mode: {aggregation} for variable: {name}. "
            "Give a member of tf.VariableAggregation."
        )
    if synchronization is None:
        synchronization = VariableSynchronization.AUTO
    elif not isinstance(synchronization, VariableSynchronization):
        raise ValueError(
            f"Invalid variable synchronization mode: {synchronization} for variable: {name}. "
            "Give a member of tf.VariableSynchronization."
        )
    if trainable is None:
        trainable = synchronization is not VariableSynchronization.ON_READ
    return synchronization, aggregation, trainable
