"""`tf.random`: random tensors and seeds."""

from scopeflow.ops.random import random_normal as normal
from scopeflow.ops.random import random_shuffle as shuffle
from scopeflow.ops.random import random_uniform as uniform
from scopeflow.ops.random import truncated_normal as truncated_normal
from scopeflow.ops.seeds import get_seed as get_seed
from scopeflow.ops.seeds import set_random_seed as set_random_seed

__all__ = ["get_seed", "normal", "set_random_seed", "shuffle", "truncated_normal", "uniform"]
