"""What carries a state from element to element: `Dataset.reduce` and `tf.data.experimental.scan`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow.data import nesting, structure
from scopeflow.data.base import DatasetV1Adapter
from scopeflow.data.functions import StructuredFunction
from scopeflow.graph.tensor_spec import TensorSpec
from scopeflow.ops.calling import call
from scopeflow.ops.scoping import name_scope


def settled(
    build: Callable[[Any], StructuredFunction],
    state_of: Callable[[StructuredFunction], Any],
    state_spec: Any,
    what: str,
) -> tuple[StructuredFunction, Any]:
    """A function from a state to the next one, and a structure that both are of.

    The function is built until the shapes of what it returns are no wider than those it was told.

    Args:
      build: builds the function for a structure of the state.
      state_of: the structure of the state that a function returns.
      state_spec: the structure of the first state.
      what: what messages call the function.

    Raises:
      TypeError: if the next state has other types or classes.
    """
    while True:
        function = build(state_spec)
        found = state_of(function)
        for legacy in (structure.legacy_classes, structure.legacy_types):
            wanted, given = legacy(state_spec), legacy(found)
            pairs = zip(nesting.flatten(given), nesting.flatten(wanted), strict=False)
            if not _alike(wanted, given) or any(a is not b for a, b in pairs):
                kind = "classes" if legacy is structure.legacy_classes else "types"
                raise TypeError(
                    f"The element {kind} for {what} must match the initial state. Expected {wanted}; got {given}."
                )
        wider = nesting.map_structure(_wider, state_spec, found, check_types=False)
        if all(a == b for a, b in zip(*map(nesting.flatten, (state_spec, wider)), strict=True)):
            function.add_to_graph()
            return function, state_spec
        state_spec = wider


def _alike(one: Any, other: Any) -> bool:
    try:
        nesting.assert_same_structure(one, other, check_types=False)
    except (TypeError, ValueError):
        return False
    return True


def _wider(spec: Any, other: Any) -> Any:
    """The spec of what may be of either shape."""
    if not hasattr(spec, "dtype"):
        return spec
    shape = spec.shape.most_specific_compatible_shape(other.shape)
    if isinstance(spec, TensorSpec):
        return TensorSpec(shape, spec.dtype)
    return type(spec)(shape, spec.dtype)


def reduce_dataset(dataset: Any, initial_state: Any, reduce_func: Callable[..., Any]) -> Any:
    """See `Dataset.reduce`."""
    with name_scope("initial_state"):
        state = structure.normalize_element(initial_state)
    function, spec = settled(
        lambda spec: StructuredFunction(
            reduce_func, "reduce()", (spec, dataset.element_spec), add_to_graph=False
        ),
        lambda function: function.output_spec,
        structure.spec_of(state),
        "the new state",
    )
    flat = call(
        "ReduceDataset",
        dataset._variant_tensor,
        structure.to_tensors(spec, state),
        function.captured,
        f=function.name,
        **structure.flat_attrs(spec),
    )
    return structure.from_tensors(spec, flat)


def scan(initial_state: Any, scan_func: Callable[..., Any]) -> Callable[[Any], DatasetV1Adapter]:
    """A transformation whose elements a function makes of each element and a state that it hands on.

    Args:
      initial_state: a structure of tensors: the first state.
      scan_func: gets the state and an element, and returns the next state and a new element.

    Returns:
      What `Dataset.apply` takes.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     zero = tf.constant(0, tf.int64)
    ...     sums = tf.data.Dataset.range(1, 5).apply(
    ...         tf.data.experimental.scan(zero, lambda total, x: (total + x, total + x)))
    ...     sess.run(sums.batch(4).make_one_shot_iterator().get_next()).tolist()
    [1, 3, 6, 10]

    ```
    """

    def apply(dataset: Any) -> DatasetV1Adapter:
        state = structure.normalize_element(initial_state)
        function, spec = settled(
            lambda spec: _pair(scan_func, spec, dataset),
            lambda function: function.output_spec[0],
            structure.spec_of(state),
            "the new state",
        )
        made = function.output_spec[1]
        variant = call(
            "ScanDataset",
            dataset._variant_tensor,
            structure.to_tensors(spec, state),
            function.captured,
            f=function.name,
            preserve_cardinality=True,
            **structure.flat_attrs(made),
        )
        return DatasetV1Adapter(variant, made, [dataset], [function])

    return apply


def _pair(scan_func: Callable[..., Any], spec: Any, dataset: Any) -> StructuredFunction:
    function = StructuredFunction(
        scan_func,
        "tf.data.experimental.scan()",
        (spec, dataset.element_spec),
        add_to_graph=False,
    )
    returned = function.output_spec
    if not (isinstance(returned, tuple) and len(returned) == 2):
        raise TypeError(
            "The scan function must return a pair comprising the new state and the output value."
        )
    return function
