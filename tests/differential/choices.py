"""What random programs choose from: the usual, and (ODD_...) what is rare or wrong."""

from __future__ import annotations

NAMES = ("a", "b", "v", "w", "a", "b", "A", "a_1", "v_1", "a/b", "b/a/v", "V")
ODD_NAMES = (
    "",
    "a/",
    "a//b",
    "/",
    "/a",
    "é",
    "a b",
    "_a",
    "a:0",
    ".",
    "a.b",
    "-a",
    "a\\b",
    "b/",
    "a/b/",
    "_",
    "x" * 40,
)
WRONG_NAMES = ("None", "5", "b'a'", "True", "1.5")
SHAPES = (
    "[2]",
    "[2]",
    "[2]",
    "[]",
    "[2, 3]",
    "(2,)",
    "[3]",
    "tf.TensorShape([2])",
    "2",
    "[1]",
    "()",
    "[4, 2]",
)
ODD_SHAPES = (
    "[None]", "[None, 2]", "tf.TensorShape(None)", "tf.TensorShape([None])", "'x'", "[-1]", "[0]", "[2.5]", "['a']",
    "tf.TensorShape([])", "np.array([2])", "[tf.Dimension(2)]", "[[2]]", "''", "object", "[np.int64(2)]", "range(2, 3)",
)  # fmt: skip
DTYPES = (
    "tf.float32",
    "tf.float64",
    "tf.int32",
    "'float32'",
    "np.float32",
    "tf.int64",
    "tf.bool",
    "tf.float16",
)
ODD_DTYPES = (
    "tf.string", "tf.complex64", "tf.uint8", "tf.bfloat16", "'nonsense'", "tf.resource", "np.dtype('float64')", "float",
    "int", "5", "tf.qint8", "tf.as_dtype('float32_ref')", "'int32'", "tf.int8", "tf.uint16", "bool",
)  # fmt: skip
INITIALIZERS = (
    "tf.zeros_initializer()", "tf.ones_initializer()", "tf.zeros_initializer", "tf.constant_initializer(3)", "init_fn",
    "tf.ones_initializer(dtype=tf.float64)", "InitObject()", "tf.constant_initializer([1., 2.])", "tf.ones_initializer",
)  # fmt: skip
VALUES = (
    "5.0",
    "[1.0, 2.0]",
    "3",
    "True",
    "'text'",
    "np.zeros([2])",
    "np.float32(1)",
    "[[1, 2]]",
    "lambda: 2.0",
)
ODD_INITIALIZERS = (
    "init_wrong_shape", "init_wrong_dtype", "init_boom", "init_list", "init_none", "init_two", "init_bare", "init_scope",
    "init_var", "InitNeeds", "InitObject", "tf.random_normal_initializer(0., 1.)", "tf.random_uniform_initializer(-1, 1)",
    "tf.truncated_normal_initializer()", "tf.glorot_normal_initializer()", "tf.variance_scaling_initializer()",
    "tf.uniform_unit_scaling_initializer()", "tf.glorot_uniform_initializer", "lambda: tf.constant([3.0])",
    "lambda *args, **kwargs: tf.zeros([2])", "tf.ones([2])", "tf.placeholder(tf.float32, [None])", "tf.zeros", "object()",
    "functools.partial(tf.zeros, [2])", "tf.random_uniform_initializer(0, 4, seed=7)", "init_part", "lambda: None",
    "tf.constant_initializer([1., 2., 3.], verify_shape=True)", "tf.placeholder(tf.float32)", "'glorot_uniform'",
    "tf.keras.initializers.Zeros()" if False else "tf.initializers.zeros()", "5 + 5j", "[]", "float", "tf.random_normal_initializer",
)  # fmt: skip
REGULARIZERS = ("reg_id", "reg_sum", "reg_none", "tf.no_regularizer", "reg_const", "reg_id")
ODD_REGULARIZERS = ("reg_boom", "reg_five", "5", "reg_var", "False", "''")
GETTERS = (
    "cg_pass",
    "cg_tell",
    "cg_identity",
    "cg_rename",
    "cg_frozen",
    "cg_reuse",
    "cg_bare",
    "cg_two",
    "cg_scoped",
)
ODD_GETTERS = (
    "cg_boom",
    "cg_none",
    "cg_fixed",
    "CgObject()",
    "5",
    "functools.partial(cg_pass)",
    "False",
    "''",
)
CREATORS = ("cr_pass", "cr_frozen", "cr_resource", "cr_rename", "cr_boom", "cr_pass")
PARTITIONERS = (
    "tf.fixed_size_partitioner(2)", "tf.fixed_size_partitioner(1)", "part_first", "part_one", "part_last",
    "tf.fixed_size_partitioner(2, axis=1)", "tf.variable_axis_size_partitioner(8)",
    "tf.min_max_variable_partitioner(max_partitions=3, min_slice_size=4)", "tf.fixed_size_partitioner(3)",
)  # fmt: skip
ODD_PARTITIONERS = (
    "part_many",
    "part_none",
    "part_zero",
    "part_short",
    "part_boom",
    "5",
    "lambda shape, dtype: [1, 1]",
    "False",
)
DEVICES = (
    "'/cpu:0'",
    "'/gpu:1'",
    "'/job:ps'",
    "'/job:ps/task:1'",
    "device_fn",
    "None",
    "'/device:CPU:3'",
    "device_none",
)
ODD_DEVICES = ("'bad device'", "5", "''", "'/cpu:x'")
COLLECTIONS = (
    "['c']", "[]", "[GK.LOCAL_VARIABLES]", "[GK.GLOBAL_VARIABLES, 'c']", "('c', 'd')", "{'c'}", "['c', 'c']", "'c'", "5",
    "[GK.TRAINABLE_VARIABLES]", "[GK.TRAINABLE_VARIABLES, GK.GLOBAL_VARIABLES]", "[5]",
)  # fmt: skip
KEYS = (
    "GK.GLOBAL_VARIABLES",
    "GK.TRAINABLE_VARIABLES",
    "GK.LOCAL_VARIABLES",
    "GK.REGULARIZATION_LOSSES",
    "'c'",
)
FILTERS = ("'a'", "'a/'", "'v'", "'.*v'", "''", "'b/a'", "None", "'a_1'", "'w:'")
POLICIES = (
    "tf.VariableSynchronization.ON_READ", "tf.VariableSynchronization.AUTO", "tf.VariableSynchronization.NONE", "None", "5",
    "tf.VariableSynchronization.ON_WRITE",
)  # fmt: skip
AGGREGATIONS = ("tf.VariableAggregation.MEAN", "tf.VariableAggregation.SUM", "None", "'x'")
