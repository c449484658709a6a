"""TensorFlow 1.15 imports the graphs we write and computes from them what we compute.

The static shapes that it infers for them are ours, too.
"""

from __future__ import annotations

import functools
import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

import scopeflow as tf
from tests.interchange import jobs
from tests.interchange.exchange import Job, Outcome, outcome, run_here
from tests.ops.agreement import disagreement
from tests.ops.inputs import KNOWLEDGE
from tests.reference.live import interpreter, recorded

NAMES, SAMPLES = jobs.samples("shapes")
PROGRAMS = jobs.programs()


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What TensorFlow makes of each sample and of each program: live, or as it was recorded."""
    if interpreter() is None:
        return recorded("imported_graphs")
    return jobs.ask(tmp_path_factory.mktemp("interchange"))


@pytest.fixture(scope="module")
def ours() -> list[Outcome]:
    """What we make of the samples' graph."""
    return run_here(SAMPLES)


@functools.cache
def ours_knowing(known: str) -> list[Outcome]:
    """What we make of the samples' graph where less is known while building."""
    return run_here(jobs.samples(known)[1])


every_sample = pytest.mark.parametrize("number", range(len(NAMES)), ids=NAMES)


@every_sample
def test_a_sample_gives_the_same_in_tensorflow(
    number: int, theirs: dict[str, Any], ours: list[Outcome]
) -> None:
    here, there = ours[number + 1], outcome(theirs["samples"][NAMES[number]])
    assert there.error is None
    assert here.error is None
    assert here.shapes == there.shapes
    require_agreement(NAMES[number], here, there)


@every_sample
@pytest.mark.parametrize("known", KNOWLEDGE[1:])
def test_a_sample_is_as_well_known_as_in_tensorflow(
    number: int, known: str, theirs: dict[str, Any], ours: list[Outcome]
) -> None:
    here, name = ours_knowing(known)[number + 1], NAMES[number]
    assert here.error is None
    assert here.shapes == theirs["shapes"][known][name]
    require_agreement(name, here, ours[number + 1])


def require_agreement(name: str, here: Outcome, there: Outcome) -> None:
    """The values of a sample are equal."""
    type_name = name.rpartition("_")[0]
    for got, want in zip(here.values, there.values, strict=True):
        if type_name == "ImageSummary":  # two compressors, one picture
            np.testing.assert_array_equal(pixels(got), pixels(want))
        else:
            assert disagreement(type_name, got, want) is None


def pixels(summary: np.ndarray) -> np.ndarray:
    """The picture in a Summary."""
    (value,) = tf.Summary.FromString(summary[()]).value
    return np.asarray(Image.open(io.BytesIO(value.image.encoded_image_string)))


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_gives_the_same_in_tensorflow(name: str, theirs: dict[str, Any]) -> None:
    job: Job = PROGRAMS[name]
    for run, here, there in zip(
        job.runs, run_here(job), map(outcome, theirs["programs"][name]), strict=True
    ):
        assert there.error is None
        assert here.error is None
        assert here.shapes == there.shapes
        for fetch, got, want in zip(run.fetches, here.values, there.values, strict=True):
            # a program adds up the roundings of its nodes
            assert disagreement("MatMul", got, want) is None, fetch
