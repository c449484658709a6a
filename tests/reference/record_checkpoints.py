"""Records small checkpoints that TensorFlow writes, as bytes: `python -m tests.reference.record_checkpoints`."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.reference.live import Reference, record

_NUMBERS = [[1, 0, 3], [4, 100, 6]]
_KINDS = [
    "bfloat16",
    "bool",
    "complex128",
    "complex64",
    "float16",
    "float32",
    "float64",
    "int16",
    "int32",
    "int64",
    "int8",
    "qint16",
    "qint32",
    "qint8",
    "quint16",
    "quint8",
    "uint16",
    "uint32",
    "uint64",
    "uint8",
]
_RAMP = [[i / 4 for i in range(2 * row, 2 * row + 2)] for row in range(5)]

# By checkpoint: (name, slice or "", dtype, value) of each tensor.
TENSORS: dict[str, list[tuple[str, str, str, Any]]] = {
    "kinds": [
        *[(f"v/{kind}", "", kind, _NUMBERS) for kind in _KINDS],
        ("text", "", "string", [["abc", "\0"], ["", "x" * 300]]),
        ("scalar", "", "float32", 3.5),
        ("empty", "", "float64", [[], []]),
        ("word", "", "string", "alone"),
    ],
    "parts": [
        ("p", "5 2 0,3:0,2", "float32", _RAMP[:3]),
        ("p", "5 2 3,2:-", "float32", _RAMP[3:]),
        ("whole", "5 2 -:-", "float64", _RAMP),
        ("far/off", "", "int64", [5]),
        ("far/off_1", "9000 1 8000,2:0,1", "int64", [[7], [8]]),
    ],
}


def decoded(kind: str, value: Any, numpy_type: Any) -> np.ndarray[Any, Any]:
    """The array of a row of the table."""
    if kind == "string":
        flat = np.array(value, str).reshape(-1).tolist()
        array = np.empty(np.shape(value), object)
        texts = value if isinstance(value, str) else [t for row in value for t in row]
        array[...] = (
            texts.encode()
            if isinstance(texts, str)
            else np.array([t.encode() for t in texts] + [None], object)[: len(flat)].reshape(
                array.shape
            )
        )
        return array
    if kind.startswith(("q", "quint")):
        return np.array(value).astype(np.dtype(numpy_type)[0]).view(numpy_type)
    return np.array(value).astype(numpy_type)


# Of version 1, which has no place for some kinds: the file's name and its tensors.
_OLD_KINDS = "bool complex128 complex64 float16 float32 float64 int16 int32 int64 int8 qint32 qint8 quint8 uint16 uint8"
TABLES = {
    f"old_{name}": [row for row in rows if row[2] in (*_OLD_KINDS.split(), "string")]
    for name, rows in TENSORS.items()
}

_PROGRAM = """
import base64, os, shutil, tempfile
import numpy as np
folder = tempfile.mkdtemp()
with tf.Graph().as_default(), tf.Session() as session:
    tensors = []
    for name, spec, kind, value in TENSORS:
        dtype = tf.as_dtype(kind)
        if kind[0] == "q":
            field = np.dtype(dtype.as_numpy_dtype)[0]
            value = np.array(value).astype(field).view(dtype.as_numpy_dtype)
        elif kind != "string":
            value = np.array(value).astype(dtype.as_numpy_dtype)
        tensors.append(tf.constant(value, dtype))
    if CHECKPOINT.startswith("old_"):
        session.run(tf.raw_ops.SaveSlices(filename=folder + "/" + CHECKPOINT, tensor_names=[t[0] for t in TENSORS],
                                          shapes_and_slices=[t[1] for t in TENSORS], data=tensors))
    else:
        session.run(tf.raw_ops.SaveV2(prefix=folder + "/" + CHECKPOINT, tensor_names=[t[0] for t in TENSORS],
                                  shape_and_slices=[t[1] for t in TENSORS], tensors=tensors))
result = {}
for file in sorted(os.listdir(folder)):
    with open(os.path.join(folder, file), "rb") as f:
        result[file] = base64.b64encode(f.read()).decode()
shutil.rmtree(folder)
"""


def main() -> None:
    """Asks TensorFlow and keeps the files."""
    found = {}
    with Reference() as reference:
        for name, tensors in {**TENSORS, **TABLES}.items():
            answer = reference.run(f"CHECKPOINT = {name!r}\nTENSORS = {tensors!r}\n{_PROGRAM}")
            assert answer.error is None, answer
            found[name] = answer.result
    record("checkpoints", found)


if __name__ == "__main__":
    main()
