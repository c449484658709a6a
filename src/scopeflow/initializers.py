"""`tf.initializers`: the initializers under their short names."""

from scopeflow.variables.initialization import global_variables_initializer as global_variables
from scopeflow.variables.initialization import local_variables_initializer as local_variables
from scopeflow.variables.initialization import variables_initializer as variables
from scopeflow.variables.initializers import Constant as constant
from scopeflow.variables.initializers import Ones as ones
from scopeflow.variables.initializers import RandomNormal as random_normal
from scopeflow.variables.initializers import RandomUniform as random_uniform
from scopeflow.variables.initializers import TruncatedNormal as truncated_normal
from scopeflow.variables.initializers import Zeros as zeros
from scopeflow.variables.matrices import Identity as identity
from scopeflow.variables.matrices import Orthogonal as orthogonal
from scopeflow.variables.scaling import GlorotNormal as glorot_normal
from scopeflow.variables.scaling import GlorotUniform as glorot_uniform
from scopeflow.variables.scaling import UniformUnitScaling as uniform_unit_scaling
from scopeflow.variables.scaling import VarianceScaling as variance_scaling
from scopeflow.variables.scaling import he_normal as he_normal
from scopeflow.variables.scaling import he_uniform as he_uniform
from scopeflow.variables.scaling import lecun_normal as lecun_normal
from scopeflow.variables.scaling import lecun_uniform as lecun_uniform

__all__ = [
    "constant",
    "global_variables",
    "glorot_normal",
    "glorot_uniform",
    "he_normal",
    "he_uniform",
    "identity",
    "lecun_normal",
    "lecun_uniform",
    "local_variables",
    "ones",
    "orthogonal",
    "random_normal",
    "random_uniform",
    "truncated_normal",
    "uniform_unit_scaling",
    "variables",
    "variance_scaling",
    "zeros",
]
