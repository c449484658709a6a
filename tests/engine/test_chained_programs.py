"""Random programs whose order nobody may change give what TensorFlow 1.15 gave, on both tiers."""

from __future__ import annotations

import pytest

from scopeflow.engine import tiers
from tests.reference.live import Local
from tests.reference.record_session import CHAINED, chained_runs, recorded


def test_programs_give_the_recorded_values():
    assert chained_runs(Local(), CHAINED) == recorded("chained")


def test_compiled_programs_give_the_recorded_values(monkeypatch):
    monkeypatch.setattr(tiers, "FORCED", True)
    some = list(CHAINED)[::20]
    assert chained_runs(Local(), some) == recorded("chained")[::20]


@pytest.mark.reference
def test_the_record_is_what_the_reference_gives(reference):
    some = list(CHAINED)[::10]
    assert chained_runs(reference, some) == recorded("chained")[::10]
