"""The names of whole programs: every node and variable as TensorFlow 1.15 makes them."""

from __future__ import annotations

import pytest

from tests.golden import golden
from tests.reference.live import Local, Reference

SOURCES = golden.sources()


@pytest.mark.parametrize("name", SOURCES)
def test_a_program_makes_the_recorded_nodes_and_variables(name: str, local: Local) -> None:
    answer = local.run(SOURCES[name], golden.PRELUDE)
    assert answer.error is None, answer.message
    assert answer.result.splitlines() == golden.path_of(name).read_text().splitlines()


def test_every_recorded_file_has_its_program() -> None:
    assert {path.stem for path in golden.NAMES.glob("*.txt")} == set(SOURCES)


@pytest.mark.reference
def test_the_recorded_names_are_tensorflows(reference: Reference) -> None:
    answers = reference.run_many(list(SOURCES.values()), golden.PRELUDE)
    for name, answer in zip(SOURCES, answers, strict=True):
        assert answer.result == golden.path_of(name).read_text(), name
