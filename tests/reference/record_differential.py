"""Records what TensorFlow 1.15 does with a sample of random programs, in differential.json.gz.

The shrunk programs under differential/ were kept by `python -m tests.differential.hunt --keep`; this
script asks for their answers anew, too.
"""

from __future__ import annotations

import gzip
import json
import random

from tests.conftest import FIXED_SEED
from tests.differential.generator import generate
from tests.differential.hunt import CASES, SAMPLE, keep
from tests.differential.programs import PRELUDE, source
from tests.reference.live import Reference

PROGRAMS = 300


def main() -> None:
    sources = [
        source(generate(random.Random(f"sample/{FIXED_SEED}/{i}"), 1 + i % 12))
        for i in range(PROGRAMS)
    ]
    with Reference() as reference:
        answers = reference.run_many(sources, PRELUDE)
        for path in sorted(CASES.glob("*.json")):
            program = "\n".join(json.loads(path.read_text())["program"])
            path.unlink()
            keep(reference, program)
    cases = [
        {"program": text, "result": answer.result, "error": answer.error, "message": answer.message}
        for text, answer in zip(sources, answers, strict=True)
    ]
    # without a time stamp, so that the same answers give the same file
    with open(SAMPLE, "wb") as file, gzip.GzipFile("", "wb", fileobj=file, mtime=0) as packed:
        packed.write(json.dumps(cases, ensure_ascii=False).encode())


if __name__ == "__main__":
    main()
