# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.ops.sparse.setting import set_difference as _difference
from scopeflow.ops.sparse.setting import set_intersection as _intersection
from scopeflow.ops.sparse.setting import set_difference as set_difference
from scopeflow.ops.sparse.setting import set_intersection as set_intersection
from scopeflow.ops.sparse.setting import set_size as set_size
from scopeflow.ops.sparse.setting import set_union as set_union
from scopeflow.ops.sparse.setting import set_size as _size
from scopeflow.ops.sparse.setting import set_union as _union

difference = _difference
intersection = _intersection
size = _size
union = _union
