"""What is asked about dtypes."""

from __future__ import annotations

from .combine import every, pool

BASES = pool(
    "float16 bfloat16 float32 float64 int8 int16 int32 int64 uint8 uint16 uint32 uint64 "
    "complex64 complex128 bool string resource variant qint8 qint16 qint32 quint8 quint16"
)
TYPES = BASES + [name + "_ref" for name in BASES]
MEMBERS = pool(
    "name as_datatype_enum as_numpy_dtype base_dtype _is_ref_dtype _as_ref real_dtype "
    "is_numpy_compatible is_bool is_integer is_floating is_complex is_quantized is_unsigned "
    "size min max limits __class__"
)
THINGS = pool("""
float int bool str object bytes complex list dict None type(None) 0 24 100 124 99 -1 200 3.0 3.5
True False '' 'xyz' 'nope_ref' [] [1] {} (1,2) () np tf np.array(1.) np.array([1,2]) np.float32(1.)
np.float32(7.) np.int32(1) np.int64(9) np.float32 np.float64 np.float16 np.int8 np.int16 np.int32
np.int64 np.uint8 np.uint16 np.uint32 np.uint64 np.complex64 np.complex128 np.int_ np.intc
np.intp np.uintp np.longlong np.ulonglong np.short np.byte np.half np.single np.double
np.bool_ np.str_ np.bytes_ np.object_ np.void np.generic np.number np.floating np.integer
np.inexact np.complexfloating np.signedinteger np.unsignedinteger np.longdouble np.clongdouble
np.datetime64 np.timedelta64 np.character np.flexible object() Ellipsis tf.float32
tf.float32._as_ref tf.string tf.float32.as_numpy_dtype tf.bfloat16.as_numpy_dtype
tf.qint8.as_numpy_dtype tf.qint16.as_numpy_dtype tf.qint32.as_numpy_dtype
tf.quint8.as_numpy_dtype tf.quint16.as_numpy_dtype np.dtype(tf.bfloat16.as_numpy_dtype)
tf.DType tf.Dimension(1) tf.TensorShape([1]) int.__add__ len set frozenset({1}) 1j 1e300 10**20
1+0j 20 21 120 121 22.0 b'float32' 'float32_ref_ref' 'Float32' 'FLOAT32' 'tf.float32'
np.str_('float32') np.str_('x') float.real type
""")
NAMES = pool(
    "float half double int long str object bytes complex i4 <f4 >f4 S S3 U U3 O f d l q b B H "
    "int_ float_ string_ bool_ uint int4 float8 float128 complex256 unicode datetime64 void "
    "half_ref float_ref double_ref int_ref DT_FLOAT dt_float"
)
NUMPY_CODES = pool(
    "f2 f4 f8 >f2 >f4 >f8 g c8 c16 >c8 i1 i2 i4 i8 >i2 >i4 >i8 u1 u2 u4 u8 >u4 ? O S S3 U U3 >U3 "
    "V V4 M8 M8[s] m8 m8[ms] l L q Q p P"
)
RECORDS = [("qint8", "i1"), ("qint8", "u1"), ("quint16", "<u2"), ("resource", "u1"), ("a", "f4")]

SECTIONS = {"members of " + name: every("tf.as_dtype('?1').?2", [name], MEMBERS) for name in TYPES}
SECTIONS["texts, hashes and identity"] = every(
    [
        "str(tf.as_dtype('?1'))",
        "hash(tf.as_dtype('?1'))",
        "pickle.loads(pickle.dumps(tf.as_dtype('?1')))",
        "(lambda t: copy.deepcopy(t) is t and copy.copy(t) is t)(tf.as_dtype('?1'))",
        "(lambda t: pickle.loads(pickle.dumps(t)) is t)(tf.as_dtype('?1'))",
        "(lambda t: tf.as_dtype(t.as_datatype_enum) is t)(tf.as_dtype('?1'))",
        "(lambda t: t.base_dtype._as_ref is t._as_ref)(tf.as_dtype('?1'))",
        "(lambda t: t in dtypes.QUANTIZED_DTYPES)(tf.as_dtype('?1'))",
        "tf.as_dtype(tf.as_dtype('?1').as_numpy_dtype)",
    ],
    TYPES,
)
SECTIONS["numbers"] = every(["tf.as_dtype(?1)", "tf.DType(?1)"], range(-2, 130))
SECTIONS["things"] = every("tf.as_dtype(?1)", THINGS)
SECTIONS["names"] = every("tf.as_dtype('?1')", TYPES + NAMES)
SECTIONS["NumPy dtypes"] = every("tf.as_dtype(np.dtype('?1'))", NUMPY_CODES)
SECTIONS["NumPy records"] = every("tf.as_dtype(np.dtype([?1]))", [*RECORDS, ""])
SECTIONS["comparison"] = every(
    ["?1 == ?2", "?1 != ?2"],
    ["tf.float32", "tf.float32._as_ref", "tf.string", "tf.bool", "tf.qint8"],
    [*THINGS, "'float32'", "'float32_ref'", "'string'", "'qint8'"],
)
SECTIONS["reversed comparison"] = every(
    "?1 == ?2",
    ["'float32'", "None", "1", "np.float32", "float", "object()", "[]"],
    ["tf.float32", "tf.int32"],
)
SECTIONS["is_compatible_with"] = every(
    "tf.?1.is_compatible_with(?2)", ["float32", "float32._as_ref", "string", "resource"], THINGS
)
SECTIONS["the rest"] = every("tf.?1", BASES) + [
    "tf.DType('3')",
    "tf.DType('x')",
    "tf.DType(3.7)",
    "tf.DType(True)",
    "tf.DType(None)",
    "tf.DType([])",
    "tf.DType()",
    "tf.DType(type_enum=1)",
    "tf.as_dtype()",
    "tf.as_dtype(np.dtype(('f4', (2,))))",
    "tf.DType(1) == tf.float32",
    "tf.float32 < tf.float64",
    "len(tf.float32)",
    "tf.float32()",
    "tf.float32.nonsense",
    "int(tf.float32)",
    "bool(tf.resource)",
    "setattr(tf.float32, 'name', 'q')",
    "setattr(tf.float32, 'size', 3)",
    "{tf.float32: 5}.get(1)",
    "{tf.float32: 5}.get('float32')",
    "{tf.float32: 5}[tf.as_dtype('float')]",
    "tf.float32 in [1]",
    "tf.float32 in {'float32'}",
    "'%s' % tf.int32",
    "'{}'.format(tf.bool)",
    "'{:>20}'.format(tf.bool)",
    "sorted(t.name for t in dtypes.QUANTIZED_DTYPES)",
    "tf.half is tf.float16 and tf.double is tf.float64",
    "np.zeros(2, tf.float32.as_numpy_dtype).dtype.name",
]
