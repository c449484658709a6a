"""Device strings and specs: as TensorFlow 1.15's, nested ones included."""

from __future__ import annotations

import pytest

from scopeflow.graph import device
from tests.graph.replay import differences, sections
from tests.reference.record_leaves import FakeNode

RECORD = sections("devices")


@pytest.mark.parametrize("section", RECORD)
def test_devices_answer_as_the_reference(section: str) -> None:
    assert differences(RECORD[section]) == {}


def test_a_malformed_device_is_shown_how_to_be_written() -> None:
    with pytest.raises(ValueError, match="'/gpu:0' are short for"):
        device.DeviceSpec.from_string("/tpu:0")


def test_a_spec_that_cannot_be_parsed_stays_as_it_was() -> None:
    spec = device.DeviceSpec("a", 1)
    with pytest.raises(ValueError, match="Unknown attribute"):
        spec.parse_from_string("/job:b/nonsense:1")
    assert spec.to_string() == "/job:a/replica:1"


def test_specs_from_one_string_do_not_share_their_parts() -> None:
    first = device.DeviceSpec.from_string("/job:a/cpu:0")
    first.job = "b"
    assert device.DeviceSpec.from_string("/job:a/cpu:0").job == "a"


def test_a_merger_keeps_what_the_spec_said_when_it_was_made() -> None:
    spec = device.DeviceSpec("a")
    merger = device.merge_device(spec)
    spec.job = "b"
    assert merger.shortcut_string_merge(FakeNode("/gpu:1")) == "/job:a/device:GPU:1"
    assert device.merge_device(spec).shortcut_string_merge(FakeNode("")) == "/job:b"


def test_the_spec_a_merger_gives_is_the_callers_to_change() -> None:
    merger = device.merge_device("/job:a")
    merger(FakeNode("")).job = "b"
    assert merger(FakeNode("")).job == "a"


def test_a_device_function_must_give_a_device() -> None:
    with pytest.raises(TypeError, match="got None.*returns '' to leave the choice open"):
        device.device_text(None)
