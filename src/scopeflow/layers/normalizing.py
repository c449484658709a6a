"""What tf.layers.BatchNormalization computes: by one op, or step by step with all its options."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.contexts import colocate_with, control_dependencies
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.layers.base import Layer
from scopeflow.layers.deciding import decide, known
from scopeflow.layers.state import learning_phase
from scopeflow.ops.arrays.filling import ones_like, zeros_like
from scopeflow.ops.arrays.identity import identity, stop_gradient
from scopeflow.ops.arrays.shaping import reshape
from scopeflow.ops.arrays.shaping import shape as shape_of
from scopeflow.ops.math.arithmetic import maximum, minimum
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.elementwise import sqrt
from scopeflow.ops.math.reduction import reduce_mean
from scopeflow.ops.nn.activation import relu
from scopeflow.ops.nn.fused import fused_batch_norm
from scopeflow.ops.nn.moments import moments
from scopeflow.ops.nn.normalization import batch_normalization as normalize
from scopeflow.ops.scoping import name_scope
from scopeflow.variables.assigning import assign, assign_sub


class Normalizing(Layer):
    """The part of the layer that is called.

    What it needs - axes, variables, options - its subclass makes.  Programs override the methods that it is made of, so they
    have TensorFlow's names.
    """

    axis: Any
    momentum: Any
    epsilon: float
    fused: bool
    renorm: bool
    renorm_clipping: dict[str, Any]
    renorm_momentum: Any
    virtual_batch_size: int | None
    adjustment: Callable[[Any], Any] | None
    gamma: Any
    beta: Any
    _gamma_const: Any
    _beta_const: Any
    moving_mean: Any
    moving_variance: Any
    moving_stddev: Any
    renorm_mean: Any
    renorm_stddev: Any
    _data_format: str

    @property
    def _param_dtype(self) -> dtypes.DType:
        raise NotImplementedError

    def call(self, inputs: Any, training: Any = False) -> Any:  # type: ignore[override]
        """The inputs normalized.

        Args:
          inputs: a tensor of floats.
          training: a bool, or a bool tensor: whether to use the batch's statistics and update the moving averages; None
            leaves it to a placeholder that the graph's layers share.
        """
        training = self._get_training_value(training)
        if self.virtual_batch_size is not None:
            # the batch's own size is that of the parts, whose number is found from it
            whole = [-1, *inputs.shape.as_list()[1:]]
            parts = reshape(inputs, [self.virtual_batch_size, -1, *whole[1:]])
            return reshape(self._step_by_step(parts, training), whole)
        if self.fused:
            return self._fused_batch_norm(inputs, training)
        return self._step_by_step(inputs, training)

    def _get_training_value(self, training: Any = None) -> Any:
        if training is None:
            return learning_phase()
        return bool(training) if isinstance(training, int) else training

    # -- by one op -------------------------------------------------------------------------------

    def _fused_batch_norm(self, inputs: Any, training: Any) -> Any:
        gamma = self._gamma_const if self.gamma is None else self.gamma
        beta = self._beta_const if self.beta is None else self.beta

        def normalized(is_training: bool) -> Any:
            return fused_batch_norm(
                inputs,
                gamma,
                beta,
                None if is_training else self.moving_mean,
                None if is_training else self.moving_variance,
                epsilon=self.epsilon,
                is_training=is_training,
                data_format=self._data_format,
            )

        outputs, mean, variance = decide(
            training, lambda: normalized(True), lambda: normalized(False)
        )
        value = known(training)
        if value is None:
            momentum = decide(training, lambda: self.momentum, lambda: 1.0)
        else:
            momentum = convert_to_tensor(self.momentum)
        if value is not False:
            self.add_update(lambda: self._assign_moving_average(self.moving_mean, mean, momentum))
            self.add_update(
                lambda: self._assign_moving_average(self.moving_variance, variance, momentum)
            )
        return outputs

    # -- step by step ----------------------------------------------------------------------------

    def _step_by_step(self, inputs: Any, training: Any) -> Any:
        rank = inputs.shape.ndims
        others = [axis for axis in range(rank) if axis not in self.axis]
        if self.virtual_batch_size is not None:
            # each part is normalized by itself
            del others[1]
        channels_last = others == list(range(rank - 1))
        spread = [1] * rank
        spread[self.axis[0]] = inputs.shape.as_list()[self.axis[0]]

        def along(x: Any) -> Any:
            if x is not None and x.shape.ndims != rank and not channels_last:
                return reshape(x, spread)
            return x

        scale, offset = along(self.gamma), along(self.beta)
        if known(training) is False:
            mean, variance = self.moving_mean, self.moving_variance
        else:
            if self.adjustment is not None:
                scale, offset = _after(self._adjustments(inputs, training), scale, offset)
            mean, variance = self._statistics(inputs, others, training)
            new_mean, new_variance = mean, variance
            if self.virtual_batch_size is not None:
                new_mean = reduce_mean(mean, axis=1, keepdims=True)
                new_variance = reduce_mean(variance, axis=1, keepdims=True)
            if self.renorm:
                r, d, new_mean, new_variance = self._renorm_correction_and_moments(
                    new_mean, new_variance, training
                )
                r = along(stop_gradient(r, name="renorm_r"))
                d = along(stop_gradient(d, name="renorm_d"))
                scale, offset = _after((r, d), scale, offset)
            self._update_averages(new_mean, new_variance, training)
        mean, variance = cast(mean, inputs.dtype), cast(variance, inputs.dtype)
        if offset is not None:
            offset = cast(offset, inputs.dtype)
        if scale is not None:
            scale = cast(scale, inputs.dtype)
        outputs = normalize(inputs, along(mean), along(variance), offset, scale, self.epsilon)
        outputs.set_shape(inputs.shape)
        return outputs

    def _adjustments(self, inputs: Any, training: Any) -> tuple[Any, Any]:
        assert self.adjustment is not None
        scale, bias = self.adjustment(shape_of(inputs))
        return (
            decide(training, lambda: scale, lambda: ones_like(scale)),
            decide(training, lambda: bias, lambda: zeros_like(bias)),
        )

    def _moments(self, inputs: Any, reduction_axes: list[int], keep_dims: bool) -> tuple[Any, Any]:
        """The mean and variance over some axes; subclasses bring those of several devices together here."""
        return moments(inputs, reduction_axes, keepdims=keep_dims)

    def _statistics(self, inputs: Any, axes: list[int], training: Any) -> tuple[Any, Any]:
        """The batch's own mean and variance; the moving ones if it turns out not to be training."""
        keeps = self.virtual_batch_size is not None or len(self.axis) > 1
        mean, variance = self._moments(cast(inputs, self._param_dtype), axes, keep_dims=keeps)
        return (
            decide(training, lambda: mean, lambda: convert_to_tensor(self.moving_mean)),
            decide(training, lambda: variance, lambda: convert_to_tensor(self.moving_variance)),
        )

    def _renorm_correction_and_moments(
        self, mean: Any, variance: Any, training: Any, inputs_size: Any = None
    ) -> tuple[Any, ...]:
        """The correction's scale and shift, and the statistics, given after the correction's averages have moved."""
        stddev = sqrt(variance + self.epsilon)
        average = maximum(self.renorm_stddev, sqrt(self.epsilon))
        r = stddev / average
        d = (mean - self.renorm_mean) / average
        with control_dependencies([r, d]):
            mean, stddev = identity(mean), identity(stddev)
        least, most, bound = (self.renorm_clipping.get(key) for key in ("rmin", "rmax", "dmax"))
        if least is not None:
            r = maximum(r, least)
        if most is not None:
            r = minimum(r, most)
        if bound is not None:
            d = maximum(d, -bound)
            d = minimum(d, bound)
        r = decide(training, lambda: r, lambda: ones_like(r))
        d = decide(training, lambda: d, lambda: zeros_like(d))

        def moved(average: Any, value: Any) -> Any:
            value = identity(value)
            return decide(
                training,
                lambda: self._assign_moving_average(average, value, self.renorm_momentum),
                lambda: identity(average),
            )

        with control_dependencies(
            [moved(self.renorm_mean, mean), moved(self.renorm_stddev, stddev)]
        ):
            return r, d, identity(mean), identity(variance)

    def _update_averages(self, mean: Any, variance: Any, training: Any) -> None:
        def moved_variance() -> Any:
            if not self.renorm:
                return self._assign_moving_average(self.moving_variance, variance, self.momentum)
            stddev = self._assign_moving_average(
                self.moving_stddev, sqrt(variance + self.epsilon), self.momentum
            )
            return self._assign_new_value(
                self.moving_variance, relu(stddev * stddev - self.epsilon)
            )

        self.add_update(
            lambda: decide(
                training,
                lambda: self._assign_moving_average(self.moving_mean, mean, self.momentum),
                lambda: self.moving_mean,
            )
        )
        self.add_update(lambda: decide(training, moved_variance, lambda: self.moving_variance))

    def _assign_moving_average(
        self, average: Any, value: Any, momentum: Any, inputs_size: Any = None
    ) -> Any:
        """A moving average after a step towards `value`."""
        with name_scope("AssignMovingAvg") as scope, colocate_with(average):
            decay = convert_to_tensor(1.0 - momentum, name="decay")
            dtype = average.dtype.base_dtype
            if decay.dtype != dtype:
                decay = cast(decay, dtype)
            step = (average - cast(value, dtype)) * decay
            return assign_sub(average, step, name=scope)

    def _assign_new_value(self, variable: Any, value: Any) -> Any:
        with name_scope("AssignNewValue") as scope, colocate_with(variable):
            return assign(variable, value, name=scope)


def _after(first: tuple[Any, Any], scale: Any, offset: Any) -> tuple[Any, Any]:
    """The scale and offset of doing `first` and then (scale, offset)."""
    factor, shift = first
    if scale is not None:
        factor, shift = factor * scale, shift * scale
    if offset is not None:
        shift += offset
    return factor, shift
