"""VariableScope: a prefix for variable names, and the defaults for the variables made under it."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes, ports
from scopeflow.graph.alarms import quiet
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.provenance import SWITCH, Trail, trail
from scopeflow.scopes import store as stores
from scopeflow.scopes import uses
from scopeflow.variables.listing import VariableList
from scopeflow.variables.policy import VariableAggregation, VariableSynchronization

AUTO = VariableSynchronization.AUTO
NONE = VariableAggregation.NONE


class VariableScope:
    """The scope object that `with tf.variable_scope(...) as scope` gives.

    It is plain data: a name, reuse, and defaults.  `tf.variable_scope(scope)` enters it again.

    Attributes:
      name: the prefix of variables made here, without a trailing '/'.
      original_name_scope: the name scope it opened when it was entered, with a trailing '/'.
      reuse: False, True, AUTO_REUSE or None.
      initializer: default initializer of variables.
      regularizer: default regularizer of variables.
      dtype: default dtype of variables.
      caching_device: default caching device of variables.
      partitioner: default partitioner of variables.
      custom_getter: default custom getter.
      use_resource: whether variables are resource variables; None leaves it to the process default.
      constraint: default constraint; child scopes do not inherit it.
    """

    def __init__(
        self,
        reuse: Any,
        name: str = "",
        initializer: Any = None,
        regularizer: Any = None,
        caching_device: Any = None,
        partitioner: Any = None,
        custom_getter: Any = None,
        name_scope: str = "",
        dtype: Any = dtypes.float32,
        use_resource: Any = None,
        constraint: Any = None,
    ) -> None:
        self._name = name
        self._initializer = initializer
        self._regularizer = regularizer
        self._reuse = reuse
        self._caching_device = caching_device
        self._partitioner = partitioner
        self._custom_getter = custom_getter
        self._name_scope = name_scope
        self._dtype = dtype
        self._use_resource = use_resource
        self._constraint = constraint
        # where it was opened, and where its reuse was set, for the words of errors
        self._opened: Trail | None = None
        self._reuse_set: Trail | None = None
        # the scope that it was made of: the one around it, or the object that was entered again
        self._base: VariableScope | None = None
        self._is_again = False
        # the default name that its name was made of
        self._default_name: str | None = None

    @property
    def name(self) -> str:
        """The prefix of variables made here, without a trailing '/'."""
        return self._name

    @property
    def original_name_scope(self) -> str:
        """The name scope it opened when it was entered, with a trailing '/'."""
        return self._name_scope

    @property
    def reuse(self) -> Any:
        """Whether variables are shared: False, True, AUTO_REUSE or None."""
        return self._reuse

    @property
    def initializer(self) -> Any:
        """The default initializer of variables made here."""
        return self._initializer

    @property
    def dtype(self) -> Any:
        """The default dtype of variables made here."""
        return self._dtype

    @property
    def use_resource(self) -> Any:
        """Whether variables made here are resource variables; None leaves it to the default."""
        return self._use_resource

    @property
    def regularizer(self) -> Any:
        """The default regularizer of variables made here."""
        return self._regularizer

    @property
    def caching_device(self) -> Any:
        """The default caching device of variables made here."""
        return self._caching_device

    @property
    def partitioner(self) -> Any:
        """The default partitioner of variables made here."""
        return self._partitioner

    @property
    def custom_getter(self) -> Any:
        """The custom getter that variables made here go through."""
        return self._custom_getter

    @property
    def constraint(self) -> Any:
        """The default constraint of variables made here."""
        return self._constraint

    def reuse_variables(self) -> None:
        """From now on `get_variable` in this scope shares what exists and creates nothing."""
        self._reuse = True
        self._reuse_set = trail()

    def set_initializer(self, initializer: Any) -> None:
        """Sets the default initializer."""
        self._initializer = initializer

    def set_dtype(self, dtype: Any) -> None:
        """Sets the default dtype."""
        self._dtype = dtype

    def set_use_resource(self, use_resource: Any) -> None:
        """Sets whether variables are resource variables."""
        self._use_resource = use_resource

    def set_regularizer(self, regularizer: Any) -> None:
        """Sets the default regularizer."""
        self._regularizer = regularizer

    def set_caching_device(self, caching_device: Any) -> None:
        """Sets the default caching device."""
        self._caching_device = caching_device

    def set_partitioner(self, partitioner: Any) -> None:
        """Sets the default partitioner."""
        self._partitioner = partitioner

    def set_custom_getter(self, custom_getter: Any) -> None:
        """Sets the custom getter."""
        self._custom_getter = custom_getter

    # -- queries -------------------------------------------------------------------------------

    def get_collection(self, name: Any) -> list[Any]:
        """The items of a collection whose name starts with this scope's name and a '/'.

        The name is used as a regular expression, as in TensorFlow.
        """
        return get_default_graph().get_collection(name, self._name + "/" if self._name else "")

    def trainable_variables(self) -> list[Any]:
        """The trainable variables of this scope."""
        return VariableList(self.get_collection(GraphKeys.TRAINABLE_VARIABLES))

    def global_variables(self) -> list[Any]:
        """The global variables of this scope."""
        return VariableList(self.get_collection(GraphKeys.GLOBAL_VARIABLES))

    def local_variables(self) -> list[Any]:
        """The local variables of this scope."""
        return VariableList(self.get_collection(GraphKeys.LOCAL_VARIABLES))

    def variables(self, trainable: bool | None = None) -> list[Any]:
        """The variables of this scope and of those in it, and no others: exactly, not by a regular expression.

        Args:
          trainable: True or False for only those that are, or are not, trained.

        ```python
        >>> import scopeflow as tf
        >>> with tf.Graph().as_default():
        ...     with tf.variable_scope("D") as scope:
        ...         v = tf.get_variable("v", [1])
        ...     with tf.variable_scope("D_pre"):
        ...         w = tf.get_variable("w", [1])
        ...     print([v.name for v in scope.variables()])
        ['D/v:0']

        ```
        """
        from scopeflow.scopes.querying import in_scope

        return VariableList(
            variable
            for variable in in_scope(get_default_graph(), self._name)
            if trainable is None or bool(variable.trainable) is trainable
        )

    # -- for people ----------------------------------------------------------------------------

    def reopen(self, reuse: Any = None) -> Any:
        """A context manager in which variables and operations both go on in this scope, under its own names.

        `tf.variable_scope(scope)` gives operations a new name scope instead, such as `scope_1`. Scopes opened inside by a
        default name, as layers open them, go on counting too, unless variables are to be shared.

        Args:
          reuse: as of `tf.variable_scope`.

        ```python
        >>> import scopeflow as tf
        >>> with tf.Graph().as_default():
        ...     with tf.variable_scope("layer") as scope:
        ...         w = tf.get_variable("w", [1])
        ...     with scope.reopen():
        ...         print(tf.get_variable("b", [1]).name, tf.constant(1.0, name="c").name)
        layer/b:0 layer/c:0

        ```
        """
        from scopeflow.scopes.reopening import reopened

        return reopened(self, reuse)

    def explain(self) -> Any:
        """Why this scope and what is made in it are called what they are called; see `tf.explain`."""
        return ports.explain.call(self)

    def quiet(self) -> None:
        """Says that what is odd about this scope's variables is meant; see `tf.quiet`."""
        quiet(self)

    def _repr_html_(self) -> str:
        return ports.scope_picture.call(self)

    # -- making variables ----------------------------------------------------------------------

    def get_variable(
        self,
        var_store: stores.VariableStore,
        name: str,
        shape: Any = None,
        dtype: Any = None,
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
        synchronization: Any = AUTO,
        aggregation: Any = NONE,
    ) -> Any:
        """The variable `name` of this scope: an existing one or a new one, as `reuse` decides.

        Arguments left out take this scope's defaults; see `tf.get_variable` for them.
        """
        wish = (initializer, regularizer, trainable)
        if regularizer is None:
            regularizer = self._regularizer
        if caching_device is None:
            caching_device = self._caching_device
        if partitioner is None:
            partitioner = self._partitioner
        if custom_getter is None:
            custom_getter = self._custom_getter
        if reuse is None:
            reuse = self._reuse
        if constraint is None:
            constraint = self._constraint
        full_name = self._name + "/" + name if self._name else name
        names = get_default_graph()._name_scope
        outer = names.asked_in = names.current
        # a variable's name follows the variable scope alone
        names.current = None
        try:
            if dtype is not None and initializer is not None and not callable(initializer):
                stores.check_constant_dtype(initializer, dtype)
            if initializer is None:
                initializer = self._initializer
            if use_resource is None:
                use_resource = self._use_resource
            if dtype is None:
                dtype = self._dtype
            found = var_store.get_variable(
                full_name,
                shape=shape,
                dtype=dtype,
                initializer=initializer,
                regularizer=regularizer,
                reuse=reuse,
                trainable=trainable,
                collections=collections,
                caching_device=caching_device,
                partitioner=partitioner,
                validate_shape=validate_shape,
                use_resource=use_resource,
                custom_getter=custom_getter,
                constraint=constraint,
                synchronization=synchronization,
                aggregation=aggregation,
            )
        finally:
            names.current = outer
        if SWITCH.on:
            uses.note(var_store, full_name, found, self, outer, reuse, wish)
        return found

    def _get_partitioned_variable(
        self,
        var_store: stores.VariableStore,
        name: str,
        shape: Any = None,
        dtype: Any = None,
        initializer: Any = None,
        regularizer: Any = None,
        trainable: Any = None,
        collections: Any = None,
        caching_device: Any = None,
        partitioner: Any = None,
        validate_shape: bool = True,
        use_resource: Any = None,
        constraint: Any = None,
        synchronization: Any = AUTO,
        aggregation: Any = NONE,
    ) -> Any:
        """Like `get_variable`, but always gives a PartitionedVariable."""
        if self._custom_getter is not None:
            raise ValueError(
                "Private access to _get_partitioned_variable is not allowed when a custom getter is set.  "
                f"Current custom getter: {self._custom_getter}.  It is likely that you're using "
                "create_partitioned_variables.  If so, consider instead using get_variable with a non-empty "
                "partitioner parameter instead."
            )
        if partitioner is None:
            partitioner = self._partitioner
        if partitioner is None:
            raise ValueError(
                "No partitioner was specified. Pass partitioner=..., or set one on the variable scope."
            )
        full_name = "/".join([part for part in (self._name, name) if part])
        with get_default_graph().name_scope(None):
            return var_store._get_partitioned_variable(
                full_name,
                shape=shape,
                dtype=self._dtype if dtype is None else dtype,
                initializer=self._initializer if initializer is None else initializer,
                regularizer=self._regularizer if regularizer is None else regularizer,
                reuse=self._reuse,
                trainable=trainable,
                collections=collections,
                caching_device=self._caching_device if caching_device is None else caching_device,
                partitioner=partitioner,
                validate_shape=validate_shape,
                use_resource=self._use_resource if use_resource is None else use_resource,
                constraint=self._constraint if constraint is None else constraint,
                synchronization=synchronization,
                aggregation=aggregation,
            )
