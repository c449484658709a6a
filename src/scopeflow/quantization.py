"""tf.quantization: what quantized models round to, under the names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    ops.nn.fake_quant: fake_quant_with_min_max_args fake_quant_with_min_max_args_gradient
    ops.nn.fake_quant: fake_quant_with_min_max_vars fake_quant_with_min_max_vars_gradient
    ops.nn.fake_quant: fake_quant_with_min_max_vars_per_channel
    ops.nn.fake_quant: fake_quant_with_min_max_vars_per_channel_gradient
    ops.nn.quantizing: quantize_and_dequantize
    ops.quantized.arithmetic: quantized_concat
    ops.quantized.converting: dequantize quantize
    """,
)
