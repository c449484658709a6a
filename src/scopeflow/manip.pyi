# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.ops.arrays.blocks import batch_to_space_nd as batch_to_space_nd
from scopeflow.ops.arrays.gathering import gather_nd as gather_nd
from scopeflow.ops.arrays.shaping import reshape as reshape
from scopeflow.ops.arrays.moving import reverse as reverse
from scopeflow.ops.arrays.rolling import roll as roll
from scopeflow.ops.arrays.gathering import scatter_nd as scatter_nd
from scopeflow.ops.arrays.blocks import space_to_batch_nd as space_to_batch_nd
from scopeflow.ops.arrays.moving import tile as tile
