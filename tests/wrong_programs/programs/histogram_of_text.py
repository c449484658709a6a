# raises: TypeError
# TensorFlow says: Value passed to parameter 'values' has DataType string not in list of allowed values: float32, float64, int32, uint8, int16, int8, int64, bfloat16, uint16, float16, uint32, uint64
# we say: HistogramSummary takes no other; tf.cast converts numbers
import scopeflow as tf

tf.summary.histogram("h", tf.constant("text"))
