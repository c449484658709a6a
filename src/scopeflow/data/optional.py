"""`tf.data.experimental.Optional`: an element, or none."""

from __future__ import annotations

from typing import Any

from scopeflow.data import structure
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.tensor_spec import TypeSpec
from scopeflow.ops.calling import call
from scopeflow.ops.scoping import name_scope


class Optional:
    """An element that may be missing: `get_next_as_optional` gives it instead of an error at the end.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     some = tf.data.experimental.Optional.from_value(tf.constant(3))
    ...     sess.run(some.has_value()), sess.run(some.get_value())
    (np.True_, np.int32(3))

    ```
    """

    def __init__(self, variant_tensor: Tensor, value_structure: Any) -> None:
        self._variant_tensor = variant_tensor
        self._value_structure = value_structure

    def has_value(self, name: str | None = None) -> Tensor:
        """A bool scalar: whether there is a value.

        Args:
          name: the wish for the node's name.
        """
        made: Tensor = call("OptionalHasValue", self._variant_tensor, name=name)
        return made

    def get_value(self, name: str | None = None) -> Any:
        """The value; running it fails with InvalidArgumentError if there is none.

        Args:
          name: the wish for the node's name.
        """
        spec = self._value_structure
        with name_scope(name, "OptionalGetValue", [self._variant_tensor]) as scope:
            flat = call(
                "OptionalGetValue",
                self._variant_tensor,
                **structure.flat_attrs(spec),
                name=scope,
            )
        return structure.from_tensors(spec, flat)

    @property
    def value_structure(self) -> Any:
        """The structure of specs of the value."""
        return self._value_structure

    @staticmethod
    def from_value(value: Any) -> Optional:
        """The optional that has `value`.

        Args:
          value: a structure of tensors.
        """
        with name_scope("optional") as scope:
            with name_scope("value"):
                spec = structure.spec_of(value)
                tensors = structure.to_tensors(spec, value)
            return Optional(call("OptionalFromValue", tensors, name=scope), spec)

    @staticmethod
    def none_from_structure(value_structure: Any) -> Optional:
        """The optional that has no value.

        Args:
          value_structure: the structure of specs that a value would have.
        """
        return Optional(call("OptionalNone"), value_structure)


class OptionalSpec(TypeSpec):
    """What is known of an optional before there is one.

    Args:
      value_structure: the structure of specs of its value.
    """

    __slots__ = ("_value_structure",)

    def __init__(self, value_structure: Any) -> None:
        self._value_structure = value_structure

    @property
    def value_type(self) -> Any:
        """tf.data.experimental.Optional."""
        return Optional

    def is_compatible_with(self, other: Any) -> bool:
        """Whether an optional, or one of another spec, may be of this one."""
        inner = getattr(other, "_value_structure", None)
        return inner is not None and structure.are_compatible(self._value_structure, inner)

    def _key(self) -> tuple[Any, ...]:
        return (repr(self._value_structure),)

    def __repr__(self) -> str:
        return f"OptionalSpec({self._value_structure!r},)"


def get_next_as_optional(iterator: Any) -> Optional:
    """The next element of an iterator, or none at the end.

    Args:
      iterator: an Iterator.

    Returns:
      An Optional.
    """
    spec = iterator.element_spec
    variant = call(
        "IteratorGetNextAsOptional", iterator._iterator_resource, **structure.flat_attrs(spec)
    )
    return Optional(variant, spec)
