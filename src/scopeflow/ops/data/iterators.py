"""The ops on iterators: making them, starting them on a dataset, and taking elements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.data.iterating import IteratorResource, check_components
from scopeflow.ops.data.values import dataset_of, function_value
from scopeflow.ops.define import op
from scopeflow.ops.kept import kept_by_session

_OF = "output_types: list(type) >= 1, output_shapes: list(shape) >= 1"


def components(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Any, ...]:
    """The shapes of an element's components are those of the attribute."""
    return tuple(attrs["output_shapes"])


def _kept(ctx: Any) -> IteratorResource:
    attrs = ctx.op._attrs
    types, dims = attrs["output_types"], attrs["output_shapes"]
    found: IteratorResource = kept_by_session(
        ctx, "iterator", lambda: IteratorResource(types, dims)
    )
    check_components(found.dtypes, found.dims, types, dims)
    return found


@op(
    f"IteratorV2(; shared_name: string, container: string, {_OF}) -> (handle: resource) # stateful",
    shape=rules.scalar,
    host=True,
)
def iterator_v2(*, ctx: Any) -> Any:
    """An iterator that has to be started on a dataset."""
    return _kept(ctx)


@op(
    f"Iterator(; shared_name: string, container: string, {_OF}) -> (handle: resource) # stateful",
    shape=rules.scalar,
    host=True,
)
def iterator(*, ctx: Any) -> Any:
    """An iterator that has to be started on a dataset, as older graphs have it."""
    return _kept(ctx)


@op(
    f"OneShotIterator(; dataset_factory: func, {_OF}, "
    'container: string = "", shared_name: string = "") -> (handle: resource) # stateful',
    shape=rules.scalar,
    host=True,
)
def one_shot_iterator(*, ctx: Any) -> Any:
    """An iterator that starts itself on the dataset that a function makes."""
    found = _kept(ctx)
    if not found.is_initialized:
        factory = function_value(ctx, "dataset_factory", ())
        engine = ctx.session._engine
        made = engine.function(factory.body, (), lambda op: type(ctx)(ctx.session, op), {})
        found.start_once(lambda: dataset_of(made()[0]), ctx)
    return found


@op(
    "MakeIterator(dataset: variant, iterator: resource; ) -> () # stateful",
    host=True,
)
def make_iterator(dataset: Any, iterator: Any, *, ctx: Any) -> Any:
    """Starts an iterator on a dataset."""
    iterator.start(dataset_of(dataset), ctx)
    return ()


@op(
    f"IteratorGetNext(iterator: resource; {_OF}) -> (components: [output_types]) # stateful",
    shape=components,
    host=True,
)
def iterator_get_next(iterator: Any, *, output_types: Any, output_shapes: Any) -> Any:
    """The components of the next element."""
    return _next(iterator, output_types, output_shapes)


@op(
    f"IteratorGetNextSync(iterator: resource; {_OF}) -> (components: [output_types]) # stateful",
    shape=components,
    host=True,
)
def iterator_get_next_sync(iterator: Any, *, output_types: Any, output_shapes: Any) -> Any:
    """The components of the next element, in the thread that runs the session."""
    return _next(iterator, output_types, output_shapes)


def _next(iterator: IteratorResource, types: Any, dims: Any) -> list[Any]:
    try:
        element = iterator.next()
    except errors.OpError as error:
        # what failed was inside the function of a dataset: it is this node too that failed
        error._op = None
        raise
    return list(element)


@op(
    "IteratorToStringHandle(resource_handle: resource; ) -> (string_handle: string) # stateful",
    shape=rules.scalar,
    host=True,
)
def iterator_to_string_handle(resource_handle: Any, *, ctx: Any) -> Any:
    """A text by which another iterator can be this one for a run."""
    text = b"iterator %d" % resource_handle.number
    ctx.resources.find_or_make(("iterator handle", text), lambda: resource_handle)
    return np.array(text, object)


def _from_string_handle(
    string_handle: Any, *, output_types: Any, output_shapes: Any, ctx: Any
) -> IteratorResource:
    """The iterator that a text stands for."""
    if np.ndim(string_handle):
        raise errors.InvalidArgumentError(None, None, "string_handle must be a scalar")
    text = string_handle if isinstance(string_handle, bytes) else np.asarray(string_handle).item()
    found: IteratorResource | None = ctx.resources.find(("iterator handle", text))
    if found is None:
        if isinstance(text, bytes) and text.startswith(b"iterator "):
            raise errors.NotFoundError(
                None,
                None,
                "Resource does not exist.\nThe handle is that of an iterator of another session.",
            )
        raise errors.InvalidArgumentError(
            None,
            None,
            "Could not parse string_handle as a valid ResourceHandle\nPass what running `Iterator.string_handle()` in "
            "this session gave.",
        )
    check_components(output_types, output_shapes, found.dtypes, found.dims)
    return found


_FROM_HANDLE = (
    "(string_handle: string; output_types: list(type) >= 0 = [], output_shapes: list(shape) >= 0 = [])"
    " -> (resource_handle: resource) # stateful"
)
iterator_from_string_handle_v2 = op(
    f"IteratorFromStringHandleV2{_FROM_HANDLE}", shape=rules.scalar, host=True
)(_from_string_handle)
# (graphs of TensorFlow 1.14 and before have this one)
iterator_from_string_handle = op(
    f"IteratorFromStringHandle{_FROM_HANDLE}", shape=rules.scalar, host=True
)(_from_string_handle)
