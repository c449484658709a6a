"""Records what TensorFlow 1.15 does with a sample of random op programs, in differential_ops.json.gz.

The shrunk programs under differential_ops/ were kept by `python -m tests.differential_ops.hunt --keep`; this script asks for
their answers anew, too, by way of tests.reference.live.
"""

from __future__ import annotations

import gzip
import json
import random

from tests.conftest import FIXED_SEED
from tests.differential_ops.accepted import reason
from tests.differential_ops.compare import difference
from tests.differential_ops.generator import generate
from tests.differential_ops.hunt import BATCH, CASES, SAMPLE, keep
from tests.differential_ops.programs import PRELUDE, source
from tests.differential_ops.workers import Pair
from tests.reference.live import Answer

PROGRAMS = 500
# A program whose answer is longer than this many characters takes too much room.
LONGEST = 6000


def main() -> None:
    programs = [generate(random.Random(f"sample/{FIXED_SEED}/{i}")) for i in range(PROGRAMS)]
    with Pair() as pair:
        theirs: list[Answer] = []
        ours: list[Answer] = []
        for start in range(0, PROGRAMS, BATCH):
            sources = [source(program) for program in programs[start : start + BATCH]]
            for answers, some in zip((theirs, ours), pair.ask(sources, PRELUDE), strict=True):
                answers += some
        for path in sorted(CASES.glob("*.json")):
            program = tuple(json.loads(path.read_text())["program"])
            path.unlink()
            keep(pair, program)
    cases = []
    for program, answer, mine in zip(programs, theirs, ours, strict=True):
        if answer.error or len(json.dumps(answer.result)) > LONGEST:
            continue
        differs = difference(program, answer, mine)
        # what is accepted is no test
        if differs and reason("\n".join(program), f"{differs.kind}\n{differs.words}"):
            continue
        cases.append({"program": program, "result": answer.result})
    text = json.dumps(cases, separators=(",", ":"), ensure_ascii=False)
    # without a time stamp, so that the same answers give the same file
    SAMPLE.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
    print(f"recorded {len(cases)} programs of random ops")


if __name__ == "__main__":
    main()
