"""Expressions of the mathematical functions, each to be built under both libraries.

Those that follow no pattern stand in math_expressions.txt, by family. `PRELUDE` gives them `P(dtype, shape)`, a placeholder, and `program` makes of an expression a program for
`live.py` whose result is the outcome and every node that was made for it.
"""

import os

PRELUDE = """
def P(dtype, shape=None):
    return tf.placeholder(getattr(tf, dtype), shape)


class Reflecting(object):
    # wants to be asked when a tensor is combined with it
    def __radd__(self, other):
        return "reflected"

    __rmatmul__ = __rtruediv__ = __rand__ = __rpow__ = __radd__


def other():
    # a tensor of another graph
    with tf.Graph().as_default():
        return tf.constant(1.0, name="o")


def value_of(attr):
    kind = attr.WhichOneof("value")
    value = getattr(attr, kind)
    if kind == "type":
        return tf.as_dtype(value).name
    if kind == "s":
        return value.decode("latin-1")
    if kind == "shape":
        return None if value.unknown_rank else [dim.size for dim in value.dim]
    if kind == "list":
        fields = [field.name for field, _ in value.ListFields()]
        return [value_of_item(field, item) for field in fields for item in getattr(value, field)]
    if kind == "tensor":
        return value.SerializeToString().hex()
    return round(value, 9) if kind == "f" else value


def value_of_item(field, item):
    if field == "type":
        return tf.as_dtype(item).name
    return item.decode("latin-1") if isinstance(item, bytes) else str(item)


def nodes():
    graph = tf.get_default_graph()
    found = []
    for op, node in zip(graph.get_operations(), graph.as_graph_def().node):
        attrs = {key: value_of(node.attr[key]) for key in node.attr}
        outputs = [[t.dtype.name, None if t.shape.ndims is None else t.shape.as_list()] for t in op.outputs]
        text = node.name + " = " + node.op + "(" + ", ".join(node.input) + ")"
        found.append(text + " " + repr(sorted(attrs.items())) + " -> " + repr(outputs))
    return found


def attempt(build):
    try:
        value = build()
        outcome = [type(value).__name__, str(value)]
    except Exception as error:
        sentence = str(error).strip().split("\\\\n")[0].split(". ")[0].rstrip(".")
        outcome = [type(error).__name__, sentence]
    return [outcome, nodes(), tf.get_default_graph()._last_id]
""".replace("\\\\n", "\\n")


def program(expression):
    """A program whose result says what building `expression` did."""
    return "result = attempt(lambda: " + expression + ")"


_F, _I, _C, _B, _S = (
    "P('float32', [2, None])",
    "P('int32', [2])",
    "P('complex64', [2])",
    "P('bool', [2])",
    "P('string', [2])",
)


HERE = os.path.dirname(os.path.abspath(__file__))


def _families():
    """{family: [expression]} as the text file lists them."""
    found = {}
    with open(os.path.join(HERE, "math_expressions.txt")) as lines:
        for line in lines.read().split("\n"):
            if line.startswith("[") and line.endswith("]") and line[1:-1].isidentifier():
                family = found.setdefault(line[1:-1], [])
            elif line:
                family.append(line)
    return found


FAMILIES = _families()
UNARY = [
    "square",
    "sqrt",
    "rsqrt",
    "reciprocal",
    "sign",
    "exp",
    "expm1",
    "log",
    "log1p",
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "atan",
    "sinh",
    "cosh",
    "tanh",
    "asinh",
    "acosh",
    "atanh",
    "erf",
    "erfc",
    "lgamma",
    "digamma",
    "floor",
    "ceil",
    "rint",
    "round",
    "is_nan",
    "is_inf",
    "is_finite",
    "negative",
    "abs",
    "sigmoid",
    "log_sigmoid",
    "conj",
    "real",
    "imag",
    "angle",
    "logical_not",
    "bitwise.invert",
    "math.reciprocal_no_nan",
    "nn.relu",
    "nn.relu6",
    "nn.elu",
    "nn.selu",
    "nn.softplus",
    "nn.softsign",
    "nn.leaky_relu",
    "nn.l2_loss",
]
_BINARY = [
    "equal",
    "not_equal",
    "less",
    "less_equal",
    "greater",
    "greater_equal",
    "logical_and",
    "logical_or",
    "logical_xor",
    "maximum",
    "minimum",
    "squared_difference",
    "bitwise.bitwise_and",
    "bitwise.bitwise_or",
    "bitwise.bitwise_xor",
    "bitwise.left_shift",
    "bitwise.right_shift",
    "complex",
    "add",
    "subtract",
    "multiply",
    "floordiv",
    "mod",
    "pow",
    "truediv",
    "div",
    "div_no_nan",
    "realdiv",
    "truncatediv",
    "truncatemod",
    "floor_div",
    "atan2",
    "math.xdivy",
    "math.xlogy",
    "math.multiply_no_nan",
]

ELEMENTWISE = FAMILIES["elementwise"]
for _name in UNARY:
    for _x in (
        _F,
        "P('float32')",
        "1.5",
        "[1, 2]",
        _I,
        _C,
        _S,
        _B,
        "'a'",
        "P('bfloat16', [2, 3]), name='given'",
        "None",
    ):
        ELEMENTWISE.append("tf." + _name + "(" + _x + ")")
for _name in _BINARY:
    for _pair in (
        _F + ", P('float32', [3, 1, 4])",
        "P('float32'), P('float32', [2])",
        "P('float32', [2]), P('float32', [3])",
        "1, 2",
        "1, 2.5",
        "True, " + _B,
        "1, P('float32', [4])",
        "P('float32'), P('float64')",
        "P('int64', [2]), 3",
        "'a', " + _S,
        "P('uint16'), P('uint16')",
        "P('float16'), 2",
        "P('float32'), None",
        "[1, 2], [[1], [2]]",
        "P('float32', [2]), P('float32', [2]), name='a/given'",
    ):
        ELEMENTWISE.append("tf." + _name + "(" + _pair + ")")
