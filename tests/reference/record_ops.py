"""Records what TensorFlow 1.15 does with the programs of op_cases/, or shows where scopeflow differs from it.

python -m tests.reference.record_ops [FAMILY ...]
python -m tests.reference.record_ops --compare FAMILY [case_NAME ...]
"""

from __future__ import annotations

import sys

from tests.ops.same_programs import differences
from tests.reference import op_programs
from tests.reference.live import Local, Reference


def record(families: list[str]) -> None:
    """Asks the reference and keeps its answers."""
    with Reference() as reference:
        for family in families or op_programs.families():
            found = op_programs.answers(reference, family)
            broken = {
                case: answer["broken"] for case, answer in found.items() if "broken" in answer
            }
            if broken:
                raise SystemExit(
                    f"{family}: programs that do not run under the reference: {broken}"
                )
            op_programs.write_record(family, found)
            print(f"recorded {family}: {len(found)} programs", file=sys.stderr)


def compare(family: str, only: tuple[str, ...]) -> None:
    """Prints how the two libraries differ, live."""
    with Reference() as reference:
        theirs = op_programs.answers(reference, family, only)
    ours = op_programs.answers(Local(), family, only)
    differing = 0
    for case, answer in theirs.items():
        found = differences(ours[case], answer)
        if found:
            differing += 1
            print(case, *found, sep="\n    ")
    print(f"{len(theirs)} programs, {differing} differ")


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments[:1] == ["--compare"]:
        compare(arguments[1], tuple(arguments[2:]))
    else:
        record(arguments)
