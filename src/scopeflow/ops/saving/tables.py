"""The ops on checkpoints of version 1: Save, SaveSlices, Restore, RestoreSlice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.formats import slice_specs
from scopeflow.formats.checkpoint import open_tables
from scopeflow.formats.slice_table_writer import SliceTableWriter
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import invalid_argument
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.saving.checkpoints import check_rank, checked_slice, names_in, text_in
from scopeflow.ops.static import constant_value


def _saved(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[()]:
    return _check_vectors(inputs, 1, len(attrs["T"]))


def _saved_slices(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[()]:
    return _check_vectors(inputs, 2, len(attrs["T"]))


def _check_vectors(inputs: Sequence[Tensor], vectors: int, count: int) -> tuple[()]:
    check_rank(inputs[0], 0)
    for vector in inputs[1 : 1 + vectors]:
        check_rank(vector, 1)
        length = vector._dims[0] if vector._dims is not None else None
        if length is not None and length != count:
            raise ShapeMismatch(f"Dimension must be {count} but is {length}")
    return ()


@op("Save(filename: string, tensor_names: string, data: [T]; T: list(type) >= 1) -> () # stateful",
    shape=_saved, host=True)  # fmt: skip
def save(filename: Any, tensor_names: Any, data: list[Any], *, T: Any) -> None:  # noqa: N803
    """Writes tensors to a checkpoint of version 1.

    Args:
      filename: the file's name, a scalar.
      tensor_names: what the tensors are called in it, a vector.
      data: the tensors.

    Raises:
      OpError: in a run, if the file cannot be written; one that was there stays as it is.
      UnimplementedError: in a run, if the format has no place for a type.
    """
    names = names_in(tensor_names)
    _write(filename, names, [""] * len(names), data, T, 2)


@op("SaveSlices(filename: string, tensor_names: string, shapes_and_slices: string, data: [T]; T: list(type) >= 1) -> () # stateful",
    shape=_saved_slices, host=True)  # fmt: skip
def save_slices(
    filename: Any,
    tensor_names: Any,
    shapes_and_slices: Any,
    data: list[Any],
    *,
    T: Any,  # noqa: N803
) -> None:
    """Writes tensors, or slices of larger ones, to a checkpoint of version 1.

    Args:
      filename: the file's name, a scalar.
      tensor_names: what the tensors are called in it, a vector.
      shapes_and_slices: for each tensor "", or which slice it is of a larger one, such as "4 2 0,2:0,2".
      data: the tensors.

    Raises:
      OpError: in a run, if the file cannot be written; one that was there stays as it is.
      InvalidArgumentError: in a run, if a tensor has not its slice's shape.
      InternalError: in a run, if slices of one tensor differ in type, or in the shape of the whole.
      UnimplementedError: in a run, if the format has no place for a type.
    """
    _write(filename, names_in(tensor_names), names_in(shapes_and_slices), data, T, 3)


def _write(
    filename: Any, names: list[str], specs: list[str], data: list[Any], types: Any, before: int
) -> None:
    if np.size(filename) != 1:
        raise invalid_argument(
            f"Input 0 (filename) must be a string scalar; got a tensor of {np.size(filename)}elements"
        )
    if len(names) != len(data):
        raise invalid_argument(
            f"Expected totally {len(names) + before} inputs as input #1 (which is a string tensor of saved names) contains "
            f"{len(names)} names, but received {len(data) + before} inputs"
        )
    writer = SliceTableWriter(text_in(filename))
    rows = sorted(zip(names, specs, data, types, strict=True), key=lambda row: row[0])
    for name, spec, value, dtype in rows:
        array = np.asarray(value)
        place = checked_slice(spec, array.shape) if spec else slice_specs.whole(array.shape)
        writer.add(name, place, array, dtype)
    writer.finish()


def _restored(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    for tensor in inputs:
        check_rank(tensor, 0)
    return (None,)


def _restored_slice(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    _restored(inputs, attrs)
    spec = constant_value(inputs[2])
    if spec is None or not text_in(spec):
        return (None,)
    try:
        return (slice_specs.parse(text_in(spec)).shape,)
    except errors.OpError as error:
        raise ShapeMismatch(error.message, [2]) from None


@op("Restore(file_pattern: string, tensor_name: string; dt: type, preferred_shard: int = -1) -> (tensor: dt) # stateful",
    shape=_restored, host=True)  # fmt: skip
def restore(file_pattern: Any, tensor_name: Any, *, dt: Any) -> Any:
    """Reads a tensor from a checkpoint of version 1.

    Args:
      file_pattern: what the names of the checkpoint's files match, a scalar.
      tensor_name: what the tensor is called in it, a scalar.
      dt: its element type.
      preferred_shard: in which of the files to look first; without effect.

    Returns:
      The tensor.

    Raises:
      NotFoundError: in a run, if there is no such file, or the tensor is not in it.
      InvalidArgumentError: in a run, if the tensor is of another type.
      DataLossError: in a run, if a file is damaged.
    """
    return _read(file_pattern, tensor_name, "", dt)


@op("RestoreSlice(file_pattern: string, tensor_name: string, shape_and_slice: string; dt: type, preferred_shard: int = -1) -> (tensor: dt) # stateful",
    shape=_restored_slice, host=True)  # fmt: skip
def restore_slice(file_pattern: Any, tensor_name: Any, shape_and_slice: Any, *, dt: Any) -> Any:
    """Reads a slice of a tensor from a checkpoint of version 1.

    Args:
      file_pattern: what the names of the checkpoint's files match, a scalar.
      tensor_name: what the tensor is called in it, a scalar.
      shape_and_slice: "", or the slice of it that is wanted, such as "4 2 0,2:0,2"; a scalar.
      dt: its element type.
      preferred_shard: in which of the files to look first; without effect.

    Returns:
      The slice.

    Raises:
      NotFoundError: in a run, if there is no such file, or the tensor is not in it.
      InvalidArgumentError: in a run, if the tensor is of another type, or has no such slice.
      DataLossError: in a run, if a file is damaged.
    """
    return _read(file_pattern, tensor_name, text_in(shape_and_slice), dt)


def _read(pattern: Any, tensor_name: Any, spec: str, dtype: Any) -> Any:
    checkpoint = open_tables(text_in(pattern))
    name = text_in(tensor_name)
    checkpoint.check(name, dtype)
    return checkpoint.read(name, slice_specs.parse(spec) if spec else None)
