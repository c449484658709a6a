"""What TensorFlow 1.15 answers about graphs, nodes and sessions is what scopeflow answers."""

from __future__ import annotations

import pytest

from tests.reference.record_session import SUBJECTS, answers, recorded
from tests.session.accepted import ACCEPTED
from tests.session.agreement import differences, differing_places


# (a subject asks one session hundreds of questions, each with nodes of its own)
@pytest.mark.filterwarnings("ignore:The graph grows while it runs")
@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_recorded_answers_are_given(subject):
    assert differences(subject, recorded(subject)) == []


@pytest.mark.reference
# (a subject asks one session hundreds of questions, each with nodes of its own)
@pytest.mark.filterwarnings("ignore:The graph grows while it runs")
@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_record_is_what_the_reference_says(subject, reference):
    assert answers(subject, reference) == recorded(subject)


def test_every_accepted_difference_is_one():
    places = {
        place for subject in SUBJECTS for place in differing_places(subject, recorded(subject))
    }
    assert set(ACCEPTED) <= places
