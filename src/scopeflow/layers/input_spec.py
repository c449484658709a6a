"""InputSpec: what a layer expects of its inputs, and the check of it."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.shapes import TensorShape
from scopeflow.ops.nesting import leaves


class InputSpec:
    """The dtype, rank and sizes that one input of a layer must have.  What is None may be anything.

    Args:
      dtype: the expected DType.
      shape: the expected shape; None in it is any size.
      ndim: the expected rank.
      max_ndim: the greatest rank.
      min_ndim: the least rank.
      axes: a dict from an axis to its expected size.

    Raises:
      TypeError: if an axis is no integer.
      ValueError: if an axis is beyond the rank.

    ```python
    >>> import scopeflow as tf
    >>> tf.layers.InputSpec(ndim=2, axes={-1: 4})
    InputSpec(ndim=2, axes={-1: 4})

    ```
    """

    def __init__(
        self,
        dtype: Any = None,
        shape: Any = None,
        ndim: int | None = None,
        max_ndim: int | None = None,
        min_ndim: int | None = None,
        axes: dict[int, Any] | None = None,
    ) -> None:
        self.dtype = None if dtype is None else dtypes.as_dtype(dtype).name
        self.shape = shape
        self.ndim = ndim if shape is None else len(shape)
        self.max_ndim = max_ndim
        self.min_ndim = min_ndim
        try:
            given: dict[int, Any] = axes or {}
            self.axes = {int(axis): given[axis] for axis in given}
        except (ValueError, TypeError):
            raise TypeError("The keys in axes must be integers.") from None
        greatest = max(self.ndim or 0, max_ndim or 0)
        if self.axes and greatest and max(self.axes) > greatest - 1:
            raise ValueError(
                f"Axis {max(self.axes)} is greater than the maximum allowed value: {greatest - 1}"
            )

    def get_config(self) -> dict[str, Any]:
        """The arguments that make a spec like this one."""
        return {
            "dtype": self.dtype,
            "shape": self.shape,
            "ndim": self.ndim,
            "max_ndim": self.max_ndim,
            "min_ndim": self.min_ndim,
            "axes": self.axes,
        }

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> InputSpec:
        """A spec made of what `get_config` gave."""
        return cls(**config)

    def __repr__(self) -> str:
        shown = [
            f"dtype={self.dtype}" if self.dtype else "",
            f"shape={self.shape}" if self.shape else "",
            f"ndim={self.ndim}" if self.ndim else "",
            f"max_ndim={self.max_ndim}" if self.max_ndim else "",
            f"min_ndim={self.min_ndim}" if self.min_ndim else "",
            f"axes={self.axes}" if self.axes else "",
        ]
        return f"InputSpec({', '.join(word for word in shown if word)})"


def check_spec(spec: Any) -> None:
    """Raises TypeError unless it is an InputSpec or None."""
    if spec is not None and not isinstance(spec, InputSpec):
        raise TypeError(f"Layer input_spec must be an instance of InputSpec. Got: {spec}")


def check_inputs(specs: Any, inputs: Any, layer_name: Any) -> None:
    """Raises ValueError unless each of `inputs` fits its InputSpec; no spec fits everything."""
    if not specs:
        return
    specs, values = leaves(specs), leaves(inputs)
    if len(values) != len(specs):
        raise ValueError(
            f"Layer {layer_name} expects {len(specs)} inputs, but it received {len(values)} input tensors. "
            f"Inputs received: {values}"
        )
    for index, (value, spec) in enumerate(zip(values, specs, strict=True)):
        if spec is not None:
            _check(
                spec, value, f"Input {index} of layer {layer_name} is incompatible with the layer: "
            )
            _check_shape(spec, value, index, layer_name)


def _check(spec: InputSpec, value: Any, beginning: str) -> None:
    needs_rank = (spec.ndim, spec.min_ndim, spec.max_ndim) != (None, None, None)
    shape: TensorShape = value.shape
    if needs_rank and shape.ndims is None:
        raise ValueError(
            beginning + "its rank is undefined, but the layer requires a defined rank."
        )
    sizes: Any = None if shape.ndims is None else shape.as_list()
    if spec.ndim is not None and shape.ndims != spec.ndim:
        raise ValueError(
            f"{beginning}expected ndim={spec.ndim}, found ndim={shape.ndims}. Full shape received: {sizes}"
        )
    if spec.max_ndim is not None and shape.ndims is not None and shape.ndims > spec.max_ndim:
        raise ValueError(f"{beginning}expected max_ndim={spec.max_ndim}, found ndim={shape.ndims}")
    if spec.min_ndim is not None and shape.ndims is not None and shape.ndims < spec.min_ndim:
        raise ValueError(
            f"{beginning}: expected min_ndim={spec.min_ndim}, found ndim={shape.ndims}. "
            f"Full shape received: {sizes}"
        )
    if spec.dtype is not None and value.dtype != spec.dtype:
        raise ValueError(f"{beginning}expected dtype={spec.dtype}, found dtype={value.dtype}")
    # an unknown rank is refused in the shape's own words
    sizes = shape.as_list() if spec.axes else sizes
    for axis, expected in spec.axes.items():
        expected = getattr(expected, "value", expected)
        if expected is not None and sizes[axis] not in (expected, None):
            raise ValueError(
                f"{beginning}expected axis {axis} of input shape to have value {expected} "
                f"but received input with shape {sizes}"
            )


def _check_shape(spec: InputSpec, value: Any, index: int, layer_name: Any) -> None:
    if spec.shape is None:
        return
    sizes = value.shape.as_list()
    for expected, size in zip(spec.shape, sizes, strict=False):
        if expected is not None and size is not None and expected != size:
            raise ValueError(
                f"Input {index} is incompatible with layer {layer_name}: "
                f"expected shape={spec.shape}, found shape={sizes}"
            )
