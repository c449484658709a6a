"""Records what TensorFlow 1.15 makes of the graphs of tests/interchange: static shapes and values.

Run as `python -m tests.reference.record_imported_graphs`; writes imported_graphs.json with
tests.reference.live.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.interchange import jobs
from tests.reference.live import record


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        record("imported_graphs", jobs.ask(Path(folder)))


if __name__ == "__main__":
    main()
