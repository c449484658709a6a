"""Switches between TensorFlow's ways of working: those that ask for graphs are already granted."""

from __future__ import annotations

from typing import Any, NoReturn


def disable_eager_execution() -> None:
    """Asks for graphs, which is how everything here works: changes nothing."""


def disable_v2_behavior() -> None:
    """Asks for TensorFlow 1's behaviour, which is the only one here: changes nothing."""


def disable_v2_tensorshape() -> None:
    """Asks that the elements of a TensorShape are Dimensions, as they are here: changes nothing."""


def disable_tensor_equality() -> None:
    """Asks that `==` compares tensors as objects, as it does here: changes nothing."""


def disable_control_flow_v2() -> None:
    """Asks for TensorFlow 1's control flow, which is the only one here: changes nothing."""


def control_flow_v2_enabled() -> bool:
    """Whether `tf.cond` and `tf.while_loop` build functional nodes: never."""
    return False


def _refused(name: str, instead: str) -> Any:
    def refuse(*args: Any, **kwargs: Any) -> NoReturn:
        raise NotImplementedError(f"tf.{name} is not supported: {instead}")

    refuse.__name__ = refuse.__qualname__ = name
    refuse.__doc__ = f"Not supported: {instead}"
    refuse.__not_supported__ = True  # type: ignore[attr-defined]
    return refuse


enable_eager_execution = _refused(
    "enable_eager_execution",
    "there is no eager execution here. Build a graph, and run it in a tf.Session.",
)
enable_v2_behavior = _refused(
    "enable_v2_behavior", "TensorFlow 2's behaviour is not offered here. Build a graph, and run it."
)
