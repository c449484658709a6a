"""Writes into the first lines of each wrong program what TensorFlow 1.15 raises.

Run as `python -m tests.reference.record_wrong_programs`; asks through tests.reference.live.
"""

from __future__ import annotations

from tests.reference.live import Reference
from tests.wrong_programs.program import programs, sentence


def main() -> None:
    known = programs()
    with Reference() as reference:
        answers = reference.run_many([program.for_tensorflow for program in known])
    for program, answer in zip(known, answers, strict=True):
        if answer.error is None:
            raise SystemExit(f"{program.name}: TensorFlow raises nothing")
        program.path.write_text(program.recorded(answer.error, sentence(answer.message)).source)


if __name__ == "__main__":
    main()
