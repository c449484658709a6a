"""The calls that record_xp.py records and tests/xp replays: edge values for every kernel.

A case names a kernel of xp with its arguments and the TensorFlow op with the same inputs.  Python
3.7 reads this file too: it holds NumPy data only, bfloat16 arrays as the bits in uint16 with the
dtype beside them.
"""

import numpy as np

FLOAT_POOL = [
    0.0,
    -0.0,
    1.0,
    -1.0,
    0.5,
    -0.5,
    1.5,
    2.5,
    -2.5,
    3.7,
    -3.7,
    7.0,
    1e-5,
    -1e-5,
    0.1,
    100.0,
    -100.0,
    300.7,
    3e9,
    5e9,
    -3e9,
    1e-40,
    -1e-40,
    1.1754944e-38,
    1e-38,
    3e38,
    -3e38,
    1e19,
    np.inf,
    -np.inf,
    np.nan,
    20.0,
    -20.0,
]
PAIR_POOL = [0.0, -0.0, 1.0, -1.5, 2.5, 0.1, -7.0, 1e-40, 1e-20, 3e38, np.inf, -np.inf, np.nan]
INT_POOL = [0, 1, -1, 2, 3, -3, 7, -7, 100, -100]
INTS = ["int8", "int16", "int32", "int64", "uint8", "uint16"]
FLOATS = ["float32", "float64", "float16", "bfloat16"]


class Case:
    """One call: `inputs` are (TensorFlow's input name, dtype, array), in the order of the kernel's
    arguments."""

    def __init__(self, name, kernel, op, inputs, attrs=None, kwargs=None):
        self.name, self.kernel, self.op = name, kernel, op
        self.inputs, self.attrs, self.kwargs = inputs, attrs or {}, kwargs or {}


def make(values, dtype):
    """An array of that dtype; bfloat16 as bits, cut off from float32."""
    with np.errstate(all="ignore"):
        if dtype == "bfloat16":
            x = np.asarray(values, np.float32)
            return np.where(
                np.isnan(x), np.uint16(0x7FC0), (x.view(np.uint32) >> 16).astype(np.uint16)
            )
        return np.asarray(values).astype(dtype)


def ints(dtype, extremes=True):
    """Edge values of an integer dtype."""
    info = np.iinfo(dtype)
    values = [v for v in INT_POOL if info.min <= v <= info.max]
    return np.array(values + ([info.min, info.max] if extremes else []), dtype)


def pairs(values, dtype):
    """All pairs of the values, as two vectors."""
    x = make(values, dtype)
    return np.repeat(x, len(x)), np.tile(x, len(x))


UNARY = {
    "neg": "Neg",
    "abs": "Abs",
    "sign": "Sign",
    "square": "Square",
    "sqrt": "Sqrt",
    "rsqrt": "Rsqrt",
    "reciprocal": "Reciprocal",
    "exp": "Exp",
    "expm1": "Expm1",
    "log": "Log",
    "log1p": "Log1p",
    "sin": "Sin",
    "cos": "Cos",
    "tan": "Tan",
    "asin": "Asin",
    "acos": "Acos",
    "atan": "Atan",
    "sinh": "Sinh",
    "cosh": "Cosh",
    "tanh": "Tanh",
    "asinh": "Asinh",
    "acosh": "Acosh",
    "atanh": "Atanh",
    "sigmoid": "Sigmoid",
    "erf": "Erf",
    "erfc": "Erfc",
    "lgamma": "Lgamma",
    "digamma": "Digamma",
    "floor": "Floor",
    "ceil": "Ceil",
    "rint": "Rint",
    "relu": "Relu",
    "relu6": "Relu6",
    "softplus": "Softplus",
    "elu": "Elu",
    "is_nan": "IsNan",
    "is_inf": "IsInf",
    "is_finite": "IsFinite",
}
FEATURES = {"relu", "relu6", "softplus", "elu"}  # their input is called "features"
BINARY = {
    "add": "Add",
    "sub": "Sub",
    "mul": "Mul",
    "div": "Div",
    "truncate_div": "TruncateDiv",
    "floor_div": "FloorDiv",
    "truncate_mod": "TruncateMod",
    "floor_mod": "FloorMod",
    "maximum": "Maximum",
    "minimum": "Minimum",
    "squared_difference": "SquaredDifference",
    "pow": "Pow",
    "atan2": "Atan2",
    "equal": "Equal",
    "not_equal": "NotEqual",
    "less": "Less",
    "less_equal": "LessEqual",
    "greater": "Greater",
    "greater_equal": "GreaterEqual",
}
DIVISIONS = {"div", "truncate_div", "floor_div", "truncate_mod", "floor_mod"}
INT_BINARY = {
    "bitwise_and": "BitwiseAnd",
    "bitwise_or": "BitwiseOr",
    "bitwise_xor": "BitwiseXor",
    "left_shift": "LeftShift",
    "right_shift": "RightShift",
}


def unary_cases():
    for kernel, op in UNARY.items():
        name = "features" if kernel in FEATURES else "x"
        for dtype in FLOATS:
            yield Case(kernel + "/" + dtype, kernel, op, [(name, dtype, make(FLOAT_POOL, dtype))])
    for kernel in ("neg", "abs", "sign", "square", "relu", "relu6"):
        name = "features" if kernel in FEATURES else "x"
        for dtype in INTS:
            yield Case(kernel + "/" + dtype, kernel, UNARY[kernel], [(name, dtype, ints(dtype))])
    for dtype in INTS:
        yield Case("invert/" + dtype, "invert", "Invert", [("x", dtype, ints(dtype))])
    for kernel in (
        "neg",
        "sign",
        "square",
        "sqrt",
        "exp",
        "log",
        "tanh",
        "sin",
        "reciprocal",
        "abs",
    ):
        op = "ComplexAbs" if kernel == "abs" else UNARY[kernel]
        value = np.array([0, 1, 1j, 3 + 4j, -2 + 0.5j, -0.25 - 1j], np.complex64)
        yield Case(kernel + "/complex64", kernel, op, [("x", "complex64", value)])
    yield Case("logical_not", "logical_not", "LogicalNot", [("x", "bool", np.array([True, False]))])


def binary_cases():
    for kernel, op in BINARY.items():
        names = ("y", "x") if kernel == "atan2" else ("x", "y")
        for dtype in FLOATS:
            a, b = pairs(PAIR_POOL, dtype)
            yield Case(
                kernel + "/" + dtype, kernel, op, [(names[0], dtype, a), (names[1], dtype, b)]
            )
        if kernel == "atan2":
            continue
        for dtype in INTS:
            pool = ints(dtype, kernel not in DIVISIONS)
            a, b = pairs(pool, dtype)
            keep = (
                (b != 0)
                if kernel in DIVISIONS
                else (b >= 0) & (b < 12)
                if kernel == "pow"
                else slice(None)
            )
            yield Case(
                kernel + "/" + dtype, kernel, op, [("x", dtype, a[keep]), ("y", dtype, b[keep])]
            )
    for kernel, op in INT_BINARY.items():
        for dtype in INTS:
            a, b = pairs(ints(dtype), dtype)
            yield Case(kernel + "/" + dtype, kernel, op, [("x", dtype, a), ("y", dtype, b)])
    a, b = np.array([True, True, False, False]), np.array([True, False, True, False])
    for kernel, op in (("logical_and", "LogicalAnd"), ("logical_or", "LogicalOr")):
        yield Case(kernel, kernel, op, [("x", "bool", a), ("y", "bool", b)])
    values = np.array([0, 1, 1j, 3 + 4j, -2 + 0.5j], np.complex64)
    a, b = np.repeat(values, 5), np.tile(values, 5)
    for kernel in ("add", "sub", "mul", "squared_difference", "equal", "not_equal"):
        yield Case(
            kernel + "/complex64",
            kernel,
            BINARY[kernel],
            [("x", "complex64", a), ("y", "complex64", b)],
        )
    yield Case(
        "add/broadcast",
        "add",
        "Add",
        [
            ("x", "int32", np.arange(3)[:, None].astype("i4")),
            ("y", "int32", np.arange(4).astype("i4")),
        ],
    )


CAST_DTYPES = INTS + ["uint32", "uint64", "bool", "complex64"] + FLOATS


def cast_cases():
    for source in CAST_DTYPES:
        if source in FLOATS or source == "complex64":
            x = make(FLOAT_POOL, source)
        elif source == "bool":
            x = np.array([True, False])
        else:
            x = ints(source)
        for target in CAST_DTYPES:
            if source != target:
                yield Case(
                    "cast/%s/%s" % (source, target),
                    "cast",
                    "Cast",
                    [("x", source, x)],
                    {"DstT": target},
                    {"dtype": target},
                )


REDUCTIONS = {"sum": "Sum", "prod": "Prod", "mean": "Mean", "max": "Max", "min": "Min"}


def reduction_cases():
    grid = np.array([[1.5, -2.0, 3.0, 0.25], [7.0, 2.0, -1.0, 0.5], [2.0, 4.0, 8.0, -3.0]])
    nan = np.array([[np.nan, 1.0, 2.0], [np.nan, np.nan, np.nan], [3.0, np.nan, np.inf]])
    for kernel, op in REDUCTIONS.items():
        for dtype in FLOATS + INTS:
            for axis in ([0], [1], [0, 1], [-1], []):
                for keep in (False, True):
                    name = "%s/%s/%s/%d" % (kernel, dtype, "".join(map(str, axis)), keep)
                    values = grid if dtype in FLOATS else np.abs(grid * 20)
                    yield _reduce(name, kernel, op, make(values, dtype), dtype, axis, keep)
        for dtype in ("float32", "float64", "float16"):
            for axis in ([0], [1], [0, 1]):
                yield _reduce(
                    "%s/nan/%s/%s" % (kernel, dtype, axis),
                    kernel,
                    op,
                    make(nan, dtype),
                    dtype,
                    axis,
                    False,
                )
        if kernel != "mean":
            for dtype in ("float32", "int32"):
                yield _reduce(
                    "%s/empty/%s" % (kernel, dtype),
                    kernel,
                    op,
                    np.zeros((0, 2), dtype),
                    dtype,
                    [0],
                    False,
                )
        one = np.array([[np.nan], [1e-40]], np.float32)
        yield _reduce(kernel + "/alone", kernel, op, one, "float32", [1], False)
    yield _reduce("sum/int8_wraps", "sum", "Sum", np.array([100, 100], "i1"), "int8", [0], False)
    yield _reduce(
        "mean/int32_truncates", "mean", "Mean", np.array([-1, -2], "i4"), "int32", [0], False
    )
    yield _reduce("mean/empty", "mean", "Mean", np.zeros((0, 2), "f4"), "float32", [0], False)
    for dtype in ("bfloat16", "float16"):
        for n in (257, 600, 2000, 4000, 10000):
            yield _reduce(
                "sum/%s/ones/%d" % (dtype, n),
                "sum",
                "Sum",
                make(np.ones(n), dtype),
                dtype,
                [0],
                False,
            )
            ones = make(np.ones((n, 2)), dtype)
            yield _reduce("sum/%s/columns/%d" % (dtype, n), "sum", "Sum", ones, dtype, [0], False)
        yield Case(
            "cumsum/%s/ones" % dtype,
            "cumsum",
            "Cumsum",
            [("x", dtype, make(np.ones(600), dtype)), ("axis", "int32", np.int32(0))],
        )
    for kernel, op in (("all", "All"), ("any", "Any")):
        x = np.array([[True, False], [True, True]])
        for axis in ([0], [1], [0, 1]):
            yield _reduce("%s/%s" % (kernel, axis), kernel, op, x, "bool", axis, False)
    for kernel, op in (("argmax", "ArgMax"), ("argmin", "ArgMin")):
        for name, values in (("ties", grid), ("nan", nan)):
            for dtype in ("float32", "float16", "bfloat16"):
                for axis in (0, 1, -1):
                    inputs = [
                        ("input", dtype, make(values, dtype)),
                        ("dimension", "int32", np.int32(axis)),
                    ]
                    yield Case("%s/%s/%s/%d" % (kernel, name, dtype, axis), kernel, op, inputs)
    for kernel, op in (("cumsum", "Cumsum"), ("cumprod", "Cumprod")):
        for dtype in ("float32", "int32", "int8", "float64"):
            for mode in range(4):
                flags = {"exclusive": bool(mode & 1), "reverse": bool(mode & 2)}
                inputs = [
                    ("x", dtype, make(np.abs(grid), dtype)),
                    ("axis", "int32", np.int32(mode % 2 - 1)),
                ]
                yield Case("%s/%s/%d" % (kernel, dtype, mode), kernel, op, inputs, flags, flags)


def _reduce(name, kernel, op, x, dtype, axis, keep):
    inputs = [("input", dtype, x), ("axis", "int32", np.array(axis, np.int32))]
    return Case(name, kernel, op, inputs, {"keep_dims": keep}, {"keepdims": keep})


def matrix_cases():
    a = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    b = np.array([[1.0, -1.0], [0.5, 2.0], [3.0, 0.25]])
    for dtype in FLOATS + ["int32", "int64"]:
        for flags in range(4):
            ta, tb = bool(flags & 1), bool(flags & 2)
            x, y = make(a.T if ta else a, dtype), make(b.T if tb else b, dtype)
            attrs = {"transpose_a": ta, "transpose_b": tb}
            yield Case(
                "matmul/%s/%d" % (dtype, flags),
                "matmul",
                "MatMul",
                [("a", dtype, x), ("b", dtype, y)],
                attrs,
                attrs,
            )
    x = np.stack([a, a * 1j + 1]).astype(np.complex64)
    y = np.stack([b, b - 2j]).astype(np.complex64)
    adj = {"adj_x": True, "adj_y": True}
    yield Case(
        "batch_matmul/adjoint",
        "batch_matmul",
        "BatchMatMulV2",
        [
            ("x", "complex64", np.swapaxes(x, 1, 2).copy()),
            ("y", "complex64", np.swapaxes(y, 1, 2).copy()),
        ],
        adj,
        adj,
    )
    yield Case(
        "batch_matmul/broadcast",
        "batch_matmul",
        "BatchMatMulV2",
        [("x", "float32", make(np.stack([a, a]), "float32")), ("y", "float32", make(b, "float32"))],
    )


def all_cases():
    """Every case; the names are distinct."""
    for family in (unary_cases, binary_cases, cast_cases, reduction_cases, matrix_cases):
        yield from family()
