# Written by tools/make_stubs.py from the table in the module beside it.

from typing import Any
from scopeflow.scopes.reuse import AUTO_REUSE as AUTO_REUSE
from scopeflow.version import COMPILER_VERSION as COMPILER_VERSION
from scopeflow.graph.dtypes import DType as DType
from scopeflow.graph.device import DeviceSpec as DeviceSpec
from scopeflow.graph.shapes import Dimension as Dimension
from scopeflow.version import GIT_VERSION as GIT_VERSION
from scopeflow.version import GRAPH_DEF_VERSION as GRAPH_DEF_VERSION
from scopeflow.version import GRAPH_DEF_VERSION_MIN_CONSUMER as GRAPH_DEF_VERSION_MIN_CONSUMER
from scopeflow.version import GRAPH_DEF_VERSION_MIN_PRODUCER as GRAPH_DEF_VERSION_MIN_PRODUCER
from scopeflow.graph.core import Graph as Graph
from scopeflow.graph.keys import GraphKeys as GraphKeys
from scopeflow.ops.arrays.indexed_slices import IndexedSlices as IndexedSlices
from scopeflow.session import InteractiveSession as InteractiveSession
from scopeflow.errors import OpError as OpError
from scopeflow.graph.operation import Operation as Operation
from scopeflow.graph.dtypes import QUANTIZED_DTYPES as QUANTIZED_DTYPES
from scopeflow.session import Session as Session
from scopeflow.graph.tensor import Tensor as Tensor
from scopeflow.graph.shapes import TensorShape as TensorShape
from scopeflow.version import VERSION as VERSION
from scopeflow.variables.variable import Variable as Variable
from scopeflow.variables.policy import VariableAggregation as VariableAggregation
from scopeflow.scopes.scope import VariableScope as VariableScope
from scopeflow.variables.policy import VariableSynchronization as VariableSynchronization
from scopeflow.version import VERSION as ___version__
from scopeflow.ops.math.elementwise import abs as abs
from scopeflow.ops.math.sums import accumulate_n as accumulate_n
from scopeflow.ops.math.elementwise import acos as acos
from scopeflow.ops.math.elementwise import acosh as acosh
from scopeflow.ops.math.arithmetic import add as add
from scopeflow.ops.math.sums import add_n as add_n
from scopeflow.graph.contexts import add_to_collection as add_to_collection
from scopeflow.graph.contexts import add_to_collections as add_to_collections
from scopeflow.variables.queries import all_variables as all_variables
from scopeflow.ops.math.complexes import angle as angle
from scopeflow.ops.math.scanning import argmax as argmax
from scopeflow.ops.math.scanning import argmin as argmin
from scopeflow.graph.dtypes import as_dtype as as_dtype
from scopeflow.ops.math.elementwise import asin as asin
from scopeflow.ops.math.elementwise import asinh as asinh
from scopeflow.variables.initialization import assert_variables_initialized as assert_variables_initialized
from scopeflow.variables.assigning import assign as assign
from scopeflow.variables.assigning import assign_add as assign_add
from scopeflow.variables.assigning import assign_sub as assign_sub
from scopeflow.ops.math.elementwise import atan as atan
from scopeflow.ops.math.elementwise import atan2 as atan2
from scopeflow.ops.math.elementwise import atanh as atanh
from scopeflow.variables.assigning import batch_scatter_update as batch_scatter_update
from scopeflow.graph.dtypes import bfloat16 as bfloat16
from scopeflow.ops.math.casting import bitcast as bitcast
from scopeflow import bitwise as bitwise
from scopeflow.graph.dtypes import bool as bool
from scopeflow.ops.arrays.masking import boolean_mask as boolean_mask
from scopeflow.ops.arrays.moving import broadcast_dynamic_shape as broadcast_dynamic_shape
from scopeflow.ops.arrays.moving import broadcast_static_shape as broadcast_static_shape
from scopeflow.ops.arrays.moving import broadcast_to as broadcast_to
from scopeflow.ops.math.casting import cast as cast
from scopeflow.ops.math.elementwise import ceil as ceil
from scopeflow.ops.math.clipping import clip_by_norm as clip_by_norm
from scopeflow.ops.math.clipping import clip_by_value as clip_by_value
from scopeflow.graph.contexts import colocate_with as colocate_with
from scopeflow.ops.math.complexes import complex as complex
from scopeflow.graph.dtypes import complex128 as complex128
from scopeflow.graph.dtypes import complex64 as complex64
from scopeflow.ops.arrays.joining import concat as concat
from scopeflow.ops.control.conditional import cond as cond
from scopeflow.ops.math.complexes import conj as conj
from scopeflow.ops.arrays.constant import constant as constant
from scopeflow.variables.initializers import Constant as _constant_initializer
from scopeflow.graph.contexts import container as container
from scopeflow.graph.contexts import control_dependencies as control_dependencies
from scopeflow.graph.convert import convert_to_tensor as convert_to_tensor
from scopeflow.ops.math.elementwise import cos as cos
from scopeflow.ops.math.elementwise import cosh as cosh
from scopeflow.ops.math.statistics import count_nonzero as count_nonzero
from scopeflow.variables.assigning import count_up_to as count_up_to
from scopeflow.scopes.slices_of import create_partitioned_variables as create_partitioned_variables
from scopeflow.ops.math.scanning import cumprod as cumprod
from scopeflow.ops.math.scanning import cumsum as cumsum
from scopeflow import debugging as debugging
from scopeflow.graph.contexts import device as device
from scopeflow.ops.arrays.diagonals import diag as diag
from scopeflow.ops.arrays.diagonals import diag_part as diag_part
from scopeflow.ops.math.elementwise import digamma as digamma
from scopeflow.graph.shapes import dimension_at_index as dimension_at_index
from scopeflow.graph.shapes import dimension_value as dimension_value
from scopeflow.variables.creation import disable_resource_variables as disable_resource_variables
from scopeflow.ops.math.division import div as div
from scopeflow.ops.math.division import div_no_nan as div_no_nan
from scopeflow.ops.math.division import divide as divide
from scopeflow.graph.dtypes import double as double
from scopeflow import dtypes as dtypes
from scopeflow.variables.creation import enable_resource_variables as enable_resource_variables
from scopeflow.ops.math.comparison import equal as equal
from scopeflow.ops.math.elementwise import erf as erf
from scopeflow.ops.math.elementwise import erfc as erfc
from scopeflow import errors as errors
from scopeflow.graph.contexts import executing_eagerly as executing_eagerly
from scopeflow.ops.math.elementwise import exp as exp
from scopeflow.ops.arrays.shaping import expand_dims as expand_dims
from scopeflow.ops.math.elementwise import expm1 as expm1
from scopeflow.ops.arrays.diagonals import eye as eye
from scopeflow.ops.arrays.filling import fill as fill
from scopeflow.variables.partitioners import fixed_size_partitioner as fixed_size_partitioner
from scopeflow.graph.dtypes import float16 as float16
from scopeflow.graph.dtypes import float32 as float32
from scopeflow.graph.dtypes import float64 as float64
from scopeflow.ops.math.elementwise import floor as floor
from scopeflow.ops.math.division import floor_div as floor_div
from scopeflow.ops.math.division import floordiv as floordiv
from scopeflow.ops.math.division import floormod as floormod
from scopeflow.ops.arrays.gathering import gather as gather
from scopeflow.ops.arrays.gathering import gather_nd as gather_nd
from scopeflow.graph.contexts import get_collection as get_collection
from scopeflow.graph.contexts import get_collection_ref as get_collection_ref
from scopeflow.graph.core import get_default_graph as get_default_graph
from scopeflow.session import get_default_session as get_default_session
from scopeflow.scopes.getting import get_local_variable as get_local_variable
from scopeflow.ops.random.seeds import get_seed as get_seed
from scopeflow.scopes.getting import get_variable as get_variable
from scopeflow.scopes.state import get_variable_scope as get_variable_scope
from scopeflow.variables.queries import global_variables as global_variables
from scopeflow.variables.initialization import global_variables_initializer as global_variables_initializer
from scopeflow.variables.scaling import GlorotNormal as _glorot_normal_initializer
from scopeflow.variables.scaling import GlorotUniform as _glorot_uniform_initializer
from scopeflow.ops.math.comparison import greater as greater
from scopeflow.ops.math.comparison import greater_equal as greater_equal
from scopeflow.ops.control.grouping import group as group
from scopeflow.graph.dtypes import half as half
from scopeflow.ops.arrays.identity import identity as identity
from scopeflow.ops.arrays.identity import identity_n as identity_n
from scopeflow.ops.math.complexes import imag as imag
from scopeflow.graph.contexts import init_scope as init_scope
from scopeflow.ops.tables import initialize_all_tables as initialize_all_tables
from scopeflow.variables.initialization import initialize_all_variables as initialize_all_variables
from scopeflow.variables.initialization import initialize_local_variables as initialize_local_variables
from scopeflow.variables.initialization import initialize_variables as initialize_variables
from scopeflow import initializers as initializers
from scopeflow.graph.dtypes import int16 as int16
from scopeflow.graph.dtypes import int32 as int32
from scopeflow.graph.dtypes import int64 as int64
from scopeflow.graph.dtypes import int8 as int8
from scopeflow.ops.arrays.gathering import invert_permutation as invert_permutation
from scopeflow.ops.math.elementwise import is_finite as is_finite
from scopeflow.ops.math.elementwise import is_inf as is_inf
from scopeflow.ops.math.elementwise import is_nan as is_nan
from scopeflow.graph.contexts import is_tensor as is_tensor
from scopeflow.variables.initialization import is_variable_initialized as is_variable_initialized
from scopeflow.ops.math.comparison import less as less
from scopeflow.ops.math.comparison import less_equal as less_equal
from scopeflow.ops.math.elementwise import lgamma as lgamma
from scopeflow.ops.arrays.counting import linspace as _lin_space
from scopeflow import linalg as linalg
from scopeflow.ops.arrays.counting import linspace as linspace
from scopeflow.variables.queries import local_variables as local_variables
from scopeflow.variables.initialization import local_variables_initializer as local_variables_initializer
from scopeflow.ops.math.elementwise import log as log
from scopeflow.ops.math.elementwise import log1p as log1p
from scopeflow.ops.nn.activation import log_sigmoid as log_sigmoid
from scopeflow.ops.math.logical import logical_and as logical_and
from scopeflow.ops.math.logical import logical_not as logical_not
from scopeflow.ops.math.logical import logical_or as logical_or
from scopeflow.ops.math.logical import logical_xor as logical_xor
from scopeflow.formats.tensors import make_ndarray as make_ndarray
from scopeflow.scopes.template import make_template as make_template
from scopeflow.formats.tensors import make_tensor_proto as make_tensor_proto
from scopeflow import math as math
from scopeflow.ops.math.matmul import matmul as matmul
from scopeflow.ops.arrays.diagonals import matrix_band_part as matrix_band_part
from scopeflow.ops.arrays.diagonals import matrix_diag as matrix_diag
from scopeflow.ops.arrays.diagonals import matrix_diag_part as matrix_diag_part
from scopeflow.ops.arrays.diagonals import matrix_set_diag as matrix_set_diag
from scopeflow.ops.arrays.moving import matrix_transpose as matrix_transpose
from scopeflow.ops.math.arithmetic import maximum as maximum
from scopeflow.ops.arrays.grids import meshgrid as meshgrid
from scopeflow.variables.partitioners import min_max_variable_partitioner as min_max_variable_partitioner
from scopeflow.ops.math.arithmetic import minimum as minimum
from scopeflow.ops.math.division import mod as mod
from scopeflow.variables.queries import model_variables as model_variables
from scopeflow.variables.queries import moving_average_variables as moving_average_variables
from scopeflow.ops.math.arithmetic import multiply as multiply
from scopeflow.ops.scoping import name_scope as name_scope
from scopeflow.ops.math.elementwise import negative as negative
from scopeflow.ops.arrays.slicing import newaxis as newaxis
from scopeflow import nn as nn
from scopeflow.ops.control.grouping import no_op as no_op
from scopeflow.scopes.regularizers import no_regularizer as no_regularizer
from scopeflow.ops.math.comparison import not_equal as not_equal
from scopeflow.ops.arrays.counting import one_hot as one_hot
from scopeflow.ops.arrays.filling import ones as ones
from scopeflow.variables.initializers import Ones as _ones_initializer
from scopeflow.ops.arrays.filling import ones_like as ones_like
from scopeflow.scopes.old_scopes import op_scope as op_scope
from scopeflow.variables.matrices import Orthogonal as _orthogonal_initializer
from scopeflow.ops.arrays.padding import pad as pad
from scopeflow.ops.arrays.placeholder import placeholder as placeholder
from scopeflow.ops.arrays.placeholder import placeholder_with_default as placeholder_with_default
from scopeflow.ops.math.arithmetic import pow as pow
from scopeflow.graph.dtypes import qint16 as qint16
from scopeflow.graph.dtypes import qint32 as qint32
from scopeflow.graph.dtypes import qint8 as qint8
from scopeflow.ops.linalg.decompositions import qr as qr
from scopeflow.graph.dtypes import quint16 as quint16
from scopeflow.graph.dtypes import quint8 as quint8
from scopeflow import random as random
from scopeflow.ops.random.sampling import random_normal as random_normal
from scopeflow.variables.initializers import RandomNormal as _random_normal_initializer
from scopeflow.ops.random.sampling import random_shuffle as random_shuffle
from scopeflow.ops.random.sampling import random_uniform as random_uniform
from scopeflow.variables.initializers import RandomUniform as _random_uniform_initializer
from scopeflow.ops.arrays.counting import range as range
from scopeflow.ops.arrays.shaping import rank as rank
from scopeflow.ops.math.complexes import real as real
from scopeflow.ops.math.division import realdiv as realdiv
from scopeflow.ops.math.elementwise import reciprocal as reciprocal
from scopeflow.ops.math.reduction import reduce_all as reduce_all
from scopeflow.ops.math.reduction import reduce_any as reduce_any
from scopeflow.ops.math.statistics import reduce_logsumexp as reduce_logsumexp
from scopeflow.ops.math.reduction import reduce_max as reduce_max
from scopeflow.ops.math.reduction import reduce_mean as reduce_mean
from scopeflow.ops.math.reduction import reduce_min as reduce_min
from scopeflow.ops.math.reduction import reduce_prod as reduce_prod
from scopeflow.ops.math.reduction import reduce_sum as reduce_sum
from scopeflow.graph.convert import register_tensor_conversion_function as register_tensor_conversion_function
from scopeflow.variables.initialization import report_uninitialized_variables as report_uninitialized_variables
from scopeflow.graph.core import reset_default_graph as reset_default_graph
from scopeflow.ops.arrays.shaping import reshape as reshape
from scopeflow.graph.dtypes import resource as resource
from scopeflow.variables.creation import resource_variables_enabled as resource_variables_enabled
from scopeflow.ops.arrays.moving import reverse as reverse
from scopeflow.ops.arrays.moving import reverse as _reverse_v2
from scopeflow.ops.math.elementwise import rint as rint
from scopeflow.ops.math.elementwise import round as round
from scopeflow.ops.math.elementwise import rsqrt as rsqrt
from scopeflow.ops.math.casting import saturate_cast as saturate_cast
from scopeflow.ops.math.arithmetic import scalar_mul as scalar_mul
from scopeflow.variables.assigning import scatter_add as scatter_add
from scopeflow.variables.assigning import scatter_div as scatter_div
from scopeflow.variables.assigning import scatter_max as scatter_max
from scopeflow.variables.assigning import scatter_min as scatter_min
from scopeflow.variables.assigning import scatter_mul as scatter_mul
from scopeflow.ops.arrays.gathering import scatter_nd as scatter_nd
from scopeflow.variables.assigning import scatter_nd_add as scatter_nd_add
from scopeflow.variables.assigning import scatter_nd_sub as scatter_nd_sub
from scopeflow.variables.assigning import scatter_nd_update as scatter_nd_update
from scopeflow.variables.assigning import scatter_sub as scatter_sub
from scopeflow.variables.assigning import scatter_update as scatter_update
from scopeflow.ops.arrays.grids import sequence_mask as sequence_mask
from scopeflow.ops.random.seeds import set_random_seed as set_random_seed
from scopeflow.ops.arrays.shaping import shape as shape
from scopeflow.ops.arrays.shaping import shape_n as shape_n
from scopeflow.ops.nn.activation import sigmoid as sigmoid
from scopeflow.ops.math.elementwise import sign as sign
from scopeflow.ops.math.elementwise import sin as sin
from scopeflow.ops.math.elementwise import sinh as sinh
from scopeflow.ops.arrays.shaping import size as size
from scopeflow.ops.arrays.slicing import slice as slice
from scopeflow.ops.arrays.splitting import split as split
from scopeflow.ops.math.elementwise import sqrt as sqrt
from scopeflow.ops.math.elementwise import square as square
from scopeflow.ops.math.arithmetic import squared_difference as squared_difference
from scopeflow.ops.arrays.shaping import squeeze as squeeze
from scopeflow.ops.arrays.joining import stack as stack
from scopeflow.ops.arrays.identity import stop_gradient as stop_gradient
from scopeflow.ops.arrays.slicing import strided_slice as strided_slice
from scopeflow.graph.dtypes import string as string
from scopeflow.ops.math.arithmetic import subtract as subtract
from scopeflow import summary as summary
from scopeflow.ops.tables import tables_initializer as tables_initializer
from scopeflow.ops.math.elementwise import tan as tan
from scopeflow.ops.math.elementwise import tanh as tanh
from scopeflow.ops.arrays.moving import tile as tile
from scopeflow.ops.math.casting import to_bfloat16 as to_bfloat16
from scopeflow.ops.math.casting import to_complex128 as to_complex128
from scopeflow.ops.math.casting import to_complex64 as to_complex64
from scopeflow.ops.math.casting import to_double as to_double
from scopeflow.ops.math.casting import to_float as to_float
from scopeflow.ops.math.casting import to_int32 as to_int32
from scopeflow.ops.math.casting import to_int64 as to_int64
from scopeflow import train as train
from scopeflow.variables.queries import trainable_variables as trainable_variables
from scopeflow.ops.arrays.moving import transpose as transpose
from scopeflow.ops.math.division import truediv as truediv
from scopeflow.ops.random.sampling import truncated_normal as truncated_normal
from scopeflow.variables.initializers import TruncatedNormal as _truncated_normal_initializer
from scopeflow.ops.math.division import truncatediv as truncatediv
from scopeflow.ops.math.division import truncatemod as truncatemod
from scopeflow.ops.control.grouping import tuple_ as _tuple
from scopeflow.graph.dtypes import uint16 as uint16
from scopeflow.graph.dtypes import uint32 as uint32
from scopeflow.graph.dtypes import uint64 as uint64
from scopeflow.graph.dtypes import uint8 as uint8
from scopeflow.variables.scaling import UniformUnitScaling as _uniform_unit_scaling_initializer
from scopeflow.ops.arrays.gathering import unique as unique
from scopeflow.ops.arrays.gathering import unique_with_counts as unique_with_counts
from scopeflow.ops.arrays.splitting import unstack as unstack
from scopeflow.variables.partitioners import variable_axis_size_partitioner as variable_axis_size_partitioner
from scopeflow.scopes.creators import variable_creator_scope as variable_creator_scope
from scopeflow.scopes.old_scopes import variable_op_scope as variable_op_scope
from scopeflow.scopes.variable_scope import variable_scope as variable_scope
from scopeflow.variables.initialization import variables_initializer as variables_initializer
from scopeflow.variables.scaling import VarianceScaling as _variance_scaling_initializer
from scopeflow.graph.dtypes import variant as variant
from scopeflow import version as version
from scopeflow.ops.arrays.masking import where as where
from scopeflow.ops.arrays.filling import zeros as zeros
from scopeflow.variables.initializers import Zeros as _zeros_initializer
from scopeflow.ops.arrays.filling import zeros_like as zeros_like

__version__ = ___version__
constant_initializer = _constant_initializer
glorot_normal_initializer = _glorot_normal_initializer
glorot_uniform_initializer = _glorot_uniform_initializer
lin_space = _lin_space
ones_initializer = _ones_initializer
orthogonal_initializer = _orthogonal_initializer
random_normal_initializer = _random_normal_initializer
random_uniform_initializer = _random_uniform_initializer
reverse_v2 = _reverse_v2
truncated_normal_initializer = _truncated_normal_initializer
tuple = _tuple
uniform_unit_scaling_initializer = _uniform_unit_scaling_initializer
variance_scaling_initializer = _variance_scaling_initializer
zeros_initializer = _zeros_initializer
AttrValue: Any
ConfigProto: Any
Event: Any
GPUOptions: Any
GraphDef: Any
GraphOptions: Any
HistogramProto: Any
LogMessage: Any
MetaGraphDef: Any
NameAttrList: Any
NodeDef: Any
OptimizerOptions: Any
RunMetadata: Any
RunOptions: Any
SessionLog: Any
Summary: Any
SummaryMetadata: Any
TensorInfo: Any
