"""Random op programs do the same under TensorFlow 1.15: live where there is one, replayed where not."""

from __future__ import annotations

import gzip
import json
import os
import random
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conftest import FIXED_SEED, FUZZING
from tests.differential_ops.accepted import reason
from tests.differential_ops.compare import difference
from tests.differential_ops.generator import generate, recipes
from tests.differential_ops.hunt import CASES, SAMPLE, differences
from tests.differential_ops.programs import PRELUDE, Program, shrink, source
from tests.differential_ops.workers import Pair
from tests.reference.live import Answer, Local

SEED = str(random.SystemRandom().randrange(2**32)) if FUZZING else f"live/{FIXED_SEED}"
PROGRAMS = int(os.environ.get("FUZZ_EXAMPLES", "2000")) if FUZZING else 100
BATCH = 50


def found(program: Program, theirs: Answer, ours: Answer) -> str | None:
    """The difference in words, if it is not accepted."""
    differs = difference(program, theirs, ours)
    if differs is None or reason("\n".join(program), f"{differs.kind}\n{differs.words}"):
        return None
    return "\n".join([*program, differs.kind, differs.words])


@pytest.mark.parametrize("name", sorted(path.stem for path in CASES.glob("*.json")))
def test_a_program_that_once_differed_does_what_tensorflow_did(name: str, local: Local) -> None:
    case = json.loads((CASES / f"{name}.json").read_text())
    program = tuple(case["program"])
    ours = local.run(source(program), PRELUDE)
    assert found(program, Answer(case["result"]), ours) is None


def test_recorded_random_programs_do_what_tensorflow_did(local: Local) -> None:
    cases = json.loads(gzip.decompress(SAMPLE.read_bytes()))
    assert len(cases) >= 200
    ours = local.run_many([source(case["program"]) for case in cases], PRELUDE)
    told = [
        found(tuple(case["program"]), Answer(case["result"]), answer)
        for case, answer in zip(cases, ours, strict=True)
    ]
    assert [words for words in told if words] == []


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    with Pair() as both:
        yield both


@pytest.mark.reference
@pytest.mark.parametrize("start", range(0, PROGRAMS, BATCH))
def test_random_programs_do_what_tensorflow_does(start: int, pair: Pair) -> None:
    made = [generate(random.Random(f"{SEED}/{start + i}")) for i in range(BATCH)]
    for program, differs in zip(made, differences(pair, made), strict=True):
        assert differs is None, f"seed {SEED}:\n" + "\n".join([*program, differs.words])


def test_every_recipe_makes_programs_that_can_be_read() -> None:
    for family in recipes():
        for number in range(40):
            for line in generate(random.Random(number), [family]):
                compile(line, family, "exec")


def test_the_same_seed_makes_the_same_program() -> None:
    assert generate(random.Random("a/7")) == generate(random.Random("a/7"))


def answer(*steps: Any, nodes: tuple[str, ...] = ()) -> Answer:
    return Answer({"steps": list(steps), "nodes": list(nodes), "ids": len(nodes)})


def test_a_difference_is_found_in_outcome_node_and_value() -> None:
    program = ("v1 = step(lambda: tf.abs(1.0))",)
    good = {"outcome": ["", "t"], "values": [["int32", [], [3]]]}
    node = "Abs = Abs(Const) [] -> [['int32', []]]"
    same = answer(good, nodes=(node,))
    assert difference(program, same, answer(good, nodes=(node,))) is None
    refused = {"outcome": ["ValueError", "no"]}
    cases = [
        (answer(refused, nodes=(node,)), "tf.abs: outcome fine / ValueError no"),
        (answer(good, nodes=(node.replace("[]", "[2]", 2),)), "node of Abs"),
        (answer(good, nodes=(node.replace(", []", ", [2]"),)), "shape of Abs"),
        (answer({**good, "values": [["int32", [], [4]]]}, nodes=(node,)), "tf.abs: value"),
    ]
    for ours, kind in cases:
        differs = difference(program, same, ours)
        assert differs is not None
        assert differs.kind == kind


def test_a_program_is_made_smaller_as_long_as_it_differs() -> None:
    program = (
        "x1 = ph(val('float32', [2], 3, 'edge'), [None])",
        "x2 = ph(val('int32', [2]))",
        "v3 = step(lambda: tf.abs(x2))",
        "v4 = step(lambda: tf.exp(x1, name='n'))",
    )

    def with_exp(programs: list[Program]) -> int | None:
        return next((i for i, p in enumerate(programs) if "tf.exp(x1" in "".join(p)), None)

    assert shrink(program, with_exp) == ("v4 = step(lambda: tf.exp(x1))",)
