"""What a layer of Keras would say of the calls that connect it; these layers are not connected."""

from __future__ import annotations

from typing import Any, NoReturn


class Connected:
    """The part of a layer that answers for its inputs and outputs.

    Only layers that are called on Keras's inputs remember what they were called on.  Tensors of a graph know their operations:
    what was made of what is to be asked of them.
    """

    name: Any

    @property
    def inbound_nodes(self) -> list[Any]:
        """The calls that made its inputs: none."""
        return []

    @property
    def outbound_nodes(self) -> list[Any]:
        """The calls that its outputs went into: none."""
        return []

    @property
    def metrics(self) -> list[Any]:
        """The metrics that it adds: none."""
        return []

    @property
    def input(self) -> Any:
        """The input of the only call.

        Raises:
          AttributeError: always.
        """
        raise AttributeError(f"Layer {self.name} is not connected, no input to return.")

    @property
    def output(self) -> Any:
        """The output of the only call.

        Raises:
          AttributeError: always.
        """
        raise AttributeError(f"Layer {self.name} has no inbound nodes.")

    @property
    def input_mask(self) -> Any:
        """The mask of the input of the only call.

        Raises:
          AttributeError: always.
        """
        raise AttributeError(f"Layer {self.name} is not connected, no input to return.")

    @property
    def output_mask(self) -> Any:
        """The mask of the output of the only call.

        Raises:
          AttributeError: always.
        """
        raise AttributeError(f"Layer {self.name} has no inbound nodes.")

    @property
    def input_shape(self) -> Any:
        """The shape of the input, if all calls had the same.

        Raises:
          AttributeError: always.
        """
        raise AttributeError("The layer has never been called and thus has no defined input shape.")

    @property
    def output_shape(self) -> Any:
        """The shape of the output, if all calls had the same.

        Raises:
          AttributeError: always.
        """
        raise AttributeError(
            "The layer has never been called and thus has no defined output shape."
        )

    def get_input_at(self, node_index: int) -> Any:
        """The input of a call.

        Raises:
          RuntimeError: always.
        """
        _refuse("input")

    def get_output_at(self, node_index: int) -> Any:
        """The output of a call.

        Raises:
          RuntimeError: always.
        """
        _refuse("output")

    def get_input_shape_at(self, node_index: int) -> Any:
        """The shape of the input of a call.

        Raises:
          RuntimeError: always.
        """
        _refuse("input shape")

    def get_output_shape_at(self, node_index: int) -> Any:
        """The shape of the output of a call.

        Raises:
          RuntimeError: always.
        """
        _refuse("output shape")

    def get_input_mask_at(self, node_index: int) -> Any:
        """The mask of the input of a call.

        Raises:
          RuntimeError: always.
        """
        _refuse("input")

    def get_output_mask_at(self, node_index: int) -> Any:
        """The mask of the output of a call.

        Raises:
          RuntimeError: always.
        """
        _refuse("output")


def _refuse(what: str) -> NoReturn:
    raise RuntimeError(f"The layer has never been called and thus has no defined {what}.")
