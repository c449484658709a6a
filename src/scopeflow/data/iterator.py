"""`tf.data.Iterator`: walks a dataset, one element for each run that asks for it."""

from __future__ import annotations

import warnings
from typing import Any

from scopeflow.data import nesting, structure
from scopeflow.graph import dtypes
from scopeflow.graph.contexts import colocate_with, device
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.calling import call
from scopeflow.ops.scoping import name_scope

# More calls than this to `get_next` come from a loop that should run what one call gave.
GET_NEXT_CALL_WARNING_THRESHOLD = 32
GET_NEXT_CALL_WARNING_MESSAGE = (
    "An unusually high number of `Iterator.get_next()` calls was detected. This often indicates that `Iterator.get_next()` "
    "is being called inside a training loop, which will cause gradual slowdown and eventual resource exhaustion. If this is "
    "the case, restructure your code to call `next_element = iterator.get_next()` once outside the loop, and use "
    "`next_element` as the input to some computation that is invoked inside the loop."
)
_STARTED = "Iterator does not have an initializer."

# The collection in which programs find a graph's iterators.
_ITERATORS = "iterators"


class Iterator:
    """What walks through a dataset: its `get_next()` gives tensors whose values are the next element in every run.

    After the last element a run raises `tf.errors.OutOfRangeError`. Iterators are made by
    `Dataset.make_one_shot_iterator` and `Dataset.make_initializable_iterator`, by `Iterator.from_structure` for one that is
    started on several datasets in turn, and by `Iterator.from_string_handle` for one that a run chooses.

    Args:
      iterator_resource: the tensor that stands for it.
      initializer: the operation that starts it, or None.
      output_types: the structure of DTypes of an element.
      output_shapes: the structure of TensorShapes.
      output_classes: the structure of classes.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     top = tf.placeholder(tf.int64, [])
    ...     numbers = tf.data.Dataset.range(top).make_initializable_iterator()
    ...     number = numbers.get_next()
    ...     sess.run(numbers.initializer, {top: 2})
    ...     sess.run(number), sess.run(number)
    (np.int64(0), np.int64(1))

    ```
    """

    def __init__(
        self,
        iterator_resource: Tensor,
        initializer: Operation | None,
        output_types: Any,
        output_shapes: Any,
        output_classes: Any,
    ) -> None:
        self._iterator_resource = iterator_resource
        iterator_resource.graph.add_to_collection(_ITERATORS, iterator_resource)
        self._initializer = initializer
        self._element_spec = structure.spec_from_legacy(output_types, output_shapes, output_classes)
        self._string_handle: Tensor = call("IteratorToStringHandle", iterator_resource)
        self._get_next_call_count = 0

    @staticmethod
    def from_structure(
        output_types: Any,
        output_shapes: Any = None,
        shared_name: str | None = None,
        output_classes: Any = None,
    ) -> Iterator:
        """An iterator that no dataset is bound to: `make_initializer` makes operations that start it on one.

        Args:
          output_types: the structure of DTypes of an element.
          output_shapes: the structure of TensorShapes; unknown ones by default.
          shared_name: the name under which graphs of one session share it.
          output_classes: the structure of classes; tf.Tensor each by default.

        Raises:
          TypeError: if a structure nests otherwise than `output_types`.

        ```python
        >>> import scopeflow as tf
        >>> with tf.Graph().as_default(), tf.Session() as sess:
        ...     either = tf.data.Iterator.from_structure(tf.int64, [])
        ...     low = either.make_initializer(tf.data.Dataset.range(3))
        ...     high = either.make_initializer(tf.data.Dataset.range(10, 13))
        ...     number = either.get_next()
        ...     sess.run(high)
        ...     sess.run(number)
        np.int64(10)

        ```
        """
        types, shapes, classes = _structures(output_types, output_shapes, output_classes)
        spec = structure.spec_from_legacy(types, shapes, classes)
        with _on_cpu():
            handle = call(
                "IteratorV2",
                shared_name=shared_name or "",
                container="",
                **structure.flat_attrs(spec),
            )
        return Iterator(handle, None, types, shapes, classes)

    @staticmethod
    def from_string_handle(
        string_handle: Any, output_types: Any, output_shapes: Any = None, output_classes: Any = None
    ) -> Iterator:
        """The iterator that a run names by a text, which another iterator's `string_handle()` gave.

        Args:
          string_handle: a string scalar, usually a placeholder.
          output_types: the structure of DTypes of an element.
          output_shapes: the structure of TensorShapes; unknown ones by default.
          output_classes: the structure of classes; tf.Tensor each by default.
        """
        types, shapes, classes = _structures(output_types, output_shapes, output_classes)
        spec = structure.spec_from_legacy(types, shapes, classes)
        text = convert_to_tensor(string_handle, dtypes.string)
        with _on_cpu():
            handle = call("IteratorFromStringHandleV2", text, **structure.flat_attrs(spec))
        return Iterator(handle, None, types, shapes, classes)

    @property
    def initializer(self) -> Operation:
        """The operation that starts it at the beginning of its dataset.

        Raises:
          ValueError: if it has none.
        """
        if self._initializer is None:
            raise ValueError(_STARTED)
        return self._initializer

    def make_initializer(self, dataset: Any, name: str | None = None) -> Operation:
        """An operation that starts it on a dataset.

        Args:
          dataset: a Dataset with elements of its structure.
          name: the wish for the operation's name.

        Raises:
          TypeError: if the elements have other types or shapes.
          ValueError: if they nest otherwise.
        """
        with name_scope(name, "make_initializer") as scope:
            self._check(self.output_types, dataset.output_types, "types", lambda a, b: a is b)
            self._check(self.output_classes, dataset.output_classes, "classes", lambda a, b: a is b)
            fits = lambda a, b: a.is_compatible_with(b)  # noqa: E731
            self._check(self.output_shapes, dataset.output_shapes, "shapes", fits)
            with colocate_with(self._iterator_resource):
                made: Operation = call(
                    "MakeIterator", dataset._variant_tensor, self._iterator_resource, name=scope
                )
        return made

    def _check(self, mine: Any, its: Any, what: str, fits: Any) -> None:
        nesting.assert_same_structure(mine, its)
        for one, other in zip(nesting.flatten(mine), nesting.flatten(its), strict=True):
            if not fits(one, other):
                compatible = " compatible with" if what == "shapes" else ""
                raise TypeError(
                    f"Expected output {what}{compatible} {mine!r} but got dataset with output {what} {its!r}."
                )

    def get_next(self, name: str | None = None) -> Any:
        """A structure of tensors whose values are the next element in every run that asks for them.

        Call it once and run its result many times: each call is another node, and takes an element of its own.

        Args:
          name: the wish for the node's name.
        """
        self._get_next_call_count += 1
        if self._get_next_call_count > GET_NEXT_CALL_WARNING_THRESHOLD:
            warnings.warn(GET_NEXT_CALL_WARNING_MESSAGE, stacklevel=2)
        spec = self._element_spec
        flat = call(
            "IteratorGetNext", self._iterator_resource, **structure.flat_attrs(spec), name=name
        )
        return structure.from_tensors(spec, flat)

    def string_handle(self, name: str | None = None) -> Tensor:
        """A string scalar by which a run can name this iterator: see `from_string_handle`.

        Args:
          name: the wish for the node's name.
        """
        if name is None:
            return self._string_handle
        made: Tensor = call("IteratorToStringHandle", self._iterator_resource, name=name)
        return made

    @property
    def element_spec(self) -> Any:
        """The structure of TypeSpecs of an element."""
        return self._element_spec

    @property
    def output_types(self) -> Any:
        """The structure of DTypes of an element."""
        return structure.legacy_types(self._element_spec)

    @property
    def output_shapes(self) -> Any:
        """The structure of TensorShapes of an element."""
        return structure.legacy_shapes(self._element_spec)

    @property
    def output_classes(self) -> Any:
        """The structure of classes of an element."""
        return structure.legacy_classes(self._element_spec)


def _structures(types: Any, shapes: Any, classes: Any) -> tuple[Any, Any, Any]:
    types = structure.as_types(types)
    shapes = structure.as_shapes(types, shapes)
    if classes is None:
        classes = nesting.map_structure(lambda _: Tensor, types)
    nesting.assert_same_structure(types, shapes)
    return types, shapes, classes


def _on_cpu() -> Any:
    """Iterators that no dataset is bound to stand on the CPU, unless a device is asked for."""
    graph = get_default_graph()
    return device(None) if graph._device_stack else device("/cpu:0")
