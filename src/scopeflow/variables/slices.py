"""SaveSliceInfo: which part of a larger variable one variable is, as checkpoints note it."""

from __future__ import annotations

from typing import Any


class SaveSliceInfo:
    """The place of a slice in the partitioned variable it is a part of.

    Attributes:
      full_name: the name of the whole variable.
      full_shape: the shape of the whole, a list of ints.
      var_offset: where the slice begins, one int per dimension.
      var_shape: the shape of the slice.

    ```python
    >>> import scopeflow as tf
    >>> tf.Variable.SaveSliceInfo("table", [4, 2], [2, 0], [2, 2]).spec
    '4 2 2,2:0,2'

    ```
    """

    def __init__(
        self,
        full_name: Any = None,
        full_shape: Any = None,
        var_offset: Any = None,
        var_shape: Any = None,
        save_slice_info_def: Any = None,
        import_scope: str | None = None,
    ) -> None:
        if save_slice_info_def is not None:
            name = save_slice_info_def.full_name
            self.full_name = f"{import_scope}/{name}" if import_scope else name
            self.full_shape: Any = list(save_slice_info_def.full_shape)
            self.var_offset: Any = list(save_slice_info_def.var_offset)
            self.var_shape: Any = list(save_slice_info_def.var_shape)
        else:
            self.full_name = full_name
            self.full_shape = full_shape
            self.var_offset = var_offset
            self.var_shape = var_shape

    @property
    def spec(self) -> str:
        """The slice as checkpoints spell it: the full shape, then `offset,length` per dimension."""
        full = "".join(f"{size} " for size in self.full_shape)
        return full + ":".join(
            f"{offset},{length}"
            for offset, length in zip(self.var_offset, self.var_shape, strict=False)
        )

    def to_proto(self, export_scope: str | None = None) -> Any:
        """This place as a SaveSliceInfoDef proto.

        Args:
          export_scope: a name scope to cut off the name; a name outside it gives None.
        """
        from scopeflow.variables.protos import slice_to_proto

        return slice_to_proto(self, export_scope)
