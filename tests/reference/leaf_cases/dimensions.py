"""What is asked about dimensions."""

from __future__ import annotations

from .combine import every, pool

DIMENSIONS = ["D(0)", "D(3)", "D(7)", "D(None)"]
OPERANDS = [
    *pool("0 1 3 7 -1 -5 None True 2.5 3.0 -1.5 '3' 'x' b'3' [] () {} object tf.float32 len"),
    *pool("D(0) D(2) D(3) D(None) S([3]) S(None) np.int32(2) np.int64(-2) np.float32(3)"),
    *pool("np.float64(2.5) np.array(3) np.array([3]) np.array([3,4]) np.array([]) float('inf')"),
    *pool("float('nan') 10**20 bytearray(b'3')"),
    "' 3 '",
]
# NumPy's arrays on the left decide by themselves what becomes of a Dimension.
LEFT_OPERANDS = [text for text in OPERANDS if not text.startswith("np.")]
OPERATORS = pool("+ - * // / % < <= > >= == !=")
METHODS = ["is_compatible_with", "assert_is_compatible_with", "merge_with"]
# What the operators call, called directly: they may answer NotImplemented.
SPECIAL_METHODS = pool(
    "__add__ __radd__ __sub__ __rsub__ __mul__ __rmul__ __floordiv__ __rfloordiv__ __div__ "
    "__rdiv__ __truediv__ __rtruediv__ __mod__ __rmod__ __lt__ __le__ __gt__ __ge__ __eq__ __ne__"
)

SECTIONS = {"Dimension " + op: every("?1 ?3 ?2", DIMENSIONS, OPERANDS, [op]) for op in OPERATORS}
SECTIONS.update(
    {op + " Dimension": every("?2 ?3 ?1", DIMENSIONS, LEFT_OPERANDS, [op]) for op in OPERATORS}
)
SECTIONS.update(
    {
        "Dimension." + method: every("?1.?3(?2)", DIMENSIONS, OPERANDS, [method])
        for method in METHODS
    }
)
SECTIONS["special methods"] = every("D(7).?2(?1)", OPERANDS, SPECIAL_METHODS)
SECTIONS["alone"] = every(
    [
        "?1",
        "str(?1)",
        "?1.value",
        "int(?1)",
        "bool(?1)",
        "hash(?1)",
        "?1.__int__()",
        "?1.__index__()",
        "?1.__long__()",
        "[1, 2, 3, 4][?1]",
        "list(range(9))[?1:]",
        "-?1",
        "abs(?1)",
        "?1 ** 2",
        "divmod(?1, 2)",
        "pickle.loads(pickle.dumps(?1))",
        "copy.copy(?1)",
        "copy.deepcopy(?1)",
        "?1.__reduce__()[1]",
        "'ab' * ?1",
        "?1 * [1]",
        "setattr(?1, 'value', 3)",
        "setattr(?1, 'value', None)",
        "tf.dimension_value(?1)",
        "shapes.as_dimension(?1)",
        "sum([?1, D(1)])",
        "max(?1, D(4))",
        "{?1: 1}",
        "?1 in [3]",
        "3 in [?1]",
        "[?1] == [3]",
        "'%d' % ?1",
        "'{}'.format(?1)",
        "range(?1)",
        "(lambda d: shapes.as_dimension(d) is d)(?1)",
        "(lambda d: d == d)(?1)",
        "(lambda d: D(d) is d)(?1)",
    ],
    [*DIMENSIONS, "D('12')"],
)
SECTIONS["made of"] = every("D(?1)", OPERANDS) + [
    "D(1j)",
    "D()",
    "D(value=3)",
    "D(1, 2)",
    "D(1 << 70)",
    "D(1e20)",
    "D('3.0')",
    "D('-1')",
    "D(np.array(3.5))",
    "D(np.array(-1))",
    "D(np.array([[3]]))",
    "D(np.bool_(True))",
    "D(np.uint8(3))",
    "D('')",
    "D(b'')",
    "D(type)",
    "D(tf.string)",
    "shapes.as_dimension('x')",
    "shapes.as_dimension(None)",
    "shapes.as_dimension(3)",
    "tf.dimension_value(3)",
    "tf.dimension_value(None)",
    "tf.dimension_value('x')",
    "np.array([1, 2]) + D(3)",
    "np.int32(2) + D(3)",
    "np.zeros(D(2))",
    "np.zeros([D(2), 3])",
    "np.zeros([D(None)])",
]
