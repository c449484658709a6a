"""VariableStore: the variables of one graph by name, and how a wish becomes one of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.contexts import init_scope
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.origin import is_ours
from scopeflow.graph.shapes import TensorShape, as_shape
from scopeflow.scopes import getters, partitioned, refusals
from scopeflow.scopes.reuse import Decision, decide
from scopeflow.scopes.uses import Notes
from scopeflow.variables import creation
from scopeflow.variables.initializers import Zeros
from scopeflow.variables.policy import VariableAggregation, VariableSynchronization, checked_policy
from scopeflow.variables.scaling import GlorotUniform

_AUTO = VariableSynchronization.AUTO
_NONE = VariableAggregation.NONE

_NO_SUCH_INITIALIZER = (
    "The initializer passed is not valid. It should be a callable with no arguments and the shape should not be "
    "provided or an instance of `tf.keras.initializers.*' and `shape` should be fully defined."
)


class VariableStore:
    """The variables that `get_variable` made, each under the name it was asked for.

    The key is the full name asked for, which need not be the name of the variable's operation: that
    one is made unique in the graph.
    """

    def __init__(self) -> None:
        self._vars: dict[str, Any] = {}
        self._partitioned_vars: dict[str, Any] = {}
        self._uses: Notes = {}

    def _graph_state(self) -> list[Any]:
        return [self._vars, self._partitioned_vars, self._uses]

    def _set_graph_state(self, state: list[Any]) -> None:
        self._vars, self._partitioned_vars, self._uses = state

    def get_variable(
        self,
        name: str,
        shape: Any = None,
        dtype: Any = dtypes.float32,
        initializer: Any = None,
        regularizer: Any = None,
        reuse: Any = None,
        trainable: Any = None,
        collections: Any = None,
        caching_device: Any = None,
        partitioner: Any = None,
        validate_shape: bool = True,
        use_resource: Any = None,
        custom_getter: Any = None,
        constraint: Any = None,
        synchronization: Any = _AUTO,
        aggregation: Any = _NONE,
    ) -> Any:
        """The variable of this full name: shared or made, by the table in `reuse.py`.

        Raises:
          ValueError: if the name is taken or missing and must not be, or the wish does not fit the
            variable that exists, or there is no way to make it.
        """
        if custom_getter is not None:
            getters.check(custom_getter)
        dtype = getattr(dtype, "base_dtype", dtype)
        synchronization, aggregation, trainable = checked_policy(
            synchronization, aggregation, trainable, name
        )
        if custom_getter is None and partitioner is None and not self._partitioned_vars:
            # (what nobody can step into needs no record of the wish)
            if f"{name}/part_0" in self._vars:
                raise ValueError(refusals.lacks_partitioner(name))
            return self._get_single_variable(
                name,
                shape,
                dtype,
                initializer,
                regularizer,
                None,
                reuse,
                trainable,
                collections,
                caching_device,
                validate_shape,
                use_resource,
                constraint,
                synchronization,
                aggregation,
            )
        wish = {
            "name": name,
            "shape": shape,
            "dtype": dtype,
            "initializer": initializer,
            "regularizer": regularizer,
            "reuse": reuse,
            "trainable": trainable,
            "collections": collections,
            "caching_device": caching_device,
            "partitioner": partitioner,
            "validate_shape": validate_shape,
            "use_resource": use_resource,
            "synchronization": synchronization,
            "aggregation": aggregation,
        }
        if custom_getter is None:
            return self._true_getter(**wish, constraint=constraint)
        if getters.takes_constraint(custom_getter):
            wish["constraint"] = constraint
        return custom_getter(getter=self._true_getter, **wish)

    def _true_getter(
        self,
        name: str,
        shape: Any = None,
        dtype: Any = dtypes.float32,
        initializer: Any = None,
        regularizer: Any = None,
        reuse: Any = None,
        trainable: Any = None,
        collections: Any = None,
        caching_device: Any = None,
        partitioner: Any = None,
        validate_shape: bool = True,
        use_resource: Any = None,
        constraint: Any = None,
        synchronization: Any = _AUTO,
        aggregation: Any = _NONE,
    ) -> Any:
        """What custom getters know as `getter`: one variable, in parts or whole."""
        rest = {
            "shape": shape,
            "dtype": dtype,
            "initializer": initializer,
            "regularizer": regularizer,
            "reuse": reuse,
            "trainable": trainable,
            "collections": collections,
            "caching_device": caching_device,
            "validate_shape": validate_shape,
            "use_resource": use_resource,
            "constraint": constraint,
            "synchronization": synchronization,
            "aggregation": aggregation,
        }
        if partitioner is not None and not (isinstance(shape, Sequence) and not shape):
            if not callable(partitioner):
                raise ValueError(
                    f"Partitioner must be callable, but received: {partitioner}. "
                    "Make one with tf.fixed_size_partitioner or its relatives."
                )
            with get_default_graph().name_scope(None):
                return self._get_partitioned_variable(name, partitioner=partitioner, **rest)
        # a partitioned variable is shared without naming its partitioner again
        if reuse is True and partitioner is None and name in self._partitioned_vars:
            return self._get_partitioned_variable(name, partitioner=None, **rest)
        if f"{name}/part_0" in self._vars:
            raise ValueError(refusals.lacks_partitioner(name))
        return self._get_single_variable(name, **rest)

    def _get_partitioned_variable(self, name: str, partitioner: Any, **rest: Any) -> Any:
        return partitioned.get_partitioned(self, name, partitioner, **rest)

    def _get_single_variable(
        self,
        name: str,
        shape: Any = None,
        dtype: Any = dtypes.float32,
        initializer: Any = None,
        regularizer: Any = None,
        partition_info: Any = None,
        reuse: Any = None,
        trainable: Any = None,
        collections: Any = None,
        caching_device: Any = None,
        validate_shape: bool = True,
        use_resource: Any = None,
        constraint: Any = None,
        synchronization: Any = _AUTO,
        aggregation: Any = _NONE,
    ) -> Any:
        """One whole variable, or one part of a partitioned one."""
        from_value = initializer is not None and not callable(initializer)
        if shape is not None and from_value:
            raise ValueError(
                "If initializer is a constant, do not specify shape. "
                f"The shape of '{name}' is that of its initializer; leave shape= out."
            )
        dtype = dtypes.as_dtype(dtype)
        found: Any = self._vars.get(name)
        decision = decide(reuse, name in self._vars)
        if (
            decision is Decision.SHARE
            and _is_plainly(shape, found)
            and dtype is found.dtype.base_dtype
        ):
            return found
        shape = as_shape(shape)
        if decision is Decision.SHARE:
            if not shape.is_compatible_with(found.get_shape()):
                raise ValueError(refusals.other_shape(name, shape, found))
            if not dtype.is_compatible_with(found.dtype):
                raise ValueError(refusals.other_dtype(name, dtype, found))
            return found
        if decision is Decision.REFUSE_EXISTING:
            raise ValueError(refusals.already_exists(name, found))
        if decision is Decision.REFUSE_MISSING:
            raise ValueError(refusals.does_not_exist(name, self))

        if initializer is None:
            initializer, from_value = self._get_default_initializer(name, shape, dtype)
        made = creation.create_variable(
            **_initial(name, initializer, from_value, shape, dtype, partition_info),
            name=name,
            trainable=trainable,
            collections=collections,
            caching_device=caching_device,
            validate_shape=validate_shape,
            constraint=constraint,
            use_resource=creation.resource_variables_enabled()
            if use_resource is None
            else use_resource,
            synchronization=synchronization,
            aggregation=aggregation,
            variable_def=None,
            expected_shape=None,
            import_scope=None,
            shape=None,
        )
        self._vars[name] = made
        made.name  # noqa: B018 - a creator must give something that has a name, as in TensorFlow
        if regularizer:
            _regularize(regularizer, made, name)
        return made

    def _get_default_initializer(
        self, name: str, shape: Any = None, dtype: Any = dtypes.float32
    ) -> tuple[Any, bool]:
        """The initializer for a dtype, and whether it is a value (it never is).

        Raises:
          ValueError: if the dtype has none.
        """
        if dtype.is_floating:
            return GlorotUniform(), False
        if dtype.is_integer or dtype.is_bool or dtype == dtypes.string:
            return Zeros(), False
        raise ValueError(
            f"An initializer for variable {name} of {dtype} is required. "
            "Only float, integer, bool and string variables have a default one; pass initializer=."
        )


def _is_plainly(shape: Any, variable: Any) -> bool:
    """Whether `shape` is a list or tuple that is the variable's shape as it stands: most sharing is."""
    return type(shape) in (list, tuple) and tuple(shape) == variable.get_shape()._dims


def check_constant_dtype(initializer: Any, dtype: Any) -> None:
    """Raises ValueError unless a constant initializer has the dtype that was asked for."""
    found = convert_to_tensor(initializer).dtype.base_dtype
    if found != dtype:
        raise ValueError(
            f"Initializer type '{found}' and explicit dtype '{dtype}' don't match. "
            "Leave dtype= out, or give an initializer of that dtype."
        )


def _initial(
    name: str,
    initializer: Any,
    from_value: bool,
    shape: TensorShape,
    dtype: Any,
    partition_info: Any,
) -> dict[str, Any]:
    """The initial value of a new variable and the dtype that goes with it, as creators get them."""
    if from_value:
        return {"initial_value": initializer, "dtype": None}
    if inspect.isclass(initializer):
        initializer = initializer()
    if shape.is_fully_defined():
        sizes = shape.as_list()

        def initial_value() -> Any:
            if not is_ours(type(initializer)):
                return initializer(sizes, dtype=dtype, partition_info=partition_info)
            graph = get_default_graph()
            fixed = graph.fix_origin()
            try:
                return initializer(sizes, dtype=dtype, partition_info=partition_info)
            finally:
                graph.unfix_origin(fixed)

        return {"initial_value": initial_value, "dtype": dtype.base_dtype}
    if _needs_no_arguments(initializer):
        return {"initial_value": initializer, "dtype": None}
    raise ValueError(
        f"{_NO_SUCH_INITIALIZER} Here '{name}' has "
        + (
            "no shape."
            if shape.ndims is None
            else f"the shape {shape}, which is not fully defined."
        )
    )


def _needs_no_arguments(function: Callable[..., Any]) -> bool:
    """Whether a function can be called without arguments; a method's own object counts as one, as in TensorFlow."""
    target = function if inspect.isroutine(function) else getattr(function, "__call__", None)  # noqa: B004
    try:
        parameters = list(inspect.signature(target).parameters.values())  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False
    if inspect.ismethod(target):
        return False
    plain = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return all(p.default is not inspect.Parameter.empty for p in parameters if p.kind in plain)


def _regularize(regularizer: Callable[[Any], Any], variable: Any, name: str) -> None:
    """Adds the loss that `regularizer` makes of a new variable to the regularization losses."""
    graph = get_default_graph()
    with (
        graph.colocate_with(variable.op),
        graph.name_scope(name + "/Regularizer/"),
        init_scope(),
    ):
        loss = regularizer(variable)
    if loss is not None:
        loss.name  # noqa: B018 - it must be something with a name, as in TensorFlow
        graph.add_to_collection(GraphKeys.REGULARIZATION_LOSSES, loss)
