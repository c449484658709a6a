"""tf.data: input pipelines as datasets, and the iterators that walk them."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    modules: experimental
    data.dataset: Dataset=DatasetV1
    data.files: FixedLengthRecordDataset=FixedLengthRecordDatasetV1
    data.files: TFRecordDataset=TFRecordDatasetV1 TextLineDataset=TextLineDatasetV1
    data.iterator: Iterator
    data.making: make_initializable_iterator make_one_shot_iterator
    data.options: Options
    data.specs: DatasetSpec
    data.legacy: get_output_classes get_output_shapes get_output_types
    """,
)
