"""How a layer makes its variables: `add_weight`."""

from __future__ import annotations

import functools
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.shapes import as_shape
from scopeflow.layers import lookups
from scopeflow.layers.state import layer_state
from scopeflow.layers.weights import parts_of
from scopeflow.ops.scoping import name_scope
from scopeflow.scopes.getting import get_variable
from scopeflow.scopes.scope import VariableScope
from scopeflow.scopes.variable_scope import variable_scope
from scopeflow.variables.creation import create_variable
from scopeflow.variables.initializers import Zeros
from scopeflow.variables.policy import VariableAggregation, VariableSynchronization
from scopeflow.variables.queries import global_variables, trainable_variables
from scopeflow.variables.scaling import GlorotUniform


class Adding:
    """The part of a layer that makes variables in its scope."""

    name: Any
    dtype: Any
    _dtype: str | None
    built: bool
    trainable: bool
    _scope: VariableScope | None
    _current_scope: VariableScope | None
    _reuse: Any
    _keras_style: bool
    _use_resource_variables: bool
    _trainable_weights: list[Any]
    _non_trainable_weights: list[Any]
    _weights_by_name: dict[str, Any]

    def add_variable(self, *args: Any, **kwargs: Any) -> Any:
        """The older name of `add_weight`."""
        return self.add_weight(*args, **kwargs)

    def add_weight(
        self,
        name: str,
        shape: Any,
        dtype: Any = None,
        initializer: Any = None,
        regularizer: Any = None,
        trainable: bool | None = None,
        constraint: Any = None,
        use_resource: bool | None = None,
        synchronization: Any = VariableSynchronization.AUTO,
        aggregation: Any = VariableAggregation.NONE,
        partitioner: Any = None,
        **kwargs: Any,
    ) -> Any:
        """A variable of the layer's scope, made or shared as `tf.get_variable` does.

        Args: as of `tf.get_variable`; the dtype is the layer's by default, and the initializer the scope's.
          `regularizer` makes a loss of the layer.

        Returns:
          The variable; a PartitionedVariable if a partitioner stands in the scope or is given.

        Raises:
          TypeError: for an unknown argument.
          ValueError: if the dtype has no default initializer, or a variable that is brought together on reading is to be
            trained; and as `tf.get_variable`.
        """
        for unknown in kwargs:
            if unknown != "experimental_autocast":
                raise TypeError("Unknown keyword argument:", unknown)
        if synchronization is VariableSynchronization.ON_READ:
            if trainable:
                raise ValueError(
                    "Synchronization value can be set to VariableSynchronization.ON_READ only for non-trainable "
                    "variables. You have specified trainable=True and synchronization=VariableSynchronization.ON_READ."
                )
            trainable = False
        elif trainable is None:
            trainable = True
        trainable = bool(trainable and self.trainable)
        # what a layer may find made already; there can be thousands, and few weights have a regularizer
        existing = {id(variable) for variable in global_variables()} if regularizer else set()
        dtype = dtypes.as_dtype(dtype or self.dtype or dtypes.float32)
        if self._dtype is None:
            self._dtype = dtype.base_dtype.name
        if self._keras_style:
            variable = self._by_name_scope(
                name,
                shape,
                dtype,
                initializer,
                regularizer,
                trainable=trainable,
                constraint=lookups.constraint(constraint),
                use_resource=True if use_resource is None else use_resource,
                synchronization=synchronization,
                aggregation=aggregation,
            )
            self._note(name, variable, trainable)
            return variable
        self._set_scope(None)
        shares = self.built or self._reuse
        with variable_scope(self._scope, reuse=shares, auxiliary_name_scope=False) as scope:
            self._current_scope = scope
            with name_scope(self._name_scope()):
                variable = get_variable(
                    name,
                    shape=() if shape is None else shape,
                    dtype=dtype,
                    initializer=lookups.initializer(initializer)
                    or scope.initializer
                    or self._default_initializer(name, dtype),
                    trainable=trainable,
                    constraint=lookups.constraint(constraint),
                    partitioner=partitioner,
                    use_resource=use_resource or self._use_resource_variables or scope.use_resource,
                    synchronization=synchronization,
                    aggregation=aggregation,
                )
                parts = list(parts_of(variable))
                if regularizer and not any(id(part) in existing for part in parts):
                    for part in parts:
                        self.add_loss(functools.partial(_regularized, name, regularizer, part))
        # a custom getter may have made it otherwise than it was asked to; parts are not found, as in TensorFlow
        kept = trainable and any(variable is other for other in reversed(trainable_variables()))
        self._note(name, variable, kept)
        return variable

    def _note(self, name: str, variable: Any, trained: bool) -> None:
        layer_state().unready += parts_of(variable)
        if trained:
            self._trainable_weights.append(variable)
        else:
            self._non_trainable_weights.append(variable)
        self._weights_by_name[name] = variable

    def _by_name_scope(
        self, name: str, shape: Any, dtype: Any, initializer: Any, regularizer: Any, **more: Any
    ) -> Any:
        """A variable that is named by the name scopes around it, and shared with nobody."""
        sizes = tuple(as_shape(() if shape is None else shape).as_list())
        initializer = lookups.initializer(initializer)
        if initializer is None:
            initializer = self._default_initializer(name, dtype)
        initial = functools.partial(initializer, sizes, dtype=dtype)
        variable = create_variable(initial_value=initial, name=name, dtype=dtype, **more)
        regularizer = lookups.regularizer(regularizer)
        if regularizer is not None:
            place = variable.name.split(":")[0]
            self.add_loss(functools.partial(_regularized, place, regularizer, variable))
        return variable

    def _set_scope(self, scope: Any = None) -> None:
        raise NotImplementedError

    def _name_scope(self) -> str:
        raise NotImplementedError

    def add_loss(self, losses: Any, inputs: Any = None) -> None:
        """Notes losses of this layer."""
        raise NotImplementedError

    def _default_initializer(self, name: str, dtype: Any) -> Any:
        if dtype.is_floating:
            return GlorotUniform()
        if dtype.is_integer or dtype.is_bool:
            return Zeros()
        raise ValueError(
            f"An initializer for variable {name} of type {dtype.base_dtype!s} is required for layer {self.name}. "
            "Only float, integer and bool variables have a default one; pass initializer=."
        )


def _regularized(name: str, regularizer: Any, variable: Any) -> Any:
    with name_scope(name + "/Regularizer"):
        return regularizer(variable)
