"""BasicLSTMCell and LSTMCell."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.layers import lookups
from scopeflow.layers.input_spec import InputSpec
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.slicing import slice as slice_
from scopeflow.ops.arrays.splitting import split
from scopeflow.ops.math.arithmetic import add, multiply
from scopeflow.ops.math.clipping import clip_by_value
from scopeflow.ops.math.elementwise import tanh
from scopeflow.ops.math.matmul import matmul
from scopeflow.ops.nn.activation import sigmoid
from scopeflow.ops.nn.affine import bias_add
from scopeflow.rnn.cell import LayerRNNCell, LSTMStateTuple, check_dtypes, input_depth
from scopeflow.variables.initializers import Zeros
from scopeflow.variables.partitioners import fixed_size_partitioner


class BasicLSTMCell(LayerRNNCell):
    """A long short-term memory (Hochreiter and Schmidhuber) without peepholes, clipping or projection.

    Args:
      num_units: the size of the memory and of the output.
      forget_bias: added to the forget gate, so that a new cell remembers.
      state_is_tuple: whether the state is an LSTMStateTuple; else both halves lie in one tensor.
      activation: a function or its name; tanh by default.
      reuse: whether to share variables that exist in the scope.
      name: the cell's name and scope.
      dtype: the dtype of the variables; that of the first input by default.
      **kwargs: as of `tf.layers.Layer`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     cell = tf.nn.rnn_cell.BasicLSTMCell(2)
    ...     _, state = tf.nn.dynamic_rnn(cell, tf.ones([1, 4, 3]), dtype=tf.float32)
    ...     print(state.c.shape, [v.shape.as_list() for v in cell.variables])
    (1, 2) [[5, 8], [8]]

    ```
    """

    def __init__(
        self,
        num_units: int,
        forget_bias: float = 1.0,
        state_is_tuple: bool = True,
        activation: Any = None,
        reuse: Any = None,
        name: Any = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(_reuse=reuse, name=name, dtype=dtype, **kwargs)
        self.input_spec = InputSpec(ndim=2)
        self._num_units = num_units
        self._forget_bias = forget_bias
        self._state_is_tuple = state_is_tuple
        self._activation = lookups.activation(activation) if activation else tanh

    @property
    def state_size(self) -> Any:
        """An LSTMStateTuple of sizes, or their sum."""
        units = self._num_units
        return LSTMStateTuple(units, units) if self._state_is_tuple else 2 * units

    @property
    def output_size(self) -> Any:
        """`num_units`."""
        return self._num_units

    def build(self, input_shape: Any) -> None:
        """Makes the kernel and the bias of all gates."""
        depth, units = input_depth(self, input_shape), self._num_units
        self._kernel = self.add_weight("kernel", shape=[depth + units, 4 * units])
        self._bias = self.add_weight("bias", shape=[4 * units], initializer=Zeros())
        self.built = True

    def call(self, inputs: Any, state: Any) -> Any:  # type: ignore[override]
        """One step."""
        check_dtypes([inputs, state])
        one = constant(1, dtype=dtypes.int32)
        c, h = state if self._state_is_tuple else split(state, 2, axis=one)
        gates = bias_add(matmul(concat([inputs, h], 1), self._kernel), self._bias)
        # what comes in, what it is, what is kept, and what goes out
        i, j, f, o = split(gates, 4, axis=one)
        bias = constant(self._forget_bias, dtype=f.dtype)
        kept = multiply(c, sigmoid(add(f, bias)))
        new_c = add(kept, multiply(sigmoid(i), self._activation(j)))
        new_h = multiply(self._activation(new_c), sigmoid(o))
        if self._state_is_tuple:
            return new_h, LSTMStateTuple(new_c, new_h)
        return new_h, concat([new_c, new_h], 1)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make a cell like this one."""
        return {
            **self._base_config(),
            "num_units": self._num_units,
            "forget_bias": self._forget_bias,
            "state_is_tuple": self._state_is_tuple,
            "activation": self._activation.__name__,
            "reuse": self._reuse,
        }


class LSTMCell(LayerRNNCell):
    """A long short-term memory with peepholes, clipping and a projection of its output, each if wished.

    Args:
      num_units: the size of the memory.
      use_peepholes: whether the gates see the memory.
      cell_clip: the greatest magnitude in the memory.
      initializer: initializer of the kernels and peepholes; the scope's by default.
      num_proj: the size that the output is projected to.
      proj_clip: the greatest magnitude in the projected output.
      num_unit_shards: the number of parts of the kernel; better set a partitioner on the scope.
      num_proj_shards: the number of parts of the projection's kernel.
      forget_bias: added to the forget gate, so that a new cell remembers.
      state_is_tuple: whether the state is an LSTMStateTuple; else both halves lie in one tensor.
      activation: a function or its name; tanh by default.
      reuse: whether to share variables that exist in the scope.
      name: the cell's name and scope.
      dtype: the dtype of the variables; that of the first input by default.
      **kwargs: as of `tf.layers.Layer`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     cell = tf.nn.rnn_cell.LSTMCell(4, num_proj=2)
    ...     output, _ = cell(tf.ones([1, 3]), cell.zero_state(1, tf.float32))
    ...     print(output.shape, cell.state_size, [v.name for v in cell.variables][-1])
    (1, 2) LSTMStateTuple(c=4, h=2) lstm_cell/projection/kernel:0

    ```
    """

    def __init__(
        self,
        num_units: int,
        use_peepholes: bool = False,
        cell_clip: float | None = None,
        initializer: Any = None,
        num_proj: int | None = None,
        proj_clip: float | None = None,
        num_unit_shards: int | None = None,
        num_proj_shards: int | None = None,
        forget_bias: float = 1.0,
        state_is_tuple: bool = True,
        activation: Any = None,
        reuse: Any = None,
        name: Any = None,
        dtype: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(_reuse=reuse, name=name, dtype=dtype, **kwargs)
        self.input_spec = InputSpec(ndim=2)
        self._num_units = num_units
        self._use_peepholes = use_peepholes
        self._cell_clip = cell_clip
        self._initializer = lookups.initializer(initializer)
        self._num_proj = num_proj
        self._proj_clip = proj_clip
        self._num_unit_shards = num_unit_shards
        self._num_proj_shards = num_proj_shards
        self._forget_bias = forget_bias
        self._state_is_tuple = state_is_tuple
        self._activation = lookups.activation(activation) if activation else tanh

    @property
    def state_size(self) -> Any:
        """An LSTMStateTuple of sizes, or their sum."""
        sizes = LSTMStateTuple(self._num_units, self.output_size)
        return sizes if self._state_is_tuple else sum(sizes)

    @property
    def output_size(self) -> Any:
        """`num_proj`, or `num_units` without a projection."""
        return self._num_proj or self._num_units

    def build(self, input_shape: Any) -> None:
        """Makes the kernel, the bias, the peepholes and the projection."""
        depth, units = input_depth(self, input_shape), self._num_units
        rows = depth + (units if self._num_proj is None else self._num_proj)
        wish = self._initializer
        self._kernel = self.add_weight(
            "kernel",
            shape=[rows, 4 * units],
            initializer=wish,
            partitioner=_parts(self._num_unit_shards),
        )
        bias = Zeros()
        self._bias = self.add_weight("bias", shape=[4 * units], initializer=bias)
        if self._use_peepholes:
            self._w_f_diag, self._w_i_diag, self._w_o_diag = (
                self.add_weight(f"w_{gate}_diag", shape=[units], initializer=wish)
                for gate in ("f", "i", "o")
            )
        if self._num_proj is not None:
            self._proj_kernel = self.add_weight(
                "projection/kernel",
                shape=[units, self._num_proj],
                initializer=wish,
                partitioner=_parts(self._num_proj_shards),
            )
        self.built = True

    def call(self, inputs: Any, state: Any) -> Any:  # type: ignore[override]
        """One step."""
        check_dtypes([inputs, state])
        units, outputs = self._num_units, self.output_size
        if self._state_is_tuple:
            old_c, old_h = state
        else:
            old_c = slice_(state, [0, 0], [-1, units])
            old_h = slice_(state, [0, units], [-1, outputs])
        if inputs.shape.with_rank(2).as_list()[1] is None:
            raise ValueError("Could not infer input size from inputs.get_shape()[-1]")
        gates = bias_add(matmul(concat([inputs, old_h], 1), self._kernel), self._bias)
        # what comes in, what it is, what is kept, and what goes out
        i, j, f, o = split(gates, 4, axis=1)
        act = self._activation
        if self._use_peepholes:
            kept = sigmoid(f + self._forget_bias + self._w_f_diag * old_c) * old_c
            c = kept + sigmoid(i + self._w_i_diag * old_c) * act(j)
        else:
            c = sigmoid(f + self._forget_bias) * old_c + sigmoid(i) * act(j)
        if self._cell_clip is not None:
            c = clip_by_value(c, -self._cell_clip, self._cell_clip)
        h = sigmoid(o + self._w_o_diag * c) * act(c) if self._use_peepholes else sigmoid(o) * act(c)
        if self._num_proj is not None:
            h = matmul(h, self._proj_kernel)
            if self._proj_clip is not None:
                h = clip_by_value(h, -self._proj_clip, self._proj_clip)
        return h, LSTMStateTuple(c, h) if self._state_is_tuple else concat([c, h], 1)

    def get_config(self) -> dict[str, Any]:
        """The arguments that make a cell like this one."""
        return {
            **self._base_config(),
            "num_units": self._num_units,
            "use_peepholes": self._use_peepholes,
            "cell_clip": self._cell_clip,
            "initializer": self._initializer,
            "num_proj": self._num_proj,
            "proj_clip": self._proj_clip,
            "num_unit_shards": self._num_unit_shards,
            "num_proj_shards": self._num_proj_shards,
            "forget_bias": self._forget_bias,
            "state_is_tuple": self._state_is_tuple,
            "activation": self._activation.__name__,
            "reuse": self._reuse,
        }


def _parts(count: int | None) -> Any:
    return None if count is None else fixed_size_partitioner(count)
