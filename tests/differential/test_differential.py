"""Random programs do the same under TensorFlow 1.15: live where there is one, replayed where not."""

from __future__ import annotations

import gzip
import json
import logging
import os
import random
from collections.abc import Iterator
from typing import Any

import hypothesis
import hypothesis.strategies as st
import pytest

from tests.conftest import FIXED_SEED, FUZZING
from tests.differential.compare import difference
from tests.differential.generator import generate
from tests.differential.hunt import CASES, SAMPLE, differences
from tests.differential.programs import PRELUDE, source
from tests.reference.live import Answer, Local, Reference

SEED = random.SystemRandom().randrange(2**32) if FUZZING else FIXED_SEED
PROGRAMS = int(os.environ.get("FUZZ_EXAMPLES", "2000")) if FUZZING else 600
BATCH = 50


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Programs use what is deprecated, on purpose."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def _answer(case: dict[str, Any]) -> Answer:
    return Answer(case["result"], case["error"], case["message"])


@pytest.mark.parametrize("name", sorted(path.stem for path in CASES.glob("*.json")))
def test_a_program_that_once_differed_does_what_tensorflow_did(name: str, local: Local) -> None:
    case = json.loads((CASES / f"{name}.json").read_text())
    text = "\n".join(case["program"])
    assert difference(_answer(case), local.run(text, PRELUDE)) is None, text


def test_recorded_random_programs_do_what_tensorflow_did(local: Local) -> None:
    with gzip.open(SAMPLE, "rt") as file:
        cases = json.load(file)
    assert len(cases) >= 200
    ours = local.run_many([case["program"] for case in cases], PRELUDE)
    for case, answer in zip(cases, ours, strict=True):
        assert difference(_answer(case), answer) is None, case["program"]


@pytest.mark.reference
@pytest.mark.parametrize("start", range(0, PROGRAMS, BATCH))
def test_random_programs_do_what_tensorflow_does(
    start: int, reference: Reference, local: Local
) -> None:
    made = [
        generate(random.Random(f"{SEED}/{start + i}"), 1 + (start + i) % 16) for i in range(BATCH)
    ]
    sources = [source(program) for program in made]
    for text, found in zip(sources, differences(reference, local, sources), strict=True):
        assert found is None, f"seed {SEED}: {found}\n{text}"


@pytest.mark.reference
@hypothesis.settings(suppress_health_check=list(hypothesis.HealthCheck))
@hypothesis.given(chance=st.randoms(use_true_random=False), length=st.integers(1, 10))
def test_no_program_is_found_that_differs(
    chance: random.Random, length: int, reference: Reference, local: Local
) -> None:
    text = source(generate(chance, length))
    assert differences(reference, local, [text])[0] is None, text
