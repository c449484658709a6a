"""tf.layers.Layer: an object that makes its variables when it is first called, and shares them ever after."""

from __future__ import annotations

import functools
import inspect
from typing import Any

import numpy as np

from scopeflow.errors import OperatorNotAllowedInGraphError
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.keys import GraphKeys
from scopeflow.layers import naming
from scopeflow.layers.input_spec import check_inputs
from scopeflow.layers.losses import Collecting, add_new
from scopeflow.layers.weights import Weighted
from scopeflow.ops.arrays.shaping import shape as shape_of
from scopeflow.ops.math.casting import cast
from scopeflow.ops.nesting import leaves, map_leaves
from scopeflow.ops.scoping import name_scope
from scopeflow.scopes.getting import get_variable
from scopeflow.scopes.module import Module
from scopeflow.scopes.scope import VariableScope
from scopeflow.scopes.variable_scope import variable_scope
from scopeflow.variables.initializers import Zeros
from scopeflow.variables.partitioned import PartitionedVariable
from scopeflow.variables.policy import VariableAggregation, VariableSynchronization
from scopeflow.variables.queries import global_variables, trainable_variables
from scopeflow.variables.scaling import GlorotUniform

_OWN_ARGUMENTS = {"self", "trainable", "name", "dtype"}


class Layer(Weighted, Collecting, Module):
    """The base class of layers.

    A subclass overrides `build`, which makes variables with `add_weight`, and `call`, which makes operations.  The first
    call of the object opens a variable scope for it; later calls share the variables made in it.

    Args:
      trainable: whether its variables are to be trained.
      name: its name, which is that of its scope too; by default the class's name in snake case, counted.
      dtype: the dtype of its variables; that of the first input if None.
      _scope: the variable scope (or its name) to live in, instead of a new one.
      _reuse: whether to share variables that exist, as `reuse` of `tf.variable_scope`.
      activity_regularizer: a function that makes a loss of each output.

    Raises:
      TypeError: for an argument that no layer takes.

    ```python
    >>> import scopeflow as tf
    >>> class Dense(tf.layers.Layer):
    ...     def build(self, input_shape):
    ...         self.kernel = self.add_weight("kernel", [input_shape[-1], 2])
    ...     def call(self, inputs):
    ...         return tf.matmul(inputs, self.kernel)
    >>> with tf.Graph().as_default():
    ...     dense = Dense()
    ...     y, z = dense(tf.ones([1, 3])), dense(tf.ones([1, 3]))
    ...     print(y.name, z.name, [v.name for v in dense.variables])
    dense/MatMul:0 dense/MatMul_1:0 ['dense/kernel:0']

    ```
    """

    def __init__(
        self, trainable: bool = True, name: Any = None, dtype: Any = None, **kwargs: Any
    ) -> None:
        scope = kwargs.pop("_scope", None)
        reuse = kwargs.pop("_reuse", None)
        self._activity_regularizer = kwargs.pop("activity_regularizer", None)
        for unknown in kwargs:
            raise TypeError("Keyword argument not understood:", unknown)
        Weighted.__init__(self)
        Collecting.__init__(self)
        self._trainable = trainable
        self._dtype: str | None = None if dtype is None else dtypes.as_dtype(dtype).name
        self.stateful = False
        self.supports_masking = False
        self.input_spec: Any = None
        self._init_set_name(name)
        self._reuse = reuse
        self._use_resource_variables = False
        self._call_takes_scope = "scope" in inspect.signature(self.call).parameters
        # the scope that its variables live in, and the one that is entered now
        self._scope: VariableScope | None = None
        self._current_scope: VariableScope | None = None
        self._always_reuse_variable_scope: variable_scope | None = None
        if scope:
            with variable_scope(scope) as captured:
                self._scope = captured

    def _init_set_name(self, name: Any) -> None:
        self._name: Any
        self._base_name: str
        if isinstance(name, VariableScope):
            self._name, self._base_name = name, name.name
        elif name:
            self._name = self._base_name = name
        else:
            self._base_name = naming.snake_case(type(self).__name__)
            self._name = naming.unique_name(self._base_name)

    # -- what it is ------------------------------------------------------------------------------

    @property
    def name(self) -> Any:
        """The layer's name, unique in the graph unless it was given."""
        return self._name

    @property
    def dtype(self) -> Any:
        """The name of the dtype of its variables; None if that is not known yet."""
        return self._dtype

    @property
    def dynamic(self) -> bool:
        """False: layers build graphs."""
        return False

    @property
    def activity_regularizer(self) -> Any:
        """The function that makes a loss of each output."""
        return self._activity_regularizer

    @property
    def scope_name(self) -> str:
        """The name of the variable scope that it lives in.

        Raises:
          ValueError: before the first call.
        """
        if self._scope is None:
            raise ValueError(
                f'No name available for layer scope because the layer "{self._name}" has not been used yet. The scope '
                "name  is determined the first time the layer instance is called. You must therefore call the layer "
                "before querying `scope_name`."
            )
        return self._scope.name

    def get_config(self) -> dict[str, Any]:
        """The arguments that make a layer like this one.

        Raises:
          NotImplementedError: if the class takes arguments of its own and does not override this.
        """
        if set(inspect.getfullargspec(type(self).__init__).args) - _OWN_ARGUMENTS:
            raise NotImplementedError(
                "Layers with arguments in `__init__` must override `get_config`."
            )
        return self._base_config()

    def _base_config(self) -> dict[str, Any]:
        return {"name": self.name, "trainable": self.trainable, "dtype": self.dtype}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Any:
        """A layer made of what `get_config` gave."""
        return cls(**config)

    # -- what subclasses override ----------------------------------------------------------------

    def build(self, input_shape: Any) -> None:
        """Makes the variables; called once, before the first `call`.

        Args:
          input_shape: the TensorShape of the inputs, in their structure.
        """
        self.built = True

    def call(self, inputs: Any, **kwargs: Any) -> Any:
        """Makes the operations; the inputs themselves unless overridden."""
        return inputs

    # -- scopes ----------------------------------------------------------------------------------

    def _set_scope(self, scope: Any = None) -> None:
        """Opens the variable scope to live in, at the first call or variable."""
        if self._scope is not None:
            return
        if self._reuse:
            opened = variable_scope(self._base_name if scope is None else scope)
        else:
            opened = variable_scope(scope, default_name=self._base_name)
        with opened as captured:
            self._scope = captured

    def _name_scope(self) -> str:
        """The name scope of what it builds: the one that its variable scope opened."""
        assert self._current_scope is not None
        return self._current_scope.original_name_scope

    def _entered_scope(self) -> variable_scope:
        if not self.built:
            return variable_scope(self._scope, reuse=self._reuse, auxiliary_name_scope=False)
        if self._always_reuse_variable_scope is None:
            self._always_reuse_variable_scope = variable_scope(
                self._scope, reuse=True, auxiliary_name_scope=False
            )
        return self._always_reuse_variable_scope

    # -- calling ---------------------------------------------------------------------------------

    def apply(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """Calls the layer."""
        return self(inputs, *args, **kwargs)

    def __call__(self, inputs: Any, *args: Any, **kwargs: Any) -> Any:
        """Makes the layer's operations on `inputs`, and before that its variables if there are none yet.

        Args:
          inputs: a tensor, or tensors in a structure.
          *args, **kwargs: what `call` takes; `scope`, in the first call, is the variable scope to live in.

        Raises:
          ValueError: if the inputs do not fit `input_spec`, or `call` returns None.
        """
        scope = kwargs.pop("scope", None)
        self._set_scope(scope)
        with self._entered_scope() as entered:
            self._current_scope = entered
            if self._call_takes_scope:
                kwargs["scope"] = entered
            outputs = self._build_and_call(inputs, args, kwargs)
        add_new(GraphKeys.UPDATE_OPS, self.updates)
        return outputs

    def _build_and_call(self, inputs: Any, args: Any, kwargs: Any) -> Any:
        if any(isinstance(value, (np.ndarray, float, int)) for value in leaves(inputs)):
            inputs = map_leaves(_as_tensor, inputs)
        check_inputs(self.input_spec, inputs, self.name)
        with name_scope(self._name_scope()):
            outer, self._call_inputs = self._call_inputs, inputs
            try:
                self._maybe_build(inputs)
                outputs = self.call(inputs, *args, **kwargs)
            except OperatorNotAllowedInGraphError as error:
                raise TypeError(
                    "You are attempting to use Python control flow in a layer that was not declared to be dynamic. "
                    f"Pass `dynamic=True` to the class constructor.\nEncountered error:\n{error}"
                ) from error
            finally:
                self._call_inputs = outer
            if outputs is None:
                raise ValueError(
                    "A layer's `call` method should return a Tensor or a list of Tensors, not None "
                    f"(layer: {self.name})."
                )
            self._regularize_activity(inputs, outputs)
        return outputs

    def _maybe_build(self, inputs: Any) -> None:
        if self.built:
            return
        check_inputs(self.input_spec, inputs, self.name)
        values = leaves(inputs)
        if values and self._dtype is None and hasattr(values[0], "dtype"):
            self._dtype = values[0].dtype.base_dtype.name
        shapes = None
        if all(hasattr(value, "shape") for value in values):
            shapes = map_leaves(lambda value: value.shape, inputs)
        self.build(shapes)
        self.built = True

    def _regularize_activity(self, inputs: Any, outputs: Any) -> None:
        if not self._activity_regularizer:
            return
        with name_scope("ActivityRegularizer"):
            for output in leaves(outputs):
                loss = self._activity_regularizer(output)
                rows = cast(shape_of(output)[0], loss.dtype)
                self.add_loss(loss / rows, inputs=inputs)

    # -- variables -------------------------------------------------------------------------------

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
        existing = {id(variable) for variable in global_variables()}
        dtype = dtypes.as_dtype(dtype or self.dtype or dtypes.float32)
        self._set_scope(None)
        shares = self.built or self._reuse
        with variable_scope(self._scope, reuse=shares, auxiliary_name_scope=False) as scope:
            self._current_scope = scope
            with name_scope(self._name_scope()):
                variable = get_variable(
                    name,
                    shape=() if shape is None else shape,
                    dtype=dtype,
                    initializer=initializer
                    or scope.initializer
                    or self._default_initializer(name, dtype),
                    trainable=trainable,
                    constraint=constraint,
                    partitioner=partitioner,
                    use_resource=use_resource or self._use_resource_variables or scope.use_resource,
                    synchronization=synchronization,
                    aggregation=aggregation,
                )
                parts = list(variable) if isinstance(variable, PartitionedVariable) else [variable]
                if regularizer and not any(id(part) in existing for part in parts):
                    for part in parts:
                        self.add_loss(functools.partial(_regularized, name, regularizer, part))
        # a custom getter may have made it otherwise than it was asked to
        trained = {id(other) for other in trainable_variables()} if trainable else set()
        if id(parts[0]) in trained:
            self._trainable_weights.append(variable)
        else:
            self._non_trainable_weights.append(variable)
        return variable

    def _default_initializer(self, name: str, dtype: Any) -> Any:
        if dtype.is_floating:
            return GlorotUniform()
        if dtype.is_integer or dtype.is_bool:
            return Zeros()
        raise ValueError(
            f"An initializer for variable {name} of type {dtype} is required for layer {self.name}. "
            "Only float, integer and bool variables have a default one; pass initializer=."
        )


def _regularized(name: str, regularizer: Any, variable: Any) -> Any:
    with name_scope(name + "/Regularizer"):
        return regularizer(variable)


def _as_tensor(value: Any) -> Any:
    return convert_to_tensor(value) if isinstance(value, (np.ndarray, float, int)) else value
