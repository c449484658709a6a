"""BasicRNNCell and GRUCell."""

from __future__ import annotations

from typing import Any

from scopeflow.layers import lookups
from scopeflow.layers.input_spec import InputSpec
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.splitting import split
from scopeflow.ops.math.elementwise import tanh
from scopeflow.ops.math.matmul import matmul
from scopeflow.ops.nn.activation import sigmoid
from scopeflow.ops.nn.affine import bias_add
from scopeflow.rnn.cell import LayerRNNCell, check_dtypes, input_depth
from scopeflow.variables.initializers import Constant, Zeros


class BasicRNNCell(LayerRNNCell):
    """The plainest cell: output = next state = activation(W [inputs, state] + b).

    Args:
      num_units: the size of the state.
      activation: a function or its name; tanh by default.
      reuse: whether to share variables that exist in the scope.
      name: the cell's name and scope; cells of one name share variables where `reuse` is true.
      dtype: the dtype of the variables; that of the first input by default.
      **kwargs: as of `tf.layers.Layer`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     cell = tf.nn.rnn_cell.BasicRNNCell(2)
    ...     output, state = cell(tf.ones([1, 3]), cell.zero_state(1, tf.float32))
    ...     print(output.shape, [v.name for v in cell.variables])
    (1, 2) ['basic_rnn_cell/kernel:0', 'basic_rnn_cell/bias:0']

    ```
    """

    def __init__(
        self,
        num_units: int,
        activation: Any = None,
        reuse: Any = None,
        name: Any = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(_reuse=reuse, name=name, dtype=dtype, **kwargs)
        self.input_spec = InputSpec(ndim=2)
        self._num_units = num_units
        self._activation = lookups.activation(activation) if activation else tanh

    @property
    def state_size(self) -> Any:
        """`num_units`."""
        return self._num_units

    @property
    def output_size(self) -> Any:
        """`num_units`."""
        return self._num_units

    def build(self, input_shape: Any) -> None:
        """Makes the kernel and the bias."""
        depth = input_depth(self, input_shape)
        self._kernel = self.add_weight("kernel", shape=[depth + self._num_units, self._num_units])
        self._bias = self.add_weight("bias", shape=[self._num_units], initializer=Zeros())
        self.built = True

    def call(self, inputs: Any, state: Any) -> Any:  # type: ignore[override]
        """One step."""
        check_dtypes([inputs, state])
        gate = matmul(concat([inputs, state], 1), self._kernel)
        output = self._activation(bias_add(gate, self._bias))
        return output, output

    def get_config(self) -> dict[str, Any]:
        """The arguments that make a cell like this one."""
        return {
            **self._base_config(),
            "num_units": self._num_units,
            "activation": self._activation.__name__,
            "reuse": self._reuse,
        }


class GRUCell(LayerRNNCell):
    """A gated recurrent unit (Cho et al., arXiv:1406.1078).

    Args:
      num_units: the size of the state.
      activation: a function or its name; tanh by default.
      reuse: whether to share variables that exist in the scope.
      kernel_initializer: initializer of the kernels; the scope's by default.
      bias_initializer: initializer of the biases; ones for the gates and zeros for the candidate by default.
      name: the cell's name and scope.
      dtype: the dtype of the variables; that of the first input by default.
      **kwargs: as of `tf.layers.Layer`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     cell = tf.nn.rnn_cell.GRUCell(2)
    ...     outputs, _ = tf.nn.dynamic_rnn(cell, tf.ones([1, 4, 3]), dtype=tf.float32)
    ...     print(outputs.shape, [v.name for v in cell.variables][:2])
    (1, 4, 2) ['rnn/gru_cell/gates/kernel:0', 'rnn/gru_cell/gates/bias:0']

    ```
    """

    def __init__(
        self,
        num_units: int,
        activation: Any = None,
        reuse: Any = None,
        kernel_initializer: Any = None,
        bias_initializer: Any = None,
        name: Any = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(_reuse=reuse, name=name, dtype=dtype, **kwargs)
        self.input_spec = InputSpec(ndim=2)
        self._num_units = num_units
        self._activation = lookups.activation(activation) if activation else tanh
        self._kernel_initializer = lookups.initializer(kernel_initializer)
        self._bias_initializer = lookups.initializer(bias_initializer)

    @property
    def state_size(self) -> Any:
        """`num_units`."""
        return self._num_units

    @property
    def output_size(self) -> Any:
        """`num_units`."""
        return self._num_units

    def build(self, input_shape: Any) -> None:
        """Makes the kernels and biases of the gates and of the candidate."""
        rows, units = input_depth(self, input_shape) + self._num_units, self._num_units
        bias = self._bias_initializer
        self._gate_kernel = self.add_weight(
            "gates/kernel", shape=[rows, 2 * units], initializer=self._kernel_initializer
        )
        self._gate_bias = self.add_weight(
            "gates/bias",
            shape=[2 * units],
            initializer=Constant(1.0) if bias is None else bias,
        )
        self._candidate_kernel = self.add_weight(
            "candidate/kernel", shape=[rows, units], initializer=self._kernel_initializer
        )
        self._candidate_bias = self.add_weight(
            "candidate/bias",
            shape=[units],
            initializer=Zeros() if bias is None else bias,
        )
        self.built = True

    def call(self, inputs: Any, state: Any) -> Any:  # type: ignore[override]
        """One step."""
        check_dtypes([inputs, state])
        gates = matmul(concat([inputs, state], 1), self._gate_kernel)
        reset, update = split(sigmoid(bias_add(gates, self._gate_bias)), 2, axis=1)
        kept = reset * state
        candidate = matmul(concat([inputs, kept], 1), self._candidate_kernel)
        candidate = self._activation(bias_add(candidate, self._candidate_bias))
        output = update * state + (1 - update) * candidate
        return output, output

    def get_config(self) -> dict[str, Any]:
        """The arguments that make a cell like this one."""
        return {
            **self._base_config(),
            "num_units": self._num_units,
            "kernel_initializer": self._kernel_initializer,
            "bias_initializer": self._bias_initializer,
            "activation": self._activation.__name__,
            "reuse": self._reuse,
        }
