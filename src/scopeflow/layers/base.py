"""tf.layers.Layer: an object that makes its variables when it is first called, and shares them ever after."""

from __future__ import annotations

import copy
import inspect
from typing import Any

import numpy as np

from scopeflow.errors import OperatorNotAllowedInGraphError
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.core import Graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.operation import Operation
from scopeflow.graph.provenance import SWITCH
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.tensor_spec import TensorSpec
from scopeflow.layers import naming, style
from scopeflow.layers.adding import Adding
from scopeflow.layers.calling import CallSignature, call_of
from scopeflow.layers.connections import Connected
from scopeflow.layers.input_spec import check_inputs, check_spec
from scopeflow.layers.losses import Collecting, add_new
from scopeflow.layers.weights import Weighted
from scopeflow.ops.arrays.shaping import shape as shape_of
from scopeflow.ops.math.casting import cast
from scopeflow.ops.nesting import leaves, map_leaves
from scopeflow.ops.scoping import name_scope
from scopeflow.scopes.module import Module
from scopeflow.scopes.scope import VariableScope
from scopeflow.scopes.state import note_again
from scopeflow.scopes.variable_scope import variable_scope

_OWN_ARGUMENTS = {"self", "trainable", "name", "dtype"}
# What Keras's layers may be told besides, and what is kept of it here.
_MORE_ARGUMENTS = (
    "input_shape",
    "batch_input_shape",
    "batch_size",
    "weights",
    "autocast",
    "dynamic",
)
# What copies of a layer share with it.
_SHARED = {"_scope", "_always_reuse_variable_scope"}


class Layer(Weighted, Collecting, Connected, Adding, Module):
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
      weights: arrays to be given to the variables when they are made.

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
        for given in kwargs:
            if given not in _MORE_ARGUMENTS:
                raise TypeError("Keyword argument not understood:", given)
        self._initial_weights = kwargs.get("weights")
        self._dynamic = bool(kwargs.get("dynamic", False))
        self._note_input_shape(kwargs)
        Weighted.__init__(self)
        Collecting.__init__(self)
        self._trainable = trainable
        self._dtype: str | None = None if dtype is None else dtypes.as_dtype(dtype).name
        self.stateful = False
        self.supports_masking = False
        self._input_spec: Any = None
        self._init_set_name(name)
        self._reuse = reuse
        self._use_resource_variables = False
        self._call_signature = CallSignature(self.call)
        # the scope that its variables live in, and the one that is entered now
        self._scope: VariableScope | None = None
        self._current_scope: VariableScope | None = None
        self._always_reuse_variable_scope: variable_scope | None = None
        self._keras_style = style.keras_style_wanted()
        if self._keras_style:
            style.refuse("scope", scope)
            style.refuse("reuse", reuse)
        if scope:
            with variable_scope(scope) as captured:
                self._scope = captured

    def _init_set_name(self, name: Any) -> None:
        self._name: str = name
        self._base_name: str = name
        if not name or isinstance(name, VariableScope):
            self._base_name = naming.snake_case(type(self).__name__)
            self._name = naming.unique_name(self._base_name)
        if isinstance(name, VariableScope):
            self._base_name = name.name

    def _note_input_shape(self, arguments: dict[str, Any]) -> None:
        if "batch_input_shape" in arguments:
            self._batch_input_shape = tuple(arguments["batch_input_shape"])
        elif "input_shape" in arguments:
            size = arguments.get("batch_size")
            self._batch_input_shape = (size, *arguments["input_shape"])

    def __deepcopy__(self, memo: dict[int, Any]) -> Any:
        """A copy that lives in the same variable scope; graphs, tensors and operations are not copied."""
        made = type(self).__new__(type(self))
        memo[id(self)] = made
        memo.update((id(kept), kept) for kept, _ in self._losses + self._updates)
        for key, value in vars(self).items():
            stays = key in _SHARED or isinstance(value, (Graph, Tensor, Operation))
            setattr(made, key, value if stays else copy.deepcopy(value, memo))
        return made

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
        """Whether the layer was said to be run eagerly only; it builds a graph all the same."""
        return self._dynamic

    @property
    def graph(self) -> None:
        """None: a layer belongs to no graph, its variables do."""
        return

    @property
    def input_spec(self) -> Any:
        """The InputSpec of the inputs, or several of them; None if any inputs do."""
        return self._input_spec

    @input_spec.setter
    def input_spec(self, value: Any) -> None:
        for spec in leaves(value):
            check_spec(spec)
        self._input_spec = value

    @property
    def activity_regularizer(self) -> Any:
        """The function that makes a loss of each output."""
        return self._activity_regularizer

    @activity_regularizer.setter
    def activity_regularizer(self, regularizer: Any) -> None:
        self._activity_regularizer = regularizer

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

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The shape of the output for that of the input; a subclass may know it.

        Raises:
          NotImplementedError: unless overridden.
        """
        raise NotImplementedError

    def compute_output_signature(self, input_signature: Any) -> Any:
        """A TensorSpec for each output, of the shapes that `compute_output_shape` gives.

        Args:
          input_signature: a TensorSpec for each input, in the inputs' structure.
        """
        shapes = self.compute_output_shape(map_leaves(lambda spec: spec.shape, input_signature))
        dtype = self._dtype or [spec.dtype for spec in leaves(input_signature)][0]
        if isinstance(shapes, TensorShape):
            return TensorSpec(shape=shapes, dtype=dtype)
        return map_leaves(lambda shape: TensorSpec(shape=shape, dtype=dtype), shapes)

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """The mask of the output: that of the input, if the layer supports masks.

        Raises:
          TypeError: if there is a mask and the layer does not support it.
        """
        if self.supports_masking:
            return mask
        if any(one is not None for one in leaves(mask)):
            raise TypeError(
                f"Layer {self.name} does not support masking, but was passed an input_mask: {mask}"
            )
        return None

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
        """The name scope of what it builds: the one that its variable scope opened, or the wish for one."""
        if self._keras_style:
            return self._name
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
        if self._keras_style:
            style.refuse("scope", scope)
            return self._build_and_call(inputs, args, kwargs)
        self._set_scope(scope)
        with self._entered_scope() as entered:
            self._current_scope = entered
            if self._call_signature.takes_scope:
                kwargs["scope"] = entered
            outputs = self._build_and_call(inputs, args, kwargs)
        add_new(GraphKeys.UPDATE_OPS, self.updates)
        return outputs

    def _build_and_call(self, inputs: Any, args: Any, kwargs: Any) -> Any:
        if any(isinstance(value, (np.ndarray, float, int)) for value in leaves(inputs)):
            inputs = map_leaves(_as_tensor, inputs)
        check_inputs(self.input_spec, inputs, self.name)
        with name_scope(self._name_scope()):
            try:
                with call_of(inputs, self._call_signature.settle_training(args, kwargs)):
                    self._maybe_build(inputs)
                    outputs = self.call(inputs, *args, **kwargs)
            except OperatorNotAllowedInGraphError as error:
                raise TypeError(
                    "You are attempting to use Python control flow in a layer that was not declared to be dynamic. "
                    f"Pass `dynamic=True` to the class constructor.\nEncountered error:\n{error}"
                ) from error
            if outputs is None:
                raise ValueError(
                    "A layer's `call` method should return a Tensor or a list of Tensors, not None "
                    f"(layer: {self.name})."
                )
            self._regularize_activity(inputs, outputs)
        return outputs

    def _maybe_build(self, inputs: Any) -> None:
        if self.built:
            if SWITCH.on:
                note_again(self.weights)
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
        if self._initial_weights is not None:
            self.set_weights(self._initial_weights)
            self._initial_weights = None

    def _regularize_activity(self, inputs: Any, outputs: Any) -> None:
        if not self._activity_regularizer:
            return
        with name_scope("ActivityRegularizer"):
            for output in leaves(outputs):
                loss = self._activity_regularizer(output)
                rows = cast(shape_of(output)[0], loss.dtype)
                self.add_loss(loss / rows, inputs=inputs)


def _as_tensor(value: Any) -> Any:
    return convert_to_tensor(value) if isinstance(value, (np.ndarray, float, int)) else value
