# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.data.dataset import DatasetV1 as _Dataset
from scopeflow.data.specs import DatasetSpec as DatasetSpec
from scopeflow.data.files import FixedLengthRecordDatasetV1 as _FixedLengthRecordDataset
from scopeflow.data.iterator import Iterator as Iterator
from scopeflow.data.options import Options as Options
from scopeflow.data.files import TFRecordDatasetV1 as _TFRecordDataset
from scopeflow.data.files import TextLineDatasetV1 as _TextLineDataset
from scopeflow.data import experimental as experimental
from scopeflow.data.legacy import get_output_classes as get_output_classes
from scopeflow.data.legacy import get_output_shapes as get_output_shapes
from scopeflow.data.legacy import get_output_types as get_output_types
from scopeflow.data.making import make_initializable_iterator as make_initializable_iterator
from scopeflow.data.making import make_one_shot_iterator as make_one_shot_iterator

Dataset = _Dataset
FixedLengthRecordDataset = _FixedLengthRecordDataset
TFRecordDataset = _TFRecordDataset
TextLineDataset = _TextLineDataset
