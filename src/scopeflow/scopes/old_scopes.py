"""op_scope and variable_op_scope: the old spellings, whose first argument is the values."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from scopeflow.ops.scoping import name_scope
from scopeflow.scopes.scope import VariableScope
from scopeflow.scopes.variable_scope import variable_scope
from scopeflow.variables.deprecation import deprecated


@deprecated("Use tf.name_scope(name, default_name, values)")
@contextmanager
def op_scope(values: Any, name: Any, default_name: Any = None) -> Iterator[str]:
    """The old spelling of `tf.name_scope`, with `values` first."""
    with name_scope(name, default_name=default_name, values=values) as scope:
        yield scope


@deprecated("Use tf.variable_scope(name, default_name, values)")
@contextmanager
def variable_op_scope(
    values: Any,
    name_or_scope: Any,
    default_name: Any = None,
    initializer: Any = None,
    regularizer: Any = None,
    caching_device: Any = None,
    partitioner: Any = None,
    custom_getter: Any = None,
    reuse: Any = None,
    dtype: Any = None,
    use_resource: Any = None,
    constraint: Any = None,
) -> Iterator[VariableScope]:
    """The old spelling of `tf.variable_scope`, with `values` first."""
    with variable_scope(
        name_or_scope,
        default_name=default_name,
        values=values,
        initializer=initializer,
        regularizer=regularizer,
        caching_device=caching_device,
        partitioner=partitioner,
        custom_getter=custom_getter,
        reuse=reuse,
        dtype=dtype,
        use_resource=use_resource,
        constraint=constraint,
    ) as scope:
        yield scope
