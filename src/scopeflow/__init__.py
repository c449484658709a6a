"""scopeflow: TensorFlow 1's programming model on XLA. `import scopeflow as tf` is the whole migration."""

from scopeflow import blas as _blas  # noqa: F401 - before anything imports NumPy
from scopeflow.formats.protos import top_level as _protos
from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    modules: bitwise debugging dtypes errors initializers linalg math nn random summary train version
    errors: OpError
    version: GRAPH_DEF_VERSION GRAPH_DEF_VERSION_MIN_CONSUMER GRAPH_DEF_VERSION_MIN_PRODUCER
    version: VERSION GIT_VERSION COMPILER_VERSION __version__=VERSION
    graph.contexts: add_to_collection add_to_collections colocate_with container
    graph.contexts: control_dependencies device get_collection
    graph.contexts: get_collection_ref init_scope
    graph.convert: convert_to_tensor register_tensor_conversion_function
    formats.tensors: make_ndarray make_tensor_proto
    graph.core: get_default_graph Graph reset_default_graph
    graph.device: DeviceSpec
    graph.dtypes: as_dtype bfloat16 bool complex128 complex64 double DType float16 float32 float64
    graph.dtypes: half int16 int32 int64 int8 qint16 qint32 qint8 quint16 quint8 resource string
    graph.dtypes: QUANTIZED_DTYPES uint16 uint32 uint64 uint8 variant
    graph.keys: GraphKeys
    graph.operation: Operation
    graph.shapes: Dimension dimension_at_index dimension_value TensorShape
    graph.tensor: Tensor
    ops.nn.activation: log_sigmoid sigmoid
    ops.math.arithmetic: add maximum minimum multiply pow scalar_mul squared_difference subtract
    ops.math.casting: bitcast cast saturate_cast to_bfloat16 to_complex128 to_complex64 to_double
    ops.math.casting: to_float to_int32 to_int64
    ops.math.clipping: clip_by_norm clip_by_value
    ops.math.comparison: equal greater greater_equal less less_equal not_equal
    ops.math.complexes: angle complex conj imag real
    ops.arrays.constant: constant
    ops.control.conditional: cond
    ops.arrays.counting: lin_space=linspace linspace one_hot range
    ops.linalg.decompositions: qr
    ops.arrays.diagonals: diag diag_part eye matrix_band_part matrix_diag matrix_diag_part matrix_set_diag
    ops.math.division: div div_no_nan divide floor_div floordiv floormod mod realdiv truediv truncatediv
    ops.math.division: truncatemod
    ops.math.elementwise: abs acos acosh asin asinh atan atan2 atanh ceil cos cosh digamma erf erfc exp
    ops.math.elementwise: expm1 floor is_finite is_inf is_nan lgamma log log1p negative reciprocal rint
    ops.math.elementwise: round rsqrt sign sin sinh sqrt square tan tanh
    ops.arrays.filling: fill ones ones_like zeros zeros_like
    ops.arrays.gathering: gather gather_nd invert_permutation scatter_nd unique unique_with_counts
    ops.arrays.grids: meshgrid sequence_mask
    ops.control.grouping: group no_op tuple=tuple_
    ops.arrays.identity: identity identity_n stop_gradient
    ops.arrays.indexed_slices: IndexedSlices
    ops.arrays.joining: concat stack
    ops.math.logical: logical_and logical_not logical_or logical_xor
    ops.arrays.masking: boolean_mask where
    ops.math.matmul: matmul
    ops.arrays.moving: broadcast_dynamic_shape broadcast_static_shape broadcast_to matrix_transpose reverse
    ops.arrays.moving: reverse_v2=reverse tile transpose
    ops.arrays.padding: pad
    ops.arrays.placeholder: placeholder placeholder_with_default
    ops.random.sampling: random_normal random_shuffle random_uniform truncated_normal
    ops.math.reduction: reduce_all reduce_any reduce_max reduce_mean reduce_min reduce_prod reduce_sum
    ops.math.scanning: argmax argmin cumprod cumsum
    ops.scoping: name_scope
    ops.random.seeds: get_seed set_random_seed
    ops.arrays.shaping: expand_dims rank reshape shape shape_n size squeeze
    ops.arrays.slicing: newaxis slice strided_slice
    ops.arrays.splitting: split unstack
    ops.math.statistics: count_nonzero reduce_logsumexp
    ops.math.sums: accumulate_n add_n
    scopes.creators: variable_creator_scope
    scopes.getting: get_local_variable get_variable
    scopes.old_scopes: op_scope variable_op_scope
    scopes.regularizers: no_regularizer
    scopes.reuse: AUTO_REUSE
    scopes.scope: VariableScope
    scopes.state: get_variable_scope
    scopes.slices_of: create_partitioned_variables
    scopes.template: make_template
    scopes.variable_scope: variable_scope
    session: get_default_session InteractiveSession Session
    variables.assigning: assign assign_add assign_sub batch_scatter_update count_up_to scatter_add
    variables.assigning: scatter_div scatter_max scatter_min scatter_mul scatter_nd_add
    variables.assigning: scatter_nd_sub scatter_nd_update scatter_sub scatter_update
    variables.creation: disable_resource_variables enable_resource_variables
    variables.creation: resource_variables_enabled
    graph.contexts: executing_eagerly is_tensor
    ops.tables: initialize_all_tables tables_initializer
    variables.initialization: assert_variables_initialized global_variables_initializer
    variables.initialization: initialize_all_variables initialize_local_variables
    variables.initialization: initialize_variables is_variable_initialized
    variables.initialization: local_variables_initializer report_uninitialized_variables
    variables.initialization: variables_initializer
    variables.initializers: constant_initializer=Constant ones_initializer=Ones
    variables.initializers: random_normal_initializer=RandomNormal
    variables.initializers: random_uniform_initializer=RandomUniform
    variables.initializers: truncated_normal_initializer=TruncatedNormal zeros_initializer=Zeros
    variables.matrices: orthogonal_initializer=Orthogonal
    variables.partitioners: fixed_size_partitioner min_max_variable_partitioner
    variables.partitioners: variable_axis_size_partitioner
    variables.policy: VariableAggregation VariableSynchronization
    variables.queries: all_variables global_variables local_variables model_variables
    variables.queries: moving_average_variables trainable_variables
    variables.scaling: glorot_normal_initializer=GlorotNormal
    variables.scaling: glorot_uniform_initializer=GlorotUniform
    variables.scaling: uniform_unit_scaling_initializer=UniformUnitScaling
    variables.scaling: variance_scaling_initializer=VarianceScaling
    variables.variable: Variable
    """,
    _protos,
)
