"""tf.nn: the parts of neural networks, under the names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    ops.nn.activation: elu l2_loss leaky_relu relu relu6 selu sigmoid softplus softsign
    ops.nn.affine: bias_add relu_layer xw_plus_b
    ops.math.clipping: l2_normalize
    ops.math.elementwise: tanh
    ops.nn.softmax: log_softmax softmax
    """,
)
