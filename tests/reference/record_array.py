"""Records the nodes that TensorFlow 1.15 makes for the programs of `array_programs.py`, as `array.json`.

python -m tests.reference.record_array
"""

from __future__ import annotations

from typing import Any

from tests.reference import array_programs
from tests.reference.live import Local, Reference, record


def answers(library: Local | Reference) -> dict[str, dict[str, Any]]:
    """What each program does: {family: {case: [outcome, nodes, last id]}}."""
    found: dict[str, dict[str, Any]] = {}
    for family in array_programs.families():
        programs = array_programs.programs(family)
        replies = library.run_many(list(programs.values()), array_programs.PRELUDE)
        found[family] = {case: reply.result for case, reply in zip(programs, replies, strict=True)}
    return found


if __name__ == "__main__":
    with Reference() as reference:
        record("array", answers(reference))
