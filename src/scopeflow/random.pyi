# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.ops.random.seeds import get_seed as get_seed
from scopeflow.ops.random.sampling import random_normal as _normal
from scopeflow.ops.random.seeds import set_random_seed as set_random_seed
from scopeflow.ops.random.sampling import random_shuffle as _shuffle
from scopeflow.ops.random.sampling import truncated_normal as truncated_normal
from scopeflow.ops.random.sampling import random_uniform as _uniform

normal = _normal
shuffle = _shuffle
uniform = _uniform
