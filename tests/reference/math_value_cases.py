"""Expressions of the mathematical functions that are run under both libraries, to compare values."""

from tests.reference.math_cases import UNARY

# Expressions that are run: what matters is that each op hands its inputs and attributes to the right kernel; the
# kernels' own corners are in xp_cases.py.
_X = "tf.constant([[0.5, -1.25, 3.0], [2.0, -0.75, 1.5]])"
_N = "tf.constant([[5, -7, 3], [-2, 9, 4]])"
_T = "tf.constant([[True, False, True], [False, False, True]])"
_Z = "tf.constant([[1 + 2j, -0.5j], [3.0, -1 - 1j]], tf.complex64)"
VALUES = [
    _x + _op
    for _x in (_X, _N)
    for _op in (" + 2", " - 2", " * 3", " / 4", " // 2", " % 3", " < 1", " >= 1")
]
VALUES += ["2 " + _op + " " + _x for _x in (_X, _N) for _op in ("+", "-", "*", "/", "//", "%")]
VALUES += [
    "-" + _X,
    "abs(" + _N + ")",
    "abs(" + _Z + ")",
    _X + " ** 2",
    _N + " ** 3",
    "~" + _T,
    _T + " & True",
]
VALUES += [_T + " ^ True", _X + " @ [[1.0], [2.0], [3.0]]"]
VALUES += [
    "tf." + _call
    for _call in (
        "truncatediv(%s, 4)" % _N,
        "truncatemod(%s, 4)" % _N,
        "floormod(%s, 4)" % _N,
        "floordiv(%s, 4)" % _N,
        "div(%s, 4)" % _N,
        "truediv(%s, 4)" % _N,
        "div_no_nan(%s, [[1.0, 0.0, 2.0]])" % _X,
        "math.multiply_no_nan([float('nan'), 2.0], [0.0, 3.0])",
        "math.reciprocal_no_nan([0.0, 4.0])",
        "math.xdivy([0.0, 2.0], [0.0, 4.0])",
        "math.xlogy([0.0, 2.0], [0.0, 4.0])",
        "maximum(%s, 1.0)" % _X,
        "minimum(%s, 1.0)" % _X,
        "squared_difference(%s, 1.0)" % _X,
        "atan2(%s, 2.0)" % _X,
        "equal(%s, 3)" % _N,
        "not_equal(%s, 3)" % _N,
        "equal(['a', 'b'], 'b')",
        "add(['a', 'b'], 'c')",
        "logical_xor(%s, True)" % _T,
        "bitwise.bitwise_and(%s, 6)" % _N,
        "bitwise.bitwise_or(%s, 6)" % _N,
        "bitwise.bitwise_xor(%s, 6)" % _N,
        "bitwise.left_shift(%s, 2)" % _N,
        "bitwise.right_shift(%s, 1)" % _N,
        "bitwise.invert(%s)" % _N,
        "cast(%s, tf.int32)" % _X,
        "cast(%s, tf.bool)" % _X,
        "cast(%s, tf.float64)" % _N,
        "saturate_cast([-3.5, 100.0, 300.0], tf.uint8)",
        "bitcast(%s, tf.int32)" % _X,
        "bitcast(tf.constant([1.0]), tf.uint8)",
        "bitcast(%s, tf.float32)" % _Z,
        "real(%s)" % _Z,
        "imag(%s)" % _Z,
        "conj(%s)" % _Z,
        "angle(%s)" % _Z,
        "complex(%s, 2 * %s)" % (_X, _X),
        "matmul(%s, %s, transpose_b=True)" % (_X, _X),
        "matmul(%s, %s, transpose_a=True)" % (_N, _N),
        "matmul(%s, %s, adjoint_a=True)" % (_Z, _Z),
        "matmul(%s, %s, a_is_sparse=True, transpose_b=True)" % (_X, _X),
        "matmul([%s, %s], [%s], adjoint_b=True)" % (_X, _X, _X),
        "reduce_sum(%s)" % _X,
        "reduce_sum(%s, 1)" % _N,
        "reduce_mean(%s, 0)" % _X,
        "reduce_mean(%s, 0)" % _N,
        "reduce_prod(%s, [0, 1], keepdims=True)" % _N,
        "reduce_max(%s, -1)" % _X,
        "reduce_min(%s, -1)" % _N,
        "reduce_all(%s, 0)" % _T,
        "reduce_any(%s, 1)" % _T,
        "reduce_logsumexp(%s, 1)" % _X,
        "math.reduce_std(%s, 1)" % _X,
        "math.reduce_variance(%s)" % _X,
        "math.reduce_euclidean_norm(%s, 1)" % _X,
        "count_nonzero(%s, 1)" % _T,
        "argmax(%s, 1)" % _X,
        "argmin(%s, 0, output_type=tf.int32)" % _N,
        "cumsum(%s, 1, exclusive=True)" % _N,
        "cumsum(%s, 0, reverse=True)" % _X,
        "cumprod(%s, 1, exclusive=True, reverse=True)" % _N,
        "clip_by_value(%s, -1.0, 1.0)" % _X,
        "add_n([%s, %s, %s])" % (_X, _X, _X),
        "accumulate_n([%s, %s])" % (_N, _N),
        "nn.leaky_relu(%s, 0.3)" % _X,
        "nn.l2_loss(%s)" % _X,
    )
]
VALUES += [
    "tf." + _name + "(" + _X + ")"
    for _name in UNARY
    if _name
    not in (
        "logical_not",
        "bitwise.invert",
        "conj",
        "real",
        "imag",
        "angle",
        "sqrt",
        "rsqrt",
        "nn.l2_loss",
        "nn.leaky_relu",
    )
]


def run_program(expression):
    """A program whose result is the value of `expression`."""
    return "result = tf.Session().run(" + expression + ")"
