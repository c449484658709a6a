"""Whole models, trained from equal seeds: what scopeflow shows is what TensorFlow 1.15 showed when it trained them."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.models import agreement, running
from tests.reference.live import Local, Reference

MODELS = running.models()
every_model = pytest.mark.parametrize("name", MODELS)


@functools.cache
def ours(name: str) -> dict[str, Any]:
    """What training a model shows under scopeflow."""
    answer = running.trained(Local(), name)
    assert answer.error is None, f"{answer.error}: {answer.message}"
    return answer.result


@functools.cache
def theirs(name: str) -> dict[str, Any]:
    """What it showed under TensorFlow."""
    return running.read_record(name)


@pytest.fixture(scope="module")
def reference() -> Iterator[Reference]:
    """A TensorFlow with more time than small programs need."""
    with Reference(timeout=300) as live:
        yield live


@every_model
def test_nodes_ids_and_collections_are_tensorflows(name: str) -> None:
    assert not agreement.graph_differences(ours(name), theirs(name))


@every_model
def test_first_values_are_tensorflows_to_the_bit_and_normal_ones_nearly(name: str) -> None:
    assert not agreement.start_differences(ours(name), theirs(name))


@every_model
def test_each_step_gives_what_tensorflow_gives(name: str) -> None:
    assert not agreement.step_differences(ours(name)["steps"], theirs(name)["steps"])


@every_model
def test_variables_end_where_tensorflows_end(name: str) -> None:
    assert not agreement.end_differences(ours(name)["ends"], theirs(name)["ends"])


@every_model
def test_checkpoints_hold_the_same_names_shapes_and_dtypes(name: str) -> None:
    assert theirs(name)["checkpoints"]
    assert not agreement.checkpoint_differences(
        ours(name)["checkpoints"], theirs(name)["checkpoints"]
    )


@every_model
def test_event_files_say_the_same(name: str) -> None:
    assert not agreement.event_differences(ours(name)["events"], theirs(name)["events"])


def test_every_model_has_a_record_and_every_record_a_model() -> None:
    assert sorted(path.name.split(".")[0] for path in running.RECORDS.glob("*")) == MODELS


def test_programs_are_tensorflow_programs() -> None:
    for name in MODELS:
        assert "import tensorflow as tf\n" in Path(running.PROGRAMS / f"{name}.py").read_text()


@every_model
@pytest.mark.reference
def test_a_live_tensorflow_trains_as_recorded_and_as_scopeflow_does(
    name: str, reference: Reference
) -> None:
    live = running.trained(reference, name)
    assert live.error is None, f"{live.error}: {live.message}"
    assert not agreement.differences(live.result, theirs(name))
    assert not agreement.differences(ours(name), live.result)


def test_a_difference_is_seen_wherever_it_is() -> None:
    name = MODELS[0]
    for spoil in (_drop_a_node, _change_a_weight, _change_a_loss, _rename_in_checkpoint):
        changed = running.read_record(name)
        spoil(changed)
        assert agreement.differences(changed, theirs(name)), spoil.__name__


def _drop_a_node(shown: dict[str, Any]) -> None:
    del shown["graphs"][0]["nodes"][-1]


def _change_a_weight(shown: dict[str, Any]) -> None:
    name = next(name for name, value in shown["starts"][0].items() if value[0] == "float32")
    value = shown["starts"][0][name]
    shown["starts"][0][name] = [*value[:2], "other", "0000803f" + value[3][8:]]


def _change_a_loss(shown: dict[str, Any]) -> None:
    step = shown["steps"][0]
    name = next(name for name, value in step.items() if isinstance(value, float))
    step[name] *= 1.001


def _rename_in_checkpoint(shown: dict[str, Any]) -> None:
    next(iter(shown["checkpoints"].values()))[0][0] += "_1"
