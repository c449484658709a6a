"""tf.layers: objects that own variables and are called on tensors."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    modules: experimental
    layers.average_pooling: average_pooling1d average_pooling2d average_pooling3d
    layers.average_pooling: AveragePooling1D AveragePooling2D AveragePooling3D
    layers.base: Layer
    layers.batch_norm: BatchNormalization batch_normalization
    layers.windows1d: Conv1D conv1d
    layers.windows2d: Conv2D conv2d
    layers.growing2d: Conv2DTranspose conv2d_transpose
    layers.windows3d: Conv3D conv3d
    layers.growing3d: Conv3DTranspose conv3d_transpose
    layers.affine: Dense dense
    layers.dropping: Dropout dropout
    layers.flattening: Flatten flatten
    layers.input_spec: InputSpec
    layers.max_pooling: max_pooling1d max_pooling2d max_pooling3d
    layers.max_pooling: MaxPooling1D MaxPooling2D MaxPooling3D
    layers.channelwise1d: SeparableConv1D separable_conv1d
    layers.channelwise2d: SeparableConv2D separable_conv2d
    """,
)
