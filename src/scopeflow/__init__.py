"""scopeflow: TensorFlow 1's programming model on XLA. `import scopeflow as tf` is the whole migration."""

from scopeflow import blas as _blas  # noqa: F401 - before anything imports NumPy
from scopeflow.formats.protos import top_level as _protos
from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    modules: app audio bitwise compat config data debugging distributions dtypes errors flags gfile image
    modules: initializers io layers linalg logging lookup losses manip math metrics nest nn python_io
    modules: quantization queue raw_ops
    modules: ragged random resource_loader sets signal sparse spectral strings summary sysconfig
    modules: test train version
    errors: OpError
    autodiff.aggregation: AggregationMethod
    handles: delete_session_tensor get_session_handle get_session_tensor
    autodiff.api: gradients UnconnectedGradients
    autodiff.custom: custom_gradient grad_pass_through recompute_grad
    autodiff.registering: RegisterGradient no_gradient=not_differentiable
    autodiff.registering: NoGradient=not_differentiable NotDifferentiable=not_differentiable
    autodiff.second: hessians
    ops.math.global_norm: clip_by_average_norm clip_by_global_norm global_norm
    version: GRAPH_DEF_VERSION GRAPH_DEF_VERSION_MIN_CONSUMER GRAPH_DEF_VERSION_MIN_PRODUCER
    version: VERSION GIT_VERSION COMPILER_VERSION __version__=VERSION
    graph.alarms: GrowingGraphWarning quiet ScopeWarning SharingWarning SiblingWarning strict
    graph.provenance: provenance
    inspect.cells: cell rerun_cells
    inspect.explaining: explain
    inspect.sharing: sharing_report
    scopes.querying: scope_variables
    functional.function: to_jax
    functional.parameters: split_params
    functional.transforming: transform
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
    graph.tensor_spec: TensorSpec TypeSpec
    data.array_specs: TensorArraySpec
    data.optional: OptionalSpec
    data.ragged_specs: RaggedTensorSpec
    data.specs: SparseTensorSpec
    ops.nn.activation: log_sigmoid sigmoid
    ops.math.arithmetic: add maximum minimum multiply pow scalar_mul squared_difference subtract
    ops.math.casting: bitcast cast saturate_cast to_bfloat16 to_complex128 to_complex64 to_double
    ops.math.casting: to_float to_int32 to_int64
    ops.math.clipping: clip_by_norm clip_by_value
    ops.math.comparison: equal greater greater_equal less less_equal not_equal
    ops.math.complexes: angle complex conj imag real
    ops.arrays.constant: constant
    ops.control.conditional: cond
    ops.control.choosing: case switch_case
    ops.control.functional: foldl foldr map_fn scan
    ops.control.tensor_array: TensorArray
    ops.control.while_loop: while_loop
    ops.checks.assertion: Assert
    ops.checks.comparing: assert_equal assert_greater assert_greater_equal assert_less assert_less_equal
    ops.checks.comparing: assert_near assert_negative assert_non_negative assert_non_positive
    ops.checks.comparing: assert_none_equal assert_positive
    ops.checks.finite: add_check_numerics_ops check_numerics verify_tensor_all_finite
    ops.checks.shapes: ensure_shape
    platform.behavior: control_flow_v2_enabled disable_control_flow_v2 disable_eager_execution
    platform.behavior: disable_tensor_equality disable_v2_behavior disable_v2_tensorshape
    platform.behavior: enable_eager_execution enable_v2_behavior
    logger: get_logger
    platform.resources: CXX11_ABI_FLAG MONOLITHIC_BUILD
    ops.importing: import_graph_def
    ops.host.print_text: print=print_text
    ops.host.printing: Print
    ops.host.py_func: numpy_function py_func
    ops.host.py_function: py_function
    ops.host.timing: timestamp
    ops.arrays.parallel: guarantee_const parallel_stack
    ops.checks.monotonic: is_non_decreasing is_strictly_increasing
    ops.checks.ranks: assert_rank assert_rank_at_least assert_rank_in
    ops.checks.types: assert_integer assert_proper_iterable assert_same_float_dtype assert_scalar
    ops.checks.types: assert_type is_numeric_tensor
    ops.static_value: get_static_value
    ops.arrays.counting: lin_space=linspace linspace one_hot range
    ops.linalg.decompositions: cholesky qr self_adjoint_eig self_adjoint_eigvals svd
    ops.linalg.einsum: einsum
    ops.linalg.functions: matrix_square_root=sqrtm
    ops.linalg.least_squares: matrix_solve_ls
    ops.linalg.norms: cross norm trace
    ops.linalg.solving: cholesky_solve matrix_determinant matrix_inverse matrix_solve
    ops.linalg.solving: matrix_triangular_solve
    ops.linalg.tensordot: tensordot
    ops.arrays.choosing: where_v2
    ops.arrays.rolling: reverse_sequence roll
    ops.arrays.searching: searchsorted unravel_index
    ops.math.special: betainc igamma igammac lbeta polygamma zeta
    ops.signal.fourier: fft fft2d fft3d ifft ifft2d ifft3d
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
    ops.math.matmul: matmul sparse_matmul=_sparse_matmul
    ops.arrays.moving: broadcast_dynamic_shape broadcast_static_shape broadcast_to matrix_transpose reverse
    ops.arrays.moving: reverse_v2=reverse tile transpose
    ops.arrays.padding: pad
    ops.arrays.placeholder: placeholder placeholder_with_default
    ops.queues.accumulators: ConditionalAccumulator ConditionalAccumulatorBase
    ops.queues.accumulators: SparseConditionalAccumulator
    ops.queues.base: QueueBase
    ops.queues.queue: FIFOQueue PaddingFIFOQueue PriorityQueue RandomShuffleQueue
    ops.queues.readers: FixedLengthRecordReader IdentityReader LMDBReader ReaderBase TFRecordReader
    ops.queues.readers: TextLineReader WholeFileReader
    ops.quantized.arithmetic: quantized_concat
    ops.quantized.converting: dequantize quantize quantize_v2
    ops.random.sampling: random_normal random_shuffle random_uniform truncated_normal
    ops.math.reduction: reduce_all reduce_any reduce_max reduce_mean reduce_min reduce_prod reduce_sum
    ops.math.scanning: arg_max=_raw_argmax arg_min=_raw_argmin argmax argmin cumprod cumsum
    ops.math.confusion: confusion_matrix
    ops.nn.ranking: argsort sort
    ops.random.categorical: multinomial
    ops.random.crop: random_crop
    ops.random.gamma: random_gamma random_poisson
    ops.scoping: name_scope
    ops.random.seeds: get_seed set_random_seed
    ops.arrays.shaping: expand_dims rank reshape shape shape_n size squeeze
    ops.arrays.slicing: newaxis slice strided_slice
    ops.arrays.splitting: split unstack
    ops.arrays.differences: setdiff1d
    ops.arrays.batch_gathering: batch_gather
    ops.arrays.scattering: tensor_scatter_add tensor_scatter_nd_add=tensor_scatter_add
    ops.arrays.scattering: tensor_scatter_nd_sub=tensor_scatter_sub tensor_scatter_sub
    ops.arrays.scattering: tensor_scatter_nd_update=tensor_scatter_update tensor_scatter_update
    ops.arrays.stitching: dynamic_partition dynamic_stitch
    ops.math.histogram: bincount histogram_fixed_width histogram_fixed_width_bins
    ops.segments.chosen: sparse_segment_mean sparse_segment_sqrt_n sparse_segment_sum
    ops.segments.ordered: segment_max segment_mean segment_min segment_prod segment_sum
    ops.segments.unordered: unsorted_segment_max unsorted_segment_mean unsorted_segment_min
    ops.segments.unordered: unsorted_segment_prod unsorted_segment_sqrt_n unsorted_segment_sum
    ops.sparse.converting: sparse_merge sparse_tensor_to_dense sparse_to_dense sparse_to_indicator
    ops.sparse.elementwise: sparse_maximum sparse_minimum sparse_softmax
    ops.sparse.filling: sparse_fill_empty_rows
    ops.sparse.joining: sparse_add sparse_concat
    ops.sparse.moving: sparse_reorder sparse_reset_shape sparse_reshape sparse_transpose
    ops.sparse.parts: sparse_mask sparse_retain sparse_slice sparse_split
    ops.sparse.packing: deserialize_many_sparse serialize_many_sparse serialize_sparse
    ops.sparse.products: sparse_tensor_dense_matmul
    ops.sparse.reductions: sparse_reduce_max sparse_reduce_max_sparse sparse_reduce_sum
    ops.sparse.reductions: sparse_reduce_sum_sparse
    ops.sparse.setting: edit_distance
    ops.ragged.tensor: RaggedTensor
    ops.sparse.tensor: convert_to_tensor_or_sparse_tensor sparse_placeholder SparseTensor
    ops.sparse.tensor: SparseTensorValue
    ops.math.statistics: count_nonzero reduce_logsumexp
    ops.math.sums: accumulate_n add_n
    ops.parsing.csv: decode_csv
    ops.parsing.example_functions: parse_example parse_single_example
    ops.parsing.features: FixedLenFeature FixedLenSequenceFeature SparseFeature VarLenFeature
    ops.parsing.files: matching_files read_file write_file
    ops.parsing.raw: decode_compressed decode_raw
    ops.parsing.sequence_functions: parse_single_sequence_example
    ops.parsing.tensors: decode_json_example parse_tensor serialize_tensor
    ops.strings.fingerprinting: fingerprint
    ops.strings.base64: decode_base64 encode_base64
    ops.strings.cutting: string_strip substr
    ops.strings.hashing: string_to_hash_bucket string_to_hash_bucket_fast string_to_hash_bucket_strong
    ops.strings.joining: reduce_join string_join
    ops.strings.numbers: as_string string_to_number
    ops.strings.regex: regex_replace
    ops.strings.splitting: string_split
    scopes.creators: variable_creator_scope
    scopes.getting: get_local_variable get_variable
    ops.state.critical_section: CriticalSection
    scopes.module: Module
    scopes.old_scopes: op_scope variable_op_scope
    scopes.regularizers: no_regularizer
    scopes.reuse: AUTO_REUSE
    scopes.scope: VariableScope
    scopes.state: get_variable_scope
    scopes.slices_of: create_partitioned_variables
    scopes.template: make_template
    scopes.variable_scope: variable_scope
    inspect.table: summary_table
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
    ops.arrays.block_paddings: required_space_to_batch_paddings
    ops.arrays.blocks: batch_to_space batch_to_space_nd depth_to_space
    ops.arrays.blocks: space_to_batch space_to_batch_nd space_to_depth
    ops.nn.fake_quant: fake_quant_with_min_max_args fake_quant_with_min_max_args_gradient
    ops.nn.fake_quant: fake_quant_with_min_max_vars fake_quant_with_min_max_vars_gradient
    ops.nn.fake_quant: fake_quant_with_min_max_vars_per_channel
    ops.nn.fake_quant: fake_quant_with_min_max_vars_per_channel_gradient
    ops.nn.patches: extract_image_patches extract_volume_patches
    """,
    _protos,
)
