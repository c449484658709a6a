"""The arguments of `tf.import_graph_def`, checked and converted."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.scoping import name_scope
from scopeflow.version import GRAPH_DEF_VERSION, VERSION


def checked_map(input_map: Any) -> dict[str, Any]:
    """The `input_map` with texts for keys.

    Raises:
      TypeError: if it is no such dictionary.
    """
    if input_map is None:
        return {}
    if not (
        isinstance(input_map, dict) and all(isinstance(key, (str, bytes)) for key in input_map)
    ):
        raise TypeError("input_map must be a dictionary mapping strings to Tensor objects.")
    return {_text(key): value for key, value in input_map.items()}


def checked_elements(elements: Any) -> list[str] | None:
    """The `return_elements` as texts, or None.

    Raises:
      TypeError: if there is anything but strings.
    """
    if elements is None:
        return None
    elements = tuple(elements)
    if not all(isinstance(element, (str, bytes)) for element in elements):
        raise TypeError("return_elements must be a list of strings.")
    return [_text(element) for element in elements]


def _text(name: str | bytes) -> str:
    return name.decode() if isinstance(name, bytes) else name


def converted(input_map: dict[str, Any], scope: str) -> dict[str, Tensor]:
    """The `input_map` with tensors for values; constants are made in the scope of the import.

    Raises:
      ValueError: if some have to be made and there is no scope.
    """
    if all(isinstance(value, Tensor) for value in input_map.values()):
        return input_map
    if not scope:
        raise ValueError(
            "tf.import_graph_def() requires a non-empty `name` if `input_map` contains non-Tensor values. Try calling "
            "tf.convert_to_tensor() on `input_map` values before calling tf.import_graph_def()."
        )
    with name_scope("_inputs"):
        return {key: convert_to_tensor(value) for key, value in input_map.items()}


def check_versions(graph_def: Any) -> None:
    """Raises ValueError if the GraphDef is for later versions only."""
    least = graph_def.versions.min_consumer
    if least > GRAPH_DEF_VERSION:
        raise ValueError(
            f"GraphDef min consumer version {least} above current version {GRAPH_DEF_VERSION} for TensorFlow {VERSION}.  "
            "Please upgrade TensorFlow."
        )
