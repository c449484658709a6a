"""`tf.CriticalSection`: functions whose operations no two runs execute at the same time."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Sequence
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.contexts import init_scope
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.control.grouping import group, tuple_
from scopeflow.ops.nest import flatten, map_structure, pack_sequence_as
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.state.mutex import consume_mutex_lock, mutex_lock, mutex_v2

# The collections that sections and their executions are in.
_SECTIONS = "critical_sections"
_EXECUTIONS = "critical_section_executions"

_Execution = namedtuple("_Execution", "op handle resources exclusive_resource_access")


class CriticalSection:
    """A lock: of the functions that it executes, at most one runs at a time.

    Args:
      name: the wish for the name of its node; "CriticalSection" by default.
      shared_name: the name under which a session keeps the lock; sections of one name share it. The node's scope by default.
      critical_section_def: not supported.
      import_scope: not supported.

    Raises:
      ValueError: if `shared_name` and `critical_section_def` are given.
      NotImplementedError: if `critical_section_def` is given.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     v = tf.get_variable("v", initializer=1.0, use_resource=True)
    ...     section = tf.CriticalSection()
    ...     doubled = section.execute(lambda: v.assign(v.read_value() * 2.0))
    ...     sess.run(v.initializer)
    ...     sess.run(doubled)
    np.float32(2.0)

    ```
    """

    def __init__(
        self,
        name: str | None = None,
        shared_name: str | None = None,
        critical_section_def: Any = None,
        import_scope: str | None = None,
    ) -> None:
        if critical_section_def:
            if name is not None or shared_name is not None:
                raise ValueError("critical_section_def and shared_name are mutually exclusive.")
            raise NotImplementedError("Not yet implemented")
        with name_scope(name, "CriticalSection", []) as scope, init_scope():
            self._handle = mutex_v2(
                shared_name=scope if shared_name is None else shared_name, name=scope
            )
        get_default_graph().add_to_collection(_SECTIONS, self)

    @property
    def name(self) -> str:
        """The name of its node."""
        return self._handle.op.name

    def execute(
        self,
        fn: Callable[[], Any],
        exclusive_resource_access: bool = True,
        name: str | None = None,
    ) -> Any:
        """Builds what `fn` builds so that it runs while the lock is held.

        Args:
          fn: called once, now; returns tensors or operations in any nesting.
          exclusive_resource_access: whether no other section may execute something that uses the same variables.
          name: the wish for the scope's name.

        Returns:
          What `fn` returns, there only after all of it has run and the lock is given back.

        Raises:
          ValueError: if `fn` executes something in this very section, or uses a variable that is another section's alone.
        """
        graph = get_default_graph()
        with name_scope(name, "critical_section_execute", []):
            lock = mutex_lock(self._handle)
            before = len(graph.get_operations())
            with graph.control_dependencies([lock]):
                result = fn()
            made = graph.get_operations()[before:]
            own = set(made)
            taken = {tensor: None for op in made for tensor in op.inputs}
            resources = [t for t in taken if t.dtype is dtypes.resource and t.op not in own]
            outside = {t.op for t in taken} - own - {lock.op, self._handle.op}
            if outside:
                # what comes from outside is computed before the lock is taken
                first = group(*sorted(outside, key=lambda op: op._id))
                lock.op._add_control_inputs([first])
            if self._handle in taken:
                raise ValueError(
                    "The function fn attempts to directly access the CriticalSection in which it would be running.  "
                    "This is illegal and would cause deadlocks."
                )
            self._check_access(resources, exclusive_resource_access)
            flat = [_passed_on(value) for value in flatten(result)]
            with graph.control_dependencies(flat):
                with graph.colocate_with(self._handle):
                    given_back = consume_mutex_lock(lock)
                whole = pack_sequence_as(result, tuple_(flatten(result)))
            with graph.control_dependencies([given_back]):
                outputs = map_structure(_passed_on, whole)
            graph.add_to_collection(
                _EXECUTIONS,
                _Execution(lock.op, self._handle, resources, exclusive_resource_access),
            )
            return outputs

    def _check_access(self, resources: Sequence[Tensor], exclusive: bool) -> None:
        executions = get_default_graph().get_collection(_EXECUTIONS)
        for other in executions:
            if other.handle is self._handle:
                continue
            if not (exclusive or other.exclusive_resource_access):
                continue
            shared = [
                # TensorFlow's words, whatever they wrap
                f"<_ObjectIdentityWrapper wrapping {resource!r}>"
                for resource in resources
                if resource in other.resources
            ]
            if shared:
                raise ValueError(
                    f"This execution would access resources: [{', '.join(shared)}].  Either this lock (CriticalSection: "
                    f"{self._handle}) or lock '{other}' (CriticalSection: {other.handle}) requested exclusive resource "
                    "access of this resource.  Did you mean to call execute with keyword argument "
                    "exclusive_resource_access=False?"
                )


def _passed_on(value: Any) -> Any:
    return group(value) if isinstance(value, Operation) else identity(value)
