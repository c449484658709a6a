"""tf.python_io: files of records, under the names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    formats.record_files: tf_record_iterator TFRecordCompressionType TFRecordOptions TFRecordWriter
    """,
)
