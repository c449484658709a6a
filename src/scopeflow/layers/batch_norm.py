"""tf.layers.BatchNormalization and tf.layers.batch_normalization: its arguments and variables."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.contexts import colocate_with
from scopeflow.graph.shapes import TensorShape, as_shape
from scopeflow.layers import lookups
from scopeflow.layers.input_spec import InputSpec
from scopeflow.layers.normalizing import Normalizing
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.math.elementwise import sqrt
from scopeflow.variables.deprecation import deprecated
from scopeflow.variables.initializers import Ones, Zeros
from scopeflow.variables.policy import VariableAggregation, VariableSynchronization

_CLIPPINGS = ("rmax", "rmin", "dmax")


class BatchNormalization(Normalizing):
    """Shifts and scales each channel so that a batch has mean 0 and variance 1, and then by variables of its own.

    While training, the batch's own statistics are used, and operations that update moving averages of them are added to
    the layer's updates and to `tf.GraphKeys.UPDATE_OPS`: run those with each training step.  Otherwise the moving
    averages are used.

    Args:
      axis: the axis of the channels; or several axes, in a list.
      momentum: that of the moving averages.
      epsilon: a small number added to variances.
      center: whether to add a variable `beta`.
      scale: whether to multiply with a variable `gamma`.
      beta_initializer, gamma_initializer, moving_mean_initializer, moving_variance_initializer: those of the variables.
      beta_regularizer, gamma_regularizer: functions that make losses of the two.
      beta_constraint, gamma_constraint: functions applied by optimizers to the two after each update.
      renorm: whether to correct, while training, towards the moving averages (batch renormalization).
      renorm_clipping: a dict of bounds `rmax`, `rmin` and `dmax` of the correction.
      renorm_momentum: that of the averages the correction goes by.
      fused: whether one op may do it where it can: for rank 4, with the channels first or last; None if it may.
      trainable: whether its variables are to be trained.
      virtual_batch_size: the size of the parts of the batch that are normalized by themselves.
      adjustment: a function of the inputs' shape that gives (scale, bias), applied to the normalized inputs while
        training.
      name: its name, which is that of its scope too.
      **kwargs: `dtype`, and what `tf.layers.Layer` takes besides.

    Raises:
      TypeError: if `axis` is neither an int nor a list.
      ValueError: for a bound that there is not.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     layer = tf.layers.BatchNormalization()
    ...     y = layer(tf.ones([4, 3]), training=True)
    ...     print([v.name for v in layer.weights][:2], len(tf.get_collection(tf.GraphKeys.UPDATE_OPS)))
    ['batch_normalization/gamma:0', 'batch_normalization/beta:0'] 2

    ```
    """

    def __init__(
        self,
        axis: Any = -1,
        momentum: Any = 0.99,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = Zeros(),  # noqa: B008 - they hold nothing that changes
        gamma_initializer: Any = Ones(),  # noqa: B008
        moving_mean_initializer: Any = Zeros(),  # noqa: B008
        moving_variance_initializer: Any = Ones(),  # noqa: B008
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        renorm: bool = False,
        renorm_clipping: Any = None,
        renorm_momentum: Any = 0.99,
        fused: bool | None = None,
        trainable: bool = True,
        virtual_batch_size: int | None = None,
        adjustment: Any = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, trainable=trainable, **kwargs)
        if not isinstance(axis, (int, list)):
            raise TypeError(f"axis must be int or list, type given: {type(axis)}")
        self.axis: Any = axis[:] if isinstance(axis, list) else axis
        self.momentum = momentum
        self.epsilon = epsilon
        self.center = center
        self.scale = scale
        self.beta_initializer = lookups.initializer(beta_initializer)
        self.gamma_initializer = lookups.initializer(gamma_initializer)
        self.moving_mean_initializer = lookups.initializer(moving_mean_initializer)
        self.moving_variance_initializer = lookups.initializer(moving_variance_initializer)
        self.beta_regularizer = lookups.regularizer(beta_regularizer)
        self.gamma_regularizer = lookups.regularizer(gamma_regularizer)
        self.beta_constraint = lookups.constraint(beta_constraint)
        self.gamma_constraint = lookups.constraint(gamma_constraint)
        self.renorm = renorm
        self.virtual_batch_size = virtual_batch_size
        self.adjustment = adjustment
        self.fused = True if fused is None else fused
        self.supports_masking = True
        if renorm:
            self.renorm_clipping = renorm_clipping or {}
            if set(self.renorm_clipping) - set(_CLIPPINGS):
                raise ValueError(
                    f"renorm_clipping {self.renorm_clipping} contains keys not in {list(_CLIPPINGS)}"
                )
            self.renorm_momentum = renorm_momentum

    @property
    def _param_dtype(self) -> dtypes.DType:
        """The dtype of the variables, which are never of 16 bits."""
        dtype = dtypes.as_dtype(self.dtype or dtypes.float32)
        return dtypes.float32 if dtype in (dtypes.float16, dtypes.bfloat16) else dtype

    def build(self, input_shape: Any) -> None:
        """Makes the variables.

        Raises:
          ValueError: if the rank or the number of channels is not known, an axis is none or comes twice, or the virtual
            batch size does not go with the other arguments.
        """
        shape = as_shape(input_shape)
        if not shape.ndims:
            raise ValueError("Input has undefined rank:", shape)
        rank = shape.ndims
        self._settle_axes(rank)
        self._check_virtual_batches()
        self.fused = bool(self.fused) and rank == 4 and self._fused_can_be_used()
        if self.fused:
            self._data_format = "NCHW" if self.axis == [1] else "NHWC"
        sizes = self._channel_sizes(shape)
        self.input_spec = InputSpec(ndim=rank, axes=sizes)
        if len(sizes) == 1 and self.virtual_batch_size is None:
            wanted = list(sizes.values())
        else:
            wanted = [sizes.get(axis, 1) for axis in range(rank)]
            if self.virtual_batch_size is not None:
                # the batch takes two axes: the parts, and what is in them
                wanted.insert(1, 1)
                self.axis = [axis + 1 for axis in self.axis]
        self._make_variables(wanted)
        self.built = True

    def _settle_axes(self, rank: int) -> None:
        axes = [self.axis] if isinstance(self.axis, int) else self.axis
        self.axis = [rank + axis if axis < 0 else axis for axis in axes]
        for axis in self.axis:
            if axis < 0 or axis >= rank:
                raise ValueError(f"Invalid axis: {axis}")
        if len(self.axis) != len(set(self.axis)):
            raise ValueError(f"Duplicate axis: {self.axis}")

    def _check_virtual_batches(self) -> None:
        if self.virtual_batch_size is None:
            return
        if self.virtual_batch_size <= 0:
            raise ValueError(
                "virtual_batch_size must be a positive integer that divides the true batch size of the input Tensor"
            )
        if 0 in self.axis:
            raise ValueError(
                "When using virtual_batch_size, the batch dimension must be 0 and thus axis cannot include 0"
            )
        if self.adjustment is not None:
            raise ValueError("When using virtual_batch_size, adjustment cannot be specified")

    def _fused_can_be_used(self) -> bool:
        plain = not self.renorm and self.virtual_batch_size is None and self.adjustment is None
        return plain and self.axis in ([1], [3])

    def _channel_sizes(self, shape: TensorShape) -> dict[int, int]:
        sizes = shape.as_list()
        found: dict[int, int] = {}
        for axis in self.axis:
            size = sizes[axis]
            if size is None:
                raise ValueError("Input has undefined `axis` dimension. Input shape: ", shape)
            found[axis] = size
        return found

    def _make_variables(self, shape: list[int]) -> None:
        self.gamma = self.beta = None
        for name, wished, fill in (("gamma", self.scale, 1.0), ("beta", self.center, 0.0)):
            if wished:
                made = self.add_weight(
                    name=name,
                    shape=shape,
                    dtype=self._param_dtype,
                    initializer=getattr(self, name + "_initializer"),
                    regularizer=getattr(self, name + "_regularizer"),
                    constraint=getattr(self, name + "_constraint"),
                    trainable=True,
                )
                setattr(self, name, made)
            elif self.fused:
                # one op needs it all the same
                made = constant(fill, dtype=self._param_dtype, shape=shape)
                setattr(self, f"_{name}_const", made)
        scope = self._scope
        partitioner = None
        if scope is not None:
            # averages are not partitioned
            partitioner = scope.partitioner
            scope.set_partitioner(None)
        try:
            self.moving_mean = self._add_average("moving_mean", shape, self.moving_mean_initializer)
            self.moving_variance = self._add_average(
                "moving_variance", shape, self.moving_variance_initializer
            )
            if self.renorm:
                self._make_renorm_variables(shape)
        finally:
            if scope is not None:
                scope.set_partitioner(partitioner)

    def _make_renorm_variables(self, shape: list[int]) -> None:
        of_variance = self.moving_variance_initializer

        def root(shape: Any, dtype: Any = None, partition_info: Any = None) -> Any:
            return sqrt(of_variance(shape, dtype=dtype))

        with colocate_with(self.moving_variance):
            self.moving_stddev = self._add_average("moving_stddev", shape, root)
        with colocate_with(self.moving_mean):
            self.renorm_mean = self._add_average("renorm_mean", shape, self.moving_mean_initializer)
        with colocate_with(self.moving_stddev):
            self.renorm_stddev = self._add_average("renorm_stddev", shape, root)

    def _add_average(self, name: str, shape: list[int], initializer: Any) -> Any:
        return self.add_weight(
            name=name,
            shape=shape,
            dtype=self._param_dtype,
            initializer=initializer,
            synchronization=VariableSynchronization.ON_READ,
            trainable=False,
            aggregation=VariableAggregation.MEAN,
        )

    def compute_output_shape(self, input_shape: Any) -> Any:
        """The input's shape."""
        return input_shape

    def get_config(self) -> dict[str, Any]:
        """The arguments that make a layer like this one."""
        config = {**self._base_config(), "axis": self.axis}
        for name in ("momentum", "epsilon", "center", "scale"):
            config[name] = getattr(self, name)
        for name in ("beta", "gamma", "moving_mean", "moving_variance"):
            config[f"{name}_initializer"] = lookups.described(getattr(self, f"{name}_initializer"))
        for kind in ("regularizer", "constraint"):
            for name in ("beta", "gamma"):
                config[f"{name}_{kind}"] = lookups.described(getattr(self, f"{name}_{kind}"))
        if self.renorm:
            config["renorm"] = True
            config["renorm_clipping"] = self.renorm_clipping
            config["renorm_momentum"] = self.renorm_momentum
        if self.virtual_batch_size is not None:
            config["virtual_batch_size"] = self.virtual_batch_size
        return config


@deprecated(
    "Use keras.layers.BatchNormalization instead.  In particular, `tf.control_dependencies(tf.GraphKeys.UPDATE_OPS)` "
    "should not be used (consult the `tf.keras.layers.batch_normalization` documentation)."
)
def batch_normalization(
    inputs: Any,
    axis: Any = -1,
    momentum: Any = 0.99,
    epsilon: float = 1e-3,
    center: bool = True,
    scale: bool = True,
    beta_initializer: Any = Zeros(),  # noqa: B008
    gamma_initializer: Any = Ones(),  # noqa: B008
    moving_mean_initializer: Any = Zeros(),  # noqa: B008
    moving_variance_initializer: Any = Ones(),  # noqa: B008
    beta_regularizer: Any = None,
    gamma_regularizer: Any = None,
    beta_constraint: Any = None,
    gamma_constraint: Any = None,
    training: Any = False,
    trainable: bool = True,
    name: str | None = None,
    reuse: Any = None,
    renorm: bool = False,
    renorm_clipping: Any = None,
    renorm_momentum: Any = 0.99,
    fused: bool | None = None,
    virtual_batch_size: int | None = None,
    adjustment: Any = None,
) -> Any:
    """A `BatchNormalization` layer, made and called.

    Args:
      inputs: a tensor of floats.
      training: a bool, or a bool tensor: whether to use the batch's statistics and update the moving averages.
      reuse: whether to share the variables of an earlier layer of this name.
      Others as of `tf.layers.BatchNormalization`.

    Returns:
      A tensor like `inputs`.

    Raises:
      ValueError: if the rank or the number of channels is not known; and as `tf.layers.BatchNormalization`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     y = tf.layers.batch_normalization(tf.constant([[1.0], [3.0]]), epsilon=0.0, training=True)
    ...     sess.run(tf.global_variables_initializer())
    ...     print(sess.run(y).ravel())
    [-1.  1.]

    ```
    """
    layer = BatchNormalization(
        axis=axis,
        momentum=momentum,
        epsilon=epsilon,
        center=center,
        scale=scale,
        beta_initializer=beta_initializer,
        gamma_initializer=gamma_initializer,
        moving_mean_initializer=moving_mean_initializer,
        moving_variance_initializer=moving_variance_initializer,
        beta_regularizer=beta_regularizer,
        gamma_regularizer=gamma_regularizer,
        beta_constraint=beta_constraint,
        gamma_constraint=gamma_constraint,
        renorm=renorm,
        renorm_clipping=renorm_clipping,
        renorm_momentum=renorm_momentum,
        fused=fused,
        trainable=trainable,
        virtual_batch_size=virtual_batch_size,
        adjustment=adjustment,
        name=name,
        _reuse=reuse,
        _scope=name,
    )
    return layer.apply(inputs, training=training)
