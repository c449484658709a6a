"""Checkpoints without a graph: NewCheckpointReader, load_variable, list_variables."""

from __future__ import annotations

from typing import Any

from scopeflow.formats import filesystem
from scopeflow.formats.checkpoint import open_checkpoint
from scopeflow.formats.files import text_of_path
from scopeflow.train.checkpoint_state import latest_checkpoint


class CheckpointReader:
    """What a checkpoint holds; `tf.train.NewCheckpointReader(name)` makes one.

    Args:
      filepattern: the checkpoint's name.

    Raises:
      NotFoundError: if there is none.
      DataLossError: if its index is damaged.
    """

    def __init__(self, filepattern: Any) -> None:
        self._checkpoint = open_checkpoint(text_of_path(filepattern))

    def get_variable_to_shape_map(self) -> dict[str, list[int]]:
        """The shape of each tensor, by name."""
        return {name: list(self._checkpoint.shape(name)) for name in self._checkpoint.names}

    def get_variable_to_dtype_map(self) -> dict[str, Any]:
        """The DType of each tensor, by name."""
        return {name: self._checkpoint.dtype(name) for name in self._checkpoint.names}

    def has_tensor(self, tensor_str: str) -> bool:
        """Whether there is a tensor of this name."""
        return tensor_str in self._checkpoint

    def get_tensor(self, tensor_str: Any) -> Any:
        """A tensor, as an array.

        Raises:
          NotFoundError: if there is none of this name.
          DataLossError: if its bytes are damaged.
        """
        value = self._checkpoint.read(text_of_path(tensor_str))
        return value if value.shape else value[()]

    def debug_string(self) -> bytes:
        """Name, type and shape of each tensor, a line each."""
        lines = []
        for name in sorted(self._checkpoint.names):
            dtype = self._checkpoint.dtype(name).name
            shape = ",".join(map(str, self._checkpoint.shape(name)))
            kind = _TYPE_NAMES.get(dtype, dtype.upper())
            lines.append(f"{name} (DT_{kind}) [{shape}]{self._checkpoint.remark(name)}\n")
        return "".join(lines).encode()


_TYPE_NAMES = {"float32": "FLOAT", "float64": "DOUBLE", "float16": "HALF"}


def NewCheckpointReader(filepattern: Any) -> CheckpointReader:  # noqa: N802 - TensorFlow's name
    """Opens a checkpoint to look into it.

    Args:
      filepattern: its name.

    Raises:
      NotFoundError: if there is none.
      DataLossError: if its index is damaged.
    """
    return CheckpointReader(filepattern)


def load_checkpoint(ckpt_dir_or_file: Any) -> CheckpointReader:
    """Opens a checkpoint, or the newest of a directory.

    Args:
      ckpt_dir_or_file: the checkpoint's name, or a directory with a file `checkpoint`.

    Raises:
      ValueError: if the directory has none.
      NotFoundError: if there is no such checkpoint.
    """
    path = text_of_path(ckpt_dir_or_file)
    found = latest_checkpoint(path) if filesystem.is_directory(path) else path
    if not found:
        raise ValueError(
            f"Couldn't find 'checkpoint' file or checkpoints in given directory {ckpt_dir_or_file}"
        )
    return NewCheckpointReader(found)


def load_variable(ckpt_dir_or_file: Any, name: str) -> Any:
    """The value of a variable in a checkpoint, as an array.

    Args:
      ckpt_dir_or_file: see `load_checkpoint`.
      name: the variable's name; `:0` at its end is cut off.

    Raises:
      NotFoundError: if the checkpoint has none of this name.
    """
    return load_checkpoint(ckpt_dir_or_file).get_tensor(name.removesuffix(":0"))


def list_variables(ckpt_dir_or_file: Any) -> list[tuple[str, list[int]]]:
    """(name, shape) of what a checkpoint holds, sorted by name.

    Args:
      ckpt_dir_or_file: see `load_checkpoint`.
    """
    return sorted(load_checkpoint(ckpt_dir_or_file).get_variable_to_shape_map().items())
