"""Resource variables: how one is made, from a value or from a VariableDef."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow.graph.contexts import init_scope
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.shapes import as_shape
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.state import assigning as state
from scopeflow.variables.dependencies import guarded
from scopeflow.variables.handles import BaseResourceVariable
from scopeflow.variables.policy import checked_policy
from scopeflow.variables.settings import (
    check_initial_value,
    checked_collections,
    initial_tensor,
)


class ResourceVariable(BaseResourceVariable):
    """A variable that each read sees as it is where the read stands in a run."""

    def __init__(
        self,
        initial_value: Any = None,
        trainable: Any = None,
        collections: Any = None,
        validate_shape: bool = True,
        caching_device: Any = None,
        name: str | None = None,
        dtype: Any = None,
        variable_def: Any = None,
        import_scope: str | None = None,
        constraint: Callable[..., Any] | None = None,
        distribute_strategy: Any = None,
        synchronization: Any = None,
        aggregation: Any = None,
        shape: Any = None,
    ) -> None:
        if variable_def is not None:
            if initial_value is not None:
                raise ValueError(
                    "variable_def and initial_value are mutually exclusive. Give `initial_value` to make a variable, "
                    "`variable_def` to restore the object of one that the graph has."
                )
            from scopeflow.variables.protos import restore_resource

            restore_resource(self, variable_def, import_scope)
            return
        policy = checked_policy(synchronization, aggregation, trainable, name)
        self._synchronization, self._aggregation, self._trainable = policy
        check_initial_value(initial_value)
        collections = checked_collections(collections, constraint, self._trainable)
        self._constraint = constraint
        self._save_slice_info = None
        graph = get_default_graph()
        before = graph.pin_origin()
        try:
            with init_scope():
                self._build(initial_value, collections, caching_device, name, dtype, shape)
        finally:
            graph.unpin_origin(before)

    def _build(
        self,
        initial_value: Any,
        collections: Any,
        caching_device: Any,
        name: Any,
        dtype: Any,
        shape: Any,
    ) -> None:
        from_function = callable(initial_value)
        with name_scope(name, "Variable", [] if from_function else [initial_value]) as scope:
            graph = get_default_graph()
            handle_name = scope.removesuffix("/")
            with graph._attr_scope({"_class": ("list(string)", [b"loc:@" + handle_name.encode()])}):
                with name_scope("Initializer"), graph.device(None):
                    value = initial_tensor(
                        initial_value() if from_function else initial_value, dtype
                    )
                if shape is None:
                    self._shape = value.shape
                else:
                    if not value.shape.is_compatible_with(as_shape(shape)):
                        raise ValueError(
                            f"The initial value's shape ({value.shape}) is not compatible with the explicitly "
                            f"supplied `shape` argument ({shape})."
                        )
                    self._shape = as_shape(shape)
                self._dtype = value.dtype.base_dtype
                self._handle = state.var_handle_op(
                    self._dtype,
                    self._shape if self._shape._dims is None else self._shape._dims,
                    shared_name=handle_name,
                    name=scope,
                )
            self._unique_id = handle_name
            self._handle_name = handle_name + ":0"
            # a loop's result stands in the loop, whoever made it
            initial_tensor(value, None, scope)
            self._initial_value = value
            with name_scope("IsInitialized"):
                self._is_initialized_op = state.var_is_initialized_op(self._handle)
            place = self._handle.device
            nowhere = graph.colocate_with(None, ignore_existing=True)
            with name_scope("Assign") as assign_scope, nowhere, graph.device(place):
                safe = guarded(value, handle_name)
                self._initializer_op = state.assign_variable_op(
                    self._handle, safe, name=assign_scope
                )
            with name_scope("Read"):
                with graph.device(place):
                    read = self._read_variable_op()
                self._graph_element = read
                if caching_device is not None:
                    nowhere = graph.colocate_with(None, ignore_existing=True)
                    with nowhere, graph.device(caching_device):
                        self._cached_value = identity(read)
            get_default_graph().add_to_collections(collections, self)
