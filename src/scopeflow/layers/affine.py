"""tf.layers.Dense and tf.layers.dense: a matrix times the inputs, and a bias."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import TensorShape, as_shape, dimension_value
from scopeflow.layers import lookups
from scopeflow.layers.base import Layer
from scopeflow.layers.input_spec import InputSpec
from scopeflow.ops.linalg.tensordot import tensordot
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.matmul import matmul
from scopeflow.ops.nn.affine import bias_add
from scopeflow.ops.sparse.products import sparse_tensor_dense_matmul
from scopeflow.ops.sparse.tensor import SparseTensor
from scopeflow.variables.deprecation import deprecated
from scopeflow.variables.initializers import Zeros


class Dense(Layer):
    """activation(inputs * kernel + bias), over the last dimension of the inputs.

    Args:
      units: the size of the output's last dimension.
      activation: a function of the result, or its name; None for none.
      use_bias: whether to add a bias.
      kernel_initializer: that of the kernel; by default the variable scope's, else Glorot's uniform one.
      bias_initializer: that of the bias.
      kernel_regularizer: a function that makes a loss of the kernel.
      bias_regularizer: a function that makes a loss of the bias.
      activity_regularizer: a function that makes a loss of the output.
      kernel_constraint: a function applied by optimizers to the kernel after each update.
      bias_constraint: likewise to the bias.
      trainable: whether its variables are to be trained.
      name: its name, which is that of its scope too.
      **kwargs: `dtype`, and what `tf.layers.Layer` takes besides.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     layer = tf.layers.Dense(2, activation=tf.nn.relu)
    ...     y = layer(tf.ones([5, 3]))
    ...     print(y.name, y.shape, [v.name for v in layer.weights])
    dense/Relu:0 (5, 2) ['dense/kernel:0', 'dense/bias:0']

    ```
    """

    def __init__(
        self,
        units: int,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = None,
        bias_initializer: Any = Zeros(),  # noqa: B008 - it holds nothing that changes
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        if "input_shape" not in kwargs and "input_dim" in kwargs:
            kwargs["input_shape"] = (kwargs.pop("input_dim"),)
        super().__init__(
            trainable=trainable,
            name=name,
            activity_regularizer=lookups.regularizer(activity_regularizer),
            **kwargs,
        )
        self.units = units if isinstance(units, int) else int(units)
        self.activation = lookups.activation(activation)
        self.use_bias = use_bias
        self.kernel_initializer = lookups.initializer(kernel_initializer)
        self.bias_initializer = lookups.initializer(bias_initializer)
        self.kernel_regularizer = lookups.regularizer(kernel_regularizer)
        self.bias_regularizer = lookups.regularizer(bias_regularizer)
        self.kernel_constraint = lookups.constraint(kernel_constraint)
        self.bias_constraint = lookups.constraint(bias_constraint)
        self.supports_masking = True
        self.input_spec = InputSpec(min_ndim=2)

    def build(self, input_shape: Any) -> None:
        """Makes the kernel and the bias.

        Raises:
          TypeError: if the layer's dtype is no floating one.
          ValueError: if the last dimension is not known.
        """
        dtype = dtypes.as_dtype(self.dtype or dtypes.float32)
        if not (dtype.is_floating or dtype.is_complex):
            raise TypeError(
                f"Unable to build `Dense` layer with non-floating point dtype {dtype!s}"
            )
        size = dimension_value(as_shape(input_shape)[-1])
        if size is None:
            raise ValueError(
                "The last dimension of the inputs to `Dense` should be defined. Found `None`."
            )
        self.input_spec = InputSpec(min_ndim=2, axes={-1: size})
        self.kernel = self.add_weight(
            "kernel",
            shape=[size, self.units],
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
            dtype=self.dtype,
            trainable=True,
        )
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                "bias",
                shape=[self.units],
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
                dtype=self.dtype,
                trainable=True,
            )
        self.built = True

    def call(self, inputs: Any) -> Any:  # type: ignore[override]
        """The output for `inputs`, a tensor of rank 2 or more, or a SparseTensor of rank 2."""
        sparse = isinstance(inputs, SparseTensor)
        rank = inputs.shape.ndims
        if rank is not None and rank > 2:
            outputs = tensordot(inputs, self.kernel, [[rank - 1], [0]])
            outputs.set_shape([*as_shape(inputs.shape).as_list()[:-1], self.units])
        else:
            inputs = cast(inputs if sparse else convert_to_tensor(inputs), self.dtype)
            if sparse:
                outputs = sparse_tensor_dense_matmul(inputs, self.kernel)
            else:
                outputs = matmul(inputs, self.kernel)
        if self.use_bias:
            outputs = bias_add(outputs, self.bias)
        return outputs if self.activation is lookups.linear else self.activation(outputs)

    def compute_output_shape(self, input_shape: Any) -> TensorShape:
        """The input's shape with `units` in place of the last size.

        Raises:
          ValueError: if the rank is below 2 or the last size is not known.
        """
        shape = as_shape(input_shape).with_rank_at_least(2)
        if shape.ndims is None or dimension_value(shape[-1]) is None:
            raise ValueError(
                f"The innermost dimension of input_shape must be defined, but saw: {shape}"
            )
        return shape[:-1].concatenate(self.units)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make a layer like this one."""
        return {
            **self._base_config(),
            "units": self.units,
            "activation": lookups.described(self.activation),
            "use_bias": self.use_bias,
            "kernel_initializer": lookups.described(self.kernel_initializer),
            "bias_initializer": lookups.described(self.bias_initializer),
            "kernel_regularizer": lookups.described(self.kernel_regularizer),
            "bias_regularizer": lookups.described(self.bias_regularizer),
            "activity_regularizer": lookups.described(self.activity_regularizer),
            "kernel_constraint": lookups.described(self.kernel_constraint),
            "bias_constraint": lookups.described(self.bias_constraint),
        }


@deprecated("Use keras.layers.Dense instead.")
def dense(
    inputs: Any,
    units: int,
    activation: Any = None,
    use_bias: bool = True,
    kernel_initializer: Any = None,
    bias_initializer: Any = Zeros(),  # noqa: B008
    kernel_regularizer: Any = None,
    bias_regularizer: Any = None,
    activity_regularizer: Any = None,
    kernel_constraint: Any = None,
    bias_constraint: Any = None,
    trainable: bool = True,
    name: str | None = None,
    reuse: Any = None,
) -> Any:
    """A `Dense` layer, made and called.

    Args:
      inputs: a tensor of rank 2 or more.
      reuse: whether to share the variables of an earlier layer of this name.
      Others as of `tf.layers.Dense`.

    Returns:
      A tensor like `inputs` with `units` in place of the last size.

    Raises:
      ValueError: if the last dimension is not known; and as `tf.get_variable`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.layers.dense(tf.ones([5, 3]), 2, name="out").name)
    out/BiasAdd:0

    ```
    """
    layer = Dense(
        units,
        activation=activation,
        use_bias=use_bias,
        kernel_initializer=kernel_initializer,
        bias_initializer=bias_initializer,
        kernel_regularizer=kernel_regularizer,
        bias_regularizer=bias_regularizer,
        activity_regularizer=activity_regularizer,
        kernel_constraint=kernel_constraint,
        bias_constraint=bias_constraint,
        trainable=trainable,
        name=name,
        _scope=name,
        _reuse=reuse,
    )
    return layer.apply(inputs)
