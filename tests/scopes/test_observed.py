"""Scopes do what TensorFlow 1.15 was seen to do, name for name and node for node."""

from __future__ import annotations

import pytest

from tests.differential.compare import difference
from tests.differential.programs import PRELUDE, wrapped
from tests.reference.live import Answer, Local, Reference, recorded
from tests.scopes.observed import PROGRAMS

# what the programs do on purpose is warned of here
pytestmark = pytest.mark.filterwarnings("ignore::scopeflow.ScopeWarning")


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_does_what_tensorflow_did(name: str, local: Local) -> None:
    theirs = Answer(**recorded("scopes")[name])
    assert theirs.error is None, "the program itself is wrong"
    assert difference(theirs, local.run(wrapped(PROGRAMS[name]), PRELUDE)) is None


@pytest.mark.reference
def test_the_record_is_what_tensorflow_does(reference: Reference) -> None:
    answers = reference.run_many([wrapped(body) for body in PROGRAMS.values()], PRELUDE)
    for name, answer in zip(PROGRAMS, answers, strict=True):
        assert difference(Answer(**recorded("scopes")[name]), answer) is None, name
