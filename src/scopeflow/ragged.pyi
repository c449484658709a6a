# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.ops.ragged.value import RaggedTensorValue as RaggedTensorValue
from scopeflow.ops.ragged.functions import boolean_mask as boolean_mask
from scopeflow.ops.ragged.constants import constant as constant
from scopeflow.ops.ragged.constants import constant_value as constant_value
from scopeflow.ops.ragged.functions import map_flat_values as map_flat_values
from scopeflow.ops.ragged.constants import placeholder as placeholder
from scopeflow.ops.ragged.ranging import range as range
from scopeflow.ops.ragged.parts import row_splits_to_segment_ids as row_splits_to_segment_ids
from scopeflow.ops.ragged.parts import segment_ids_to_row_splits as segment_ids_to_row_splits
from scopeflow.ops.ragged.functions import stack as stack
from scopeflow.ops.ragged.functions import stack_dynamic_partitions as stack_dynamic_partitions
