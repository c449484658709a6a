# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.formats.record_files import TFRecordCompressionType as TFRecordCompressionType
from scopeflow.formats.record_files import TFRecordOptions as TFRecordOptions
from scopeflow.formats.record_files import TFRecordWriter as TFRecordWriter
from scopeflow.formats.record_files import tf_record_iterator as tf_record_iterator
