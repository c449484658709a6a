"""DType: the element types of tensors, one object each, and what converts to them."""

from __future__ import annotations

import builtins
from typing import Any, NoReturn

import ml_dtypes
import numpy as np

# Name -> number in a GraphDef. A reference twin has its number plus this.
_REF_OFFSET = 100
_ENUMS = {
    "float32": 1,
    "float64": 2,
    "int32": 3,
    "uint8": 4,
    "int16": 5,
    "int8": 6,
    "string": 7,
    "complex64": 8,
    "int64": 9,
    "bool": 10,
    "qint8": 11,
    "quint8": 12,
    "qint32": 13,
    "bfloat16": 14,
    "qint16": 15,
    "quint16": 16,
    "uint16": 17,
    "complex128": 18,
    "float16": 19,
    "resource": 20,
    "variant": 21,
    "uint32": 22,
    "uint64": 23,
}
_SPELLINGS = {"half": "float16", "float": "float32", "double": "float64"}
# A quantized number in NumPy is a record with one field, named as the type.
_QUANTIZED = {"qint8": "i1", "quint8": "u1", "qint16": "<i2", "quint16": "<u2", "qint32": "<i4"}
_MAY_BE_MISSING = ("as_numpy_dtype", "size", "min", "max", "limits")


class DType:
    """The type of a tensor's elements. There is one object for each, so `is` compares them.

    Attributes:
      name: its name, such as "float32"; a reference type (what a variable's own tensor has) ends
        in "_ref".
      as_datatype_enum: its number in a GraphDef.
      as_numpy_dtype: the NumPy type of such elements; `object` for strings. KeyError for resource
        and variant.
      base_dtype: this type without "_ref".
      real_dtype: the type of one part of a complex number, else this type.
      size: bytes of one element.
      min, max: the least and greatest number. TypeError for types that have none.
      limits: (least, greatest) value of a pixel with this type: (0, 1) for floats.
      is_bool, is_integer, is_floating, is_complex, is_quantized, is_unsigned: what kind it is;
        quantized types are not integers.
      is_numpy_compatible: whether arrays can hold it.

    >>> tf.float32.size, tf.float32.is_floating, tf.int8.max
    (4, True, 127)
    >>> tf.DType(1) is tf.float32
    True
    """

    __slots__ = (
        "__weakref__",
        "_as_ref",
        "_is_ref_dtype",
        "_type_enum",
        "as_datatype_enum",
        "as_numpy_dtype",
        "base_dtype",
        "is_bool",
        "is_complex",
        "is_floating",
        "is_integer",
        "is_numpy_compatible",
        "is_quantized",
        "is_unsigned",
        "limits",
        "max",
        "min",
        "name",
        "real_dtype",
        "size",
    )

    _as_ref: DType
    _is_ref_dtype: builtins.bool
    _type_enum: int
    as_datatype_enum: int
    as_numpy_dtype: Any
    base_dtype: DType
    is_bool: builtins.bool
    is_complex: builtins.bool
    is_floating: builtins.bool
    is_integer: builtins.bool
    is_numpy_compatible: builtins.bool
    is_quantized: builtins.bool
    is_unsigned: builtins.bool
    limits: tuple[Any, Any]
    max: Any
    min: Any
    name: str
    real_dtype: DType
    size: int

    def __new__(cls, type_enum: int) -> DType:
        """The type with number `type_enum`.

        Raises:
          TypeError: if no type has that number.
        """
        number = int(type_enum)
        if number not in BY_ENUM:
            raise TypeError(
                f"type_enum is not a valid types_pb2.DataType: {number}. Types have the numbers 1"
                f" to {len(_ENUMS)}, their reference twins 100 more."
            )
        return BY_ENUM[number]

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise AttributeError(f"can't set attribute: {self!r} is shared by the whole program")

    def __getattr__(self, name: str) -> NoReturn:
        # Reached for the attributes that this type has no value for, and for unknown ones.
        if name not in _MAY_BE_MISSING:
            raise AttributeError(f"'DType' object has no attribute '{name}'")
        if name in ("min", "max"):
            raise TypeError(f"Cannot find {name}imum value of {self}.")
        raise KeyError(self.as_numpy_dtype if name == "limits" else self._type_enum)

    def is_compatible_with(self, other: Any) -> builtins.bool:
        """Whether a tensor of type `other` can stand where this type is asked for.

        It can if the types are equal, or if `other` is the reference twin of this type.

        Raises:
          TypeError: if `other` does not convert to a type.

        >>> tf.float32.is_compatible_with("float32"), tf.float32.is_compatible_with(tf.int32)
        (True, False)
        """
        number = as_dtype(other)._type_enum
        return number == self._type_enum or number == self._type_enum + _REF_OFFSET

    def __eq__(self, other: object) -> builtins.bool:
        if self is other:
            return True
        if other is None or isinstance(other, DType):
            return False
        try:
            return as_dtype(other) is self
        except TypeError:
            return False

    def __ne__(self, other: object) -> builtins.bool:
        return not self == other

    def __hash__(self) -> int:
        return self._type_enum

    def __str__(self) -> str:
        return f"<dtype: {self.name!r}>"

    def __repr__(self) -> str:
        return f"tf.{self.name}"

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return as_dtype, (self.name,)


def _numpy_type(name: str) -> Any:
    """The NumPy type for elements of type `name`; None if arrays cannot hold them."""
    if name in ("resource", "variant"):
        return None
    if name in _QUANTIZED:
        return np.dtype([(name, _QUANTIZED[name])])
    if name == "bfloat16":
        return ml_dtypes.bfloat16
    return {"string": object, "bool": builtins.bool}.get(name) or getattr(np, name)


def _limits(name: str, numpy_type: Any) -> dict[str, Any]:
    """`min`, `max` and `limits` of a base type, as far as it has them."""
    if name == "bfloat16":
        found = ml_dtypes.finfo(numpy_type)
        return {"min": numpy_type(found.min), "max": numpy_type(found.max)}
    if name == "float16":
        return {"min": np.finfo(numpy_type).min, "max": np.finfo(numpy_type).max}
    if name.startswith("float"):
        return {
            "min": np.finfo(numpy_type).min,
            "max": np.finfo(numpy_type).max,
            "limits": (0, 1),
        }
    if name.startswith(("int", "uint")):
        least, greatest = int(np.iinfo(numpy_type).min), int(np.iinfo(numpy_type).max)
        return {"min": least, "max": greatest, "limits": (0, greatest)}
    return {}


def _size(name: str, numpy_type: Any) -> int:
    return 1 if numpy_type is None else np.dtype(numpy_type).itemsize


def _make(name: str, enum: int, base: DType | None) -> DType:
    """Makes a type, or the reference twin of `base`."""
    made: DType = object.__new__(DType)
    base_name = name.removesuffix("_ref")
    numpy_type = _numpy_type(base_name)
    values: dict[str, Any] = {
        "name": name,
        "_type_enum": enum,
        "as_datatype_enum": enum,
        "base_dtype": base or made,
        "real_dtype": made,  # of complex types: set when all types exist
        "_is_ref_dtype": base is not None,
        "is_numpy_compatible": numpy_type is not None,
        "is_bool": base_name == "bool",
        "is_integer": base_name.startswith(("int", "uint")),
        "is_floating": base_name.startswith(("float", "bfloat")),
        "is_complex": base_name.startswith("complex"),
        "is_quantized": base_name in _QUANTIZED,
        "is_unsigned": base_name.startswith("uint"),
        **_limits(base_name, numpy_type),
    }
    if numpy_type is not None:
        values["as_numpy_dtype"] = numpy_type
    if numpy_type is not None or base is None:
        values["size"] = _size(base_name, numpy_type)
    for slot, value in values.items():
        object.__setattr__(made, slot, value)
    object.__setattr__(base or made, "_as_ref", made)
    object.__setattr__(made, "_as_ref", made)
    return made


# Every type by its name ("half", "float" and "double" included) and by its number.
BY_NAME: dict[str, DType] = {}
BY_ENUM: dict[int, DType] = {}
for _name, _enum in _ENUMS.items():
    _base = _make(_name, _enum, None)
    _ref = _make(f"{_name}_ref", _enum + _REF_OFFSET, _base)
    for _made in (_base, _ref):
        BY_NAME[_made.name] = BY_ENUM[_made._type_enum] = _made
for _name, _target in _SPELLINGS.items():
    BY_NAME[_name] = BY_NAME[_target]
    BY_NAME[f"{_name}_ref"] = BY_NAME[f"{_target}_ref"]
for _complex, _real in (("complex64", "float32"), ("complex128", "float64")):
    for _made in (BY_NAME[_complex], BY_NAME[f"{_complex}_ref"]):
        object.__setattr__(_made, "real_dtype", BY_NAME[_real])

# Types of NumPy scalars -> ours. Sized strings and bytes are all strings; so is `object`.
_BY_NUMPY_TYPE: dict[Any, DType] = {
    np.object_: BY_NAME["string"],
    np.bytes_: BY_NAME["string"],
    np.str_: BY_NAME["string"],
    np.bool_: BY_NAME["bool"],
    np.longlong: BY_NAME["int64"],
    np.ulonglong: BY_NAME["uint64"],
}
# NumPy dtypes that no scalar type stands for: records with one field, the quantized types.
_BY_NUMPY_RECORD: dict[np.dtype[Any], DType] = {}
for _name in _ENUMS:
    _numpy = _numpy_type(_name)
    if isinstance(_numpy, np.dtype):
        _BY_NUMPY_RECORD[_numpy] = BY_NAME[_name]
    elif _numpy not in (None, object, builtins.bool):
        _BY_NUMPY_TYPE[_numpy] = BY_NAME[_name]

# All that converts at one look. Python's int is not here: it stands for no one type.
_BY_ANYTHING: dict[Any, DType] = {
    **BY_ENUM,
    **BY_NAME,
    **_BY_NUMPY_TYPE,
    **_BY_NUMPY_RECORD,
    float: BY_NAME["float32"],
    builtins.bool: BY_NAME["bool"],
    object: BY_NAME["string"],
}

TF_TO_NP: dict[DType, Any] = {
    made: made.as_numpy_dtype for made in BY_ENUM.values() if made.is_numpy_compatible
}
QUANTIZED_DTYPES = frozenset(made for made in BY_ENUM.values() if made.is_quantized)


def as_dtype(type_value: Any) -> DType:
    """Converts to a DType: a DType, its number or name, a NumPy type or dtype, or a Python type.

    Args:
      type_value: for example `tf.float32`, `1`, `"float32"`, `np.float32`,
        `np.dtype("float32")`, `float`, `bool` or `object` (string).

    Raises:
      TypeError: if nothing of the kind is named by `type_value`.

    >>> tf.as_dtype("half"), tf.as_dtype(np.int64), tf.as_dtype(float)
    (tf.float16, tf.int64, tf.float32)
    >>> tf.as_dtype(int)
    Traceback (most recent call last):
    TypeError: Cannot convert value <class 'int'> to a TensorFlow DType. ...
    """
    if type_value.__class__ is DType:
        return type_value
    found = _BY_ANYTHING.get(type_value)
    if found is None and isinstance(type_value, np.dtype):
        found = _BY_NUMPY_TYPE.get(type_value.type)
    if found is None:
        raise TypeError(
            f"Cannot convert value {type_value!r} to a TensorFlow DType.{_advice(type_value)}"
        )
    return found


def from_numpy(dtype: np.dtype[Any]) -> DType:
    """The DType of arrays with this NumPy dtype, whatever their byte order.

    Raises:
      TypeError: if there is none.
    """
    found = _BY_NUMPY_TYPE.get(dtype.type)
    return as_dtype(dtype) if found is None else found


def _advice(value: Any) -> str:
    """What the writer of `value` may have meant; '' where there is no guess."""
    if value is int:
        return " Python's int has no fixed size: say tf.int32 or tf.int64."
    if value is complex:
        return " Python's complex has no type of its own: say tf.complex64 or tf.complex128."
    if value is str or value is bytes:
        return " Text and bytes are tf.string."
    if isinstance(value, str):
        import difflib

        near = difflib.get_close_matches(value.lower(), BY_NAME, n=3)
        if near:
            return f" Did you mean {' or '.join(map(repr, near))}?"
    return " A type is given as tf.float32, 'float32' or np.float32."


# The quantized types and their references.
QUANTIZED_DTYPES = frozenset(
    twin for name in _QUANTIZED for twin in (BY_NAME[name], BY_NAME[name]._as_ref)
)

float16 = half = BY_NAME["float16"]
bfloat16 = BY_NAME["bfloat16"]
float32 = BY_NAME["float32"]
float64 = double = BY_NAME["float64"]
int8 = BY_NAME["int8"]
int16 = BY_NAME["int16"]
int32 = BY_NAME["int32"]
int64 = BY_NAME["int64"]
uint8 = BY_NAME["uint8"]
uint16 = BY_NAME["uint16"]
uint32 = BY_NAME["uint32"]
uint64 = BY_NAME["uint64"]
complex64 = BY_NAME["complex64"]
complex128 = BY_NAME["complex128"]
string = BY_NAME["string"]
resource = BY_NAME["resource"]
variant = BY_NAME["variant"]
qint8 = BY_NAME["qint8"]
qint16 = BY_NAME["qint16"]
qint32 = BY_NAME["qint32"]
quint8 = BY_NAME["quint8"]
quint16 = BY_NAME["quint16"]
bool = BY_NAME["bool"]


def plain_integer(dtype: DType) -> np.dtype[Any]:
    """The NumPy integers that the elements of a quantized type are."""
    return np.dtype(_QUANTIZED[dtype.base_dtype.name])
