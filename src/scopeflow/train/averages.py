"""`tf.train.ExponentialMovingAverage`: variables that follow others slowly."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.contexts import add_to_collection, colocate_with, init_scope
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.dtypes import bfloat16, float16, float32, float64
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.operation import Operation
from scopeflow.ops.control.grouping import group
from scopeflow.ops.math.arithmetic import minimum
from scopeflow.ops.math.arithmetic import pow as power_of
from scopeflow.ops.math.casting import cast
from scopeflow.ops.scoping import name_scope
from scopeflow.scopes.getting import get_variable
from scopeflow.scopes.variable_scope import variable_scope
from scopeflow.train.optimizers import slots
from scopeflow.variables.assigning import assign, assign_add, assign_sub
from scopeflow.variables.initializers import Zeros
from scopeflow.variables.loading import initialized_value
from scopeflow.variables.queries import (
    global_variables,
    moving_average_variables,
    trainable_variables,
)
from scopeflow.variables.variable import Variable


class ExponentialMovingAverage:
    """Keeps a shadow of each variable: `shadow = decay * shadow + (1 - decay) * variable`.

    Args:
      decay: a float: how much of the shadow stays in each update.
      num_updates: a number of updates, a variable mostly; the decay is then at most
        `(1 + num_updates) / (10 + num_updates)`, so that shadows follow faster at first.
      zero_debias: whether shadows of tensors, which begin at zero, are corrected for that.
      name: the name of the updates, and of the shadows: `<variable>/<name>`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     v = tf.Variable(0.0, name="v")
    ...     averages = tf.train.ExponentialMovingAverage(0.75)
    ...     update = averages.apply([v])
    ...     sess.run(tf.global_variables_initializer())
    ...     v.load(4.0, sess)
    ...     sess.run(update)
    ...     print(averages.average_name(v), sess.run(averages.average(v)))
    v/ExponentialMovingAverage 1.0

    ```
    """

    def __init__(
        self,
        decay: Any,
        num_updates: Any = None,
        zero_debias: bool = False,
        name: str = "ExponentialMovingAverage",
    ) -> None:
        self._decay = decay
        self._num_updates = num_updates
        self._zero_debias = zero_debias
        self._name = name
        self._averages: dict[Any, Any] = {}

    @property
    def name(self) -> str:
        """The name of this object."""
        return self._name

    def apply(self, var_list: Any = None) -> Operation:
        """Makes the shadows that are missing, and a node that updates all of them.

        Args:
          var_list: a list of variables and tensors of floats; by default `tf.trainable_variables()`. Variables are
            added to the collection `GraphKeys.MOVING_AVERAGE_VARIABLES`.

        Raises:
          TypeError: if one is not of floats.
        """
        followed = trainable_variables() if var_list is None else var_list
        corrected = set()
        for source in followed:
            if source.dtype.base_dtype not in (bfloat16, float16, float32, float64):
                raise TypeError(f"The variables must be half, float, or double: {source.name}")
            if source not in self._averages:
                with init_scope():
                    shadow = self._averages[source] = self._shadow(source)
                if self._zero_debias and not isinstance(source, Variable):
                    corrected.add(shadow)
        with name_scope(self.name) as scope:
            decay = convert_to_tensor(self._decay, name="decay")
            if self._num_updates is not None:
                count = cast(self._num_updates, float32, name="num_updates")
                decay = minimum(decay, (1.0 + count) / (10.0 + count))
            updates = []
            for source in followed:
                shadow = self._averages[source]
                updates.append(assign_moving_average(shadow, source, decay, shadow in corrected))
            return group(*updates, name=scope)

    def _shadow(self, source: Any) -> Any:
        if isinstance(source, Variable):
            shadow = slots.create_slot(source, initialized_value(source), self.name)
            add_to_collection(GraphKeys.MOVING_AVERAGE_VARIABLES, source)
            return shadow
        beside = source.op.definition.variable is not None
        return slots.create_zeros_slot(source, self.name, colocate_with_primary=beside)

    def average(self, var: Any) -> Any:
        """The shadow of a variable or tensor, or None.

        Args:
          var: what `apply` was given.
        """
        return self._averages.get(var)

    def average_name(self, var: Any) -> str:
        """The name of the shadow of `var` in a checkpoint, whether it is made already or not.

        Args:
          var: a variable or tensor.
        """
        if var in self._averages:
            return self._averages[var].op.name
        return get_default_graph().unique_name(f"{var.op.name}/{self.name}", mark_as_used=False)

    def variables_to_restore(self, moving_avg_variables: Any = None) -> dict[str, Any]:
        """What to give a Saver so that variables are restored from their shadows.

        Args:
          moving_avg_variables: the variables to restore from shadows; by default those that are trainable or in
            the collection `GraphKeys.MOVING_AVERAGE_VARIABLES`.

        Returns:
          {name in the checkpoint: variable} with all global variables.
        """
        if moving_avg_variables is None:
            moving_avg_variables = trainable_variables() + moving_average_variables()
        moving = set(moving_avg_variables)
        found = {self.average_name(variable): variable for variable in moving}
        others = [v for v in global_variables() if v not in moving]
        for variable in sorted(others, key=lambda v: v.op.name):
            found.setdefault(variable.op.name, variable)
        return found


def assign_moving_average(
    variable: Any, value: Any, decay: Any, zero_debias: bool = True, name: str | None = None
) -> Any:
    """A node that moves a variable towards a value by the share `1 - decay`.

    Args:
      variable: a variable of floats.
      value: a tensor of its shape.
      decay: a float scalar: how much of the variable stays.
      zero_debias: whether the variable began at zero and is to be corrected for that.
      name: a name for the scope and the node.
    """
    with name_scope(name, "AssignMovingAvg", [variable, value, decay]) as scope:
        share = convert_to_tensor(1.0 - decay, name="decay")
        if share.dtype is not variable.dtype.base_dtype:
            share = cast(share, variable.dtype.base_dtype)
        if zero_debias:
            return assign(variable, _corrected(variable, value, share), name=scope)
        return assign_sub(variable, (variable - value) * share, name=scope)


def _corrected(variable: Any, value: Any, share: Any) -> Any:
    """What an average that began at zero would be had it begun at the first value."""
    with variable_scope(variable.op.name), colocate_with(variable.op):
        like = variable.dtype.base_dtype
        biased = get_variable("biased", variable.shape, like, initializer=Zeros(), trainable=False)
        count = get_variable("local_step", [], like, initializer=Zeros(), trainable=False)
    moved = assign_sub(biased, (biased - value) * share)
    counted = assign_add(count, 1)
    return moved / (1 - power_of(1.0 - share, counted))
