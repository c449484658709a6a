"""tf.io: files, and records taken apart, under the names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    modules: gfile
    formats.record_files: tf_record_iterator TFRecordCompressionType TFRecordOptions TFRecordWriter
    ops.image.decode_image: decode_image is_jpeg
    ops.image.decoding: decode_and_crop_jpeg decode_bmp decode_gif decode_jpeg decode_png
    ops.image.decoding: extract_jpeg_shape
    ops.image.encoding: encode_jpeg
    ops.queues.base: QueueBase
    ops.queues.queue: PaddingFIFOQueue PriorityQueue RandomShuffleQueue
    ops.strings.base64: decode_base64 encode_base64
    ops.parsing.csv: decode_csv
    ops.parsing.example_functions: parse_example parse_single_example
    ops.parsing.features: FixedLenFeature FixedLenSequenceFeature SparseFeature VarLenFeature
    ops.parsing.files: matching_files read_file write_file
    ops.parsing.raw: decode_compressed decode_raw
    ops.parsing.sequence_functions: parse_sequence_example parse_single_sequence_example
    ops.parsing.tensors: decode_json_example parse_tensor serialize_tensor
    ops.sparse.packing: deserialize_many_sparse serialize_many_sparse serialize_sparse
    train.graph_files: write_graph
    train.matching: match_filenames_once
    """,
)
