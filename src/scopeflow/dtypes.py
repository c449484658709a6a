"""tf.dtypes: dtypes and conversions between them."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    graph.dtypes: as_dtype bfloat16 bool complex128 complex64 double DType float16 float32 float64
    graph.dtypes: half int16 int32 int64 int8 qint16 qint32 qint8 QUANTIZED_DTYPES quint16 quint8
    graph.dtypes: resource string uint16 uint32 uint64 uint8 variant
    ops.math.casting: cast saturate_cast
    ops.math.complexes: complex
    """,
)
