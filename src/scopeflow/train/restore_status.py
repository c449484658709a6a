"""What `Checkpoint.restore` returns: what was matched, and the ops that restore it."""

from __future__ import annotations

from typing import Any

from scopeflow.formats.checkpoint import open_checkpoint
from scopeflow.graph.core import get_default_graph
from scopeflow.ops.control.grouping import group
from scopeflow.ops.saving.checkpoints import restore_v2
from scopeflow.train import saveable as saving
from scopeflow.train.object_graph import Match, ObjectGraph, full_name
from scopeflow.variables.initialization import is_variable_initialized
from scopeflow.variables.variable import Variable


def session_or_default(session: Any) -> Any:
    """The session, or the default one.

    Raises:
      ValueError: if there is neither.
    """
    from scopeflow.session import get_default_session

    found = session or get_default_session()
    if found is None:
        raise ValueError(
            "No session: give one as session=, or run this in its `with` block, so that values can be read and restored."
        )
    return found


class LoadStatus:
    """How a checkpoint fits the objects.

    Objects that get variables after `restore` are looked at again each time something is asked.
    """

    def __init__(self, root: Any, path: str | None) -> None:
        self._root = root
        self._path = path
        self._made: tuple[Any, ...] | None = None

    def assert_consumed(self) -> LoadStatus:
        """Sees that everything in the checkpoint has an object, and everything that objects keep is in the checkpoint.

        Raises:
          AssertionError: if not.
        """
        raise NotImplementedError

    def assert_existing_objects_matched(self) -> LoadStatus:
        """Sees that everything that objects keep is in the checkpoint.

        Raises:
          AssertionError: if not.
        """
        raise NotImplementedError

    def assert_nontrivial_match(self) -> LoadStatus:
        """Sees that something beside the root is in the checkpoint.

        Raises:
          AssertionError: if not.
        """
        raise NotImplementedError

    def expect_partial(self) -> LoadStatus:
        """Says that not all of the checkpoint is needed."""
        return self

    def _restorable(self) -> list[tuple[Any, str]]:
        raise NotImplementedError

    def run_restore_ops(self, session: Any = None) -> None:
        """Gives objects their values from the checkpoint.

        Args:
          session: the session; the default one if None.

        Raises:
          InvalidArgumentError: if a value has another shape or type.
          DataLossError: if the checkpoint is damaged; then nothing has changed.
        """
        session = session_or_default(session)
        pairs = self._restorable()
        if not pairs:
            return
        key = (get_default_graph(), *((id(s.op), k) for s, k in pairs))
        if self._made is None or self._made[0] != key:
            # the pairs are kept so that their numbers stay their own
            self._made = (key, self._restoring(pairs), pairs)
        session.run(self._made[1])

    def _restoring(self, pairs: list[tuple[Any, str]]) -> Any:
        names, specs, types = [], [], []
        for saveable, key in pairs:
            for spec in saveable.specs:
                # what a table keeps is its attribute's key and more
                names.append(key + spec.name[len(saveable.name) :])
                specs.append(spec.slice_spec)
                types.append(spec.dtype)
        with get_default_graph().device(saving.CPU):
            read = restore_v2(self._path, names, specs, types)
        done, at = [], 0
        for saveable, _ in pairs:
            count = len(saveable.specs)
            done.append(saveable.restore(read[at : at + count], None))
            at += count
        return group(*done)

    def initialize_or_restore(self, session: Any = None) -> None:
        """Gives objects their values from the checkpoint, and initializes the variables that are not in it.

        Args:
          session: the session; the default one if None.
        """
        session = session_or_default(session)
        restored = {id(saveable.op) for saveable, _ in self._restorable()}
        variables = [v for v in ObjectGraph(self._root).objects if isinstance(v, Variable)]
        others = [v for v in variables if not _tensors_of(v) & restored]
        session.run([v.initializer for v in others if not session.run(is_variable_initialized(v))])
        self.run_restore_ops(session)


def _tensors_of(variable: Any) -> set[int]:
    return {id(variable), id(saving.own_tensor(variable))}


class CheckpointLoadStatus(LoadStatus):
    """How a checkpoint of objects fits."""

    def __init__(self, root: Any, path: str, proto: Any) -> None:
        super().__init__(root, path)
        self._proto = proto

    def _match(self) -> Match:
        return Match(self._proto, self._root)

    def assert_consumed(self) -> LoadStatus:
        self.assert_existing_objects_matched()
        match = self._match()
        for stored in match.unresolved():
            node = self._proto.nodes[stored]
            raise AssertionError(
                f"Unresolved object in checkpoint {match.paths.get(stored, '?')}: {node}"
            )
        return self

    def assert_existing_objects_matched(self) -> LoadStatus:
        unbound = self._match().unbound()
        if unbound:
            raise AssertionError(
                "Some Python objects were not bound to checkpointed values, likely due to changes in the Python program: "
                f"{unbound}"
            )
        return self

    def assert_nontrivial_match(self) -> LoadStatus:
        match = self._match()
        if len(match.found.objects) > 1 and len(match.numbers) <= 1:
            raise AssertionError(
                "Nothing except the root object matched a checkpointed value. Typically this means that the checkpoint does "
                f"not match the Python program. The following objects have no matching checkpointed value: {match.unbound()}"
            )
        return self

    def _restorable(self) -> list[tuple[Any, str]]:
        return list(self._match().restorable())


class NameBasedSaverStatus(LoadStatus):
    """How a checkpoint that a Saver wrote fits: variables are found by their names."""

    def __init__(self, root: Any, path: str) -> None:
        super().__init__(root, path)
        self._checkpoint = open_checkpoint(path)

    def _variables(self) -> list[Any]:
        """The variables of the objects, but for the count of saves, which no Saver has written."""
        counter = getattr(self._root, "_save_counter", None)
        found = ObjectGraph(self._root).objects
        return [
            v
            for v in found
            if isinstance(v, Variable) and (v is not counter or full_name(v) in self._checkpoint)
        ]

    def assert_consumed(self) -> LoadStatus:
        self.assert_existing_objects_matched()
        unused = set(self._checkpoint.names) - {full_name(v) for v in self._variables()}
        if unused:
            raise AssertionError(
                f"Some objects had attributes which were not restored: {sorted(unused)}"
            )
        return self

    def assert_existing_objects_matched(self) -> LoadStatus:
        for variable in self._variables():
            if full_name(variable) not in self._checkpoint:
                raise AssertionError(f"Object not restored: {variable!r}")
        return self

    def assert_nontrivial_match(self) -> LoadStatus:
        if not self._restorable():
            raise AssertionError(f"Nothing to load. No variable is called as in {self._path}.")
        return self

    def _restorable(self) -> list[tuple[Any, str]]:
        named = [(v, full_name(v)) for v in self._variables()]
        return [(saving.of_one(v, name), name) for v, name in named if name in self._checkpoint]


class InitializationOnlyStatus(LoadStatus):
    """What there is without a checkpoint: variables can be initialized."""

    def _refuse(self) -> LoadStatus:
        raise AssertionError("No checkpoint specified (save_path=None); nothing is being restored.")

    def assert_consumed(self) -> LoadStatus:
        return self._refuse()

    def assert_existing_objects_matched(self) -> LoadStatus:
        return self._refuse()

    def assert_nontrivial_match(self) -> LoadStatus:
        return self._refuse()

    def run_restore_ops(self, session: Any = None) -> None:
        raise AssertionError(
            "No checkpoint specified, so no restore ops are available (save_path=None to Saver.restore)."
        )

    def initialize_or_restore(self, session: Any = None) -> None:
        session = session_or_default(session)
        variables = [v for v in ObjectGraph(self._root).objects if isinstance(v, Variable)]
        session.run([v.initializer for v in variables])
