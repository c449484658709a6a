"""Records the names that TensorFlow 1.15 gives in the programs of tests/golden.

Run as `python -m tests.reference.record_golden`; asks through tests.reference.live.
"""

from __future__ import annotations

from tests.golden import golden
from tests.reference.live import Reference


def main() -> None:
    known = golden.sources()
    with Reference() as reference:
        answers = reference.run_many(list(known.values()), golden.PRELUDE)
    wrong = [
        f"{name}: {a.error}: {a.message}" for name, a in zip(known, answers, strict=True) if a.error
    ]
    if wrong:
        raise SystemExit("\n".join(wrong))
    for name, answer in zip(known, answers, strict=True):
        golden.path_of(name).write_text(answer.result)


if __name__ == "__main__":
    main()
