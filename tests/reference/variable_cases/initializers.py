"""Initializers: what each makes of shapes and dtypes, what it can be written down as, what it refuses."""

# ruff: noqa: F821, PERF203, PERF401, B023 - `tf` and `np` are put in by whoever runs this


class Part:
    """What an initializer is told of a slice of a variable."""

    def __init__(self, full_shape, var_offset):
        self.full_shape = full_shape
        self.var_offset = var_offset


INITIALIZERS = """
tf.zeros_initializer()
tf.ones_initializer()
tf.zeros_initializer(dtype=tf.float64)
tf.constant_initializer(3)
tf.constant_initializer([1, 2, 3, 4, 5, 6])
tf.constant_initializer([1, 2, 3, 4, 5, 6], verify_shape=True)
tf.random_uniform_initializer()
tf.random_uniform_initializer(-1, 1, seed=3)
tf.random_uniform_initializer(1, 9, dtype=tf.int32)
tf.random_normal_initializer()
tf.random_normal_initializer(1.0, 2.0, seed=5, dtype=tf.float64)
tf.truncated_normal_initializer(0.0, 0.1)
tf.uniform_unit_scaling_initializer()
tf.uniform_unit_scaling_initializer(2.0, seed=4)
tf.variance_scaling_initializer()
tf.variance_scaling_initializer(2.0, 'fan_out', 'uniform', seed=4)
tf.variance_scaling_initializer(2.0, 'fan_avg', 'untruncated_normal')
tf.variance_scaling_initializer(2.0, 'fan_avg', 'normal')
tf.glorot_uniform_initializer()
tf.glorot_normal_initializer(seed=1)
tf.initializers.he_normal()
tf.initializers.he_uniform(seed=3)
tf.initializers.lecun_normal()
tf.initializers.lecun_uniform()
tf.initializers.identity()
tf.initializers.identity(gain=2.0)
tf.initializers.orthogonal()
tf.initializers.orthogonal(gain=2.0, seed=4)
"""

CALLS = """
([3, 2])
([2, 3], dtype=tf.float64)
([2, 3], dtype=tf.int32)
([])
([6])
([3, 3, 2, 2])
((3, 2))
((0, 2))
([3, 2], None, Part([6, 2], [3, 0]))
([3, 2], partition_info=Part([3, 4], [0, 2]))
(tf.constant([3, 2]))
([2], tf.string)
([2], tf.bool)
"""

REFUSALS = """
tf.variance_scaling_initializer(0.0)
tf.variance_scaling_initializer(1.0, "q")
tf.variance_scaling_initializer(1.0, "fan_in", "q")
tf.zeros_initializer(dtype=3.5)
tf.random_uniform_initializer(dtype=tf.int32)([2])
tf.truncated_normal_initializer(dtype=tf.int32)
tf.random_normal_initializer(dtype=tf.int32)
tf.variance_scaling_initializer(dtype=tf.int32)
tf.orthogonal_initializer(dtype=tf.int32)
tf.initializers.identity(dtype=tf.int32)
tf.constant_initializer(object())
tf.constant_initializer(tf.constant(1.0))
tf.constant_initializer(None)
tf.constant_initializer(np.ones((2, 2)))([2, 2])
tf.constant_initializer([1, 2, 3])([2])
tf.constant_initializer([1, 2, 3], verify_shape=True)([5])
tf.constant_initializer(1)([2], None, None, True)
tf.constant_initializer(1, "int64").get_config()
tf.zeros_initializer()(3)
tf.zeros_initializer.from_config({"dtype": "float16"}).dtype
tf.glorot_uniform_initializer.from_config({"seed": 1, "dtype": "float32"}).seed
[tf.zeros_initializer(t).dtype for t in (tf.int32, "float64")]
"""


def _described(initializer):
    config = initializer.get_config()
    again = type(initializer).from_config(config)
    return (
        type(initializer).__name__, sorted(config.items(), key=str),
        sorted(again.get_config().items(), key=str), sorted(vars(initializer).items(), key=str),
    )  # fmt: skip


def _program(expression):
    return lambda: eval(expression, {"tf": tf, "np": np, "Part": Part, "described": _described})


def _expressions():
    for initializer in INITIALIZERS.strip().splitlines():
        yield "described(%s)" % initializer
        for call in CALLS.strip().splitlines():
            if not ("[1, 2, 3" in initializer and "[3, 3" in call):
                yield initializer + call
    yield from REFUSALS.strip().splitlines()


TABLE = {expression: _program(expression) for expression in _expressions()}
