# Written by tools/make_stubs.py from the table in the module beside it.

from scopeflow.variables.initializers import Constant as _constant
from scopeflow.variables.initialization import global_variables_initializer as _global_variables
from scopeflow.variables.scaling import GlorotNormal as _glorot_normal
from scopeflow.variables.scaling import GlorotUniform as _glorot_uniform
from scopeflow.variables.scaling import he_normal as he_normal
from scopeflow.variables.scaling import he_uniform as he_uniform
from scopeflow.variables.matrices import Identity as _identity
from scopeflow.variables.scaling import lecun_normal as lecun_normal
from scopeflow.variables.scaling import lecun_uniform as lecun_uniform
from scopeflow.variables.initialization import local_variables_initializer as _local_variables
from scopeflow.variables.initializers import Ones as _ones
from scopeflow.variables.matrices import Orthogonal as _orthogonal
from scopeflow.variables.initializers import RandomNormal as _random_normal
from scopeflow.variables.initializers import RandomUniform as _random_uniform
from scopeflow.ops.tables import tables_initializer as tables_initializer
from scopeflow.variables.initializers import TruncatedNormal as _truncated_normal
from scopeflow.variables.scaling import UniformUnitScaling as _uniform_unit_scaling
from scopeflow.variables.initialization import variables_initializer as _variables
from scopeflow.variables.scaling import VarianceScaling as _variance_scaling
from scopeflow.variables.initializers import Zeros as _zeros

constant = _constant
global_variables = _global_variables
glorot_normal = _glorot_normal
glorot_uniform = _glorot_uniform
identity = _identity
local_variables = _local_variables
ones = _ones
orthogonal = _orthogonal
random_normal = _random_normal
random_uniform = _random_uniform
truncated_normal = _truncated_normal
uniform_unit_scaling = _uniform_unit_scaling
variables = _variables
variance_scaling = _variance_scaling
zeros = _zeros
