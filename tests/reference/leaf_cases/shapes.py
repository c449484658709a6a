"""What is asked about shapes."""

from __future__ import annotations

from .combine import every, pool
from .dimensions import OPERANDS

SHAPES = [
    "S(None)",
    "S([])",
    "S([0])",
    "S([1])",
    "S([3])",
    "S([None])",
    "S([2, 3])",
    "S([2, None])",
    "S([None, 3])",
    "S([None, None])",
    "S([0, None])",
    "S([1, 2, 3])",
    "S([4, None, 6])",
]
OTHERS = SHAPES + pool(
    "None|[]|[3]|(2, 3)|[2, None]|3|0|-1|'x'|''|b'ab'|3.0|3.5|{}|object|tf.float32|D(3)|D(None)|"
    "[D(2), D(None)]|np.array([2, 3])|np.int64(3)|range(3)|[[1]]|['3', None]|[-1]|[2.5]|"
    "proto(2, -1)|unknown_proto",
    "|",
)
# NumPy's arrays and protos on the left decide by themselves, otherwise in newer versions.
LEFT_OTHERS = [text for text in OTHERS if "np." not in text and "proto" not in text]
METHODS = pool(
    "merge_with concatenate is_compatible_with assert_is_compatible_with assert_same_rank "
    "most_specific_compatible_shape"
)
SPECIAL_METHODS = ["__add__", "__radd__", "__concat__", "__eq__", "__ne__"]
OPERATORS = ["+", "==", "!="]
RANKS = pool("None 0 1 2 3 -1 True 1.0 1.5 'x' [] D(2) D(None) np.int64(2)")
RANK_METHODS = pool("with_rank with_rank_at_least with_rank_at_most assert_has_rank")
INDEXES = pool("0 1 -1 -2 5 -5 None 'x' 1.0 True D(1) D(None) np.int64(1) (0,1)")
SLICES = pool(
    ": 0:0 0:1 1: :1 :2 :-1 -1: -2: -2:-1 1:-1 -3:2 1:5 5: 5:2 0:2:1 ::2 ::-1 ::0 'a': :'b' 'a':2 "
    "0:'b' 0:1.5 1.5:2 1.5: D(0):D(2) D(None):2 None:None None:2"
)

SECTIONS = {
    "TensorShape." + method: every("?1.?3(?2)", SHAPES, OTHERS, [method]) for method in METHODS
}
SECTIONS.update({"TensorShape " + op: every("?1 ?3 ?2", SHAPES, OTHERS, [op]) for op in OPERATORS})
SECTIONS.update(
    {op + " TensorShape": every("?2 ?3 ?1", SHAPES, LEFT_OTHERS, [op]) for op in OPERATORS}
)
SECTIONS.update(
    {
        "TensorShape." + method: every("?1.?3(?2)", SHAPES, RANKS, [method])
        for method in RANK_METHODS
    }
)
SECTIONS["special methods"] = every(
    "?1.?3(?2)", ["S(None)", "S([2, None])"], OTHERS, SPECIAL_METHODS
)
SECTIONS["indexing"] = every("?1[?2]", SHAPES, INDEXES + SLICES)
SECTIONS["dimension_at_index"] = every(
    "tf.dimension_at_index(?1, ?2)", [*SHAPES, "None", "[1]"], INDEXES
)
SECTIONS["alone"] = every(
    [
        "?1",
        "str(?1)",
        "?1.dims",
        "?1.rank",
        "?1.ndims",
        "?1.as_list()",
        "?1.as_proto()",
        "?1.num_elements()",
        "?1.is_fully_defined()",
        "?1.assert_is_fully_defined()",
        "len(?1)",
        "bool(?1)",
        "list(?1)",
        "tuple(?1)",
        "next(iter(?1))",
        "list(reversed(?1))",
        "hash(?1)",
        "pickle.loads(pickle.dumps(?1))",
        "copy.copy(?1)",
        "copy.deepcopy(?1)",
        "?1.__reduce__()[1]",
        "S(?1.as_proto())",
        "S(?1)",
        "shapes.as_shape(?1)",
        "?1 * 2",
        "?1 < S([1])",
        "?1.index(1)",
        "setattr(?1, 'dims', [1])",
        "setattr(?1, 'ndims', 1)",
        "setattr(?1, 'rank', 1)",
        "isinstance(?1, (tuple, list))",
        "(lambda s: s.dims is s.dims)(?1)",
        "(lambda s: shapes.as_shape(s) is s)(?1)",
        "(lambda s: S(s) is s)(?1)",
        "(lambda s: S(s).dims is s.dims)(?1)",
    ],
    SHAPES,
)
# Of a shape of unknown rank, newer versions of Python and NumPy say otherwise what is wrong.
SECTIONS["as a sequence"] = every(
    ["2 in ?1", "None in ?1", "D(3) in ?1", "np.zeros(?1).shape"],
    [shape for shape in SHAPES if shape != "S(None)"],
)
# `==` with unknown sizes is True only for sizes that are one object.
SECTIONS["sameness of unknown sizes"] = every(
    [
        "(lambda s: s == s)(?1)",
        "(lambda s: s != s)(?1)",
        "(lambda s: s == S(s))(?1)",
        "(lambda s: s == s.dims)(?1)",
        "(lambda s: s == s[:])(?1)",
        "(lambda s: s[1:] == s[1:])(?1)",
        "(lambda s: s[0] is s[0])(?1)",
        "(lambda s: s == s.merge_with(s))(?1)",
        "(lambda s: s == s.merge_with(None))(?1)",
        "(lambda s: s == S(None).merge_with(s))(?1)",
        "(lambda s: s == S(None).merge_with(s.dims))(?1)",
        "(lambda s: s == s.concatenate([]))(?1)",
        "(lambda s: s + [1] == s + [1])(?1)",
        "(lambda s: s == s.with_rank(s.rank))(?1)",
        "(lambda s: s.with_rank(s.rank) is s)(?1)",
        "(lambda s: s.with_rank_at_least(0) is s)(?1)",
        "(lambda s: s.with_rank_at_most(9) is s)(?1)",
        "(lambda s: s.merge_with(None) is s)(?1)",
        "(lambda s: s == s.most_specific_compatible_shape(s))(?1)",
        "(lambda s: s.most_specific_compatible_shape(s) is s)(?1)",
        "(lambda s: s == copy.copy(s))(?1)",
        "(lambda s: s == copy.deepcopy(s))(?1)",
        "(lambda s: s == pickle.loads(pickle.dumps(s)))(?1)",
        "(lambda s: s in [s])(?1)",
        "(lambda s: s == S(list(s)))(?1)",
        "(lambda s: s == S(s.as_list()))(?1)",
        "(lambda s: s == S(s.as_proto()))(?1)",
    ],
    SHAPES,
)
SECTIONS["unknown_shape"] = every("shapes.unknown_shape(?1)", RANKS)
SECTIONS["made of"] = every("S(?1)", OTHERS + OPERANDS) + [
    "S()",
    "S(1, 2)",
    "S(dims=[1])",
    "S('12')",
    "S(b'12')",
    "S([3.0])",
    "S(['3'])",
    "S(np.array(3))",
    "S(np.array([[1, 2]]))",
    "S(np.array(['1', '2']))",
    "S([[1, 2]])",
    "S([[]])",
    "S([[None]])",
    "S(((),))",
    "S({1: 2})",
    "S({3, 4})",
    "S(iter([1, 2]))",
    "S(x for x in [1, 2])",
    "S(map(int, '12'))",
    "S(proto())",
    "S(proto(-2))",
    "S(proto(0))",
    "S(bytearray(b'ab'))",
    "S(memoryview(b'ab'))",
    "S(np.str_('12'))",
    "S([1 << 31, 1 << 40]).num_elements()",
    "S([1 << 31]).as_proto()",
    "S([np.int64(3), np.uint8(2)]).as_list()",
    "S([True]).as_list()",
    "S([D(3), None, 3]).as_list()",
    "type(S([np.int64(3)]).as_list()[0])",
    "type(S([2]).num_elements())",
    "(lambda d: S([d]) == S([d]))(D(None))",
    "(lambda d: S([d, 2]).dims[0] is d)(D(4))",
    "(lambda s: S([s[0]]) == s)(S([None]))",
    "(lambda s: s[0] in s)(S([None]))",
    "shapes.scalar()",
    "shapes.vector(3)",
    "shapes.vector(None)",
    "shapes.vector('x')",
    "shapes.vector(D(3))",
    "shapes.matrix(1, None)",
    "shapes.matrix(1, 'x')",
    "shapes.unknown_shape()",
    "shapes.unknown_shape(ndims=3)",
    "shapes.unknown_shape(ndims=None)",
    "shapes.unknown_shape(a=3)",
    "shapes.unknown_shape(3, ndims=3)",
    "shapes.unknown_shape(ndims=3, a=2)",
    "tf.compat.dimension_at_index(S([1, 2]), 1)",
    "tf.compat.dimension_value(D(3))",
]
