"""The dataset of the files whose names match patterns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from scopeflow.formats import filesystem
from scopeflow.graph.dtypes import string
from scopeflow.ops.data.asking import path_of, scalars, texts
from scopeflow.ops.data.values import DatasetValue, Element, Run
from scopeflow.ops.define import op


class MatchingFilesValue(DatasetValue):
    """File names, those of each pattern in order.

    Args:
      patterns: the patterns.
    """

    def __init__(self, patterns: Sequence[bytes]) -> None:
        super().__init__([string], [()])
        self.patterns = list(patterns)

    def iterate(self, run: Run) -> Iterator[Element]:
        for pattern in self.patterns:
            for name in sorted(filesystem.matching(path_of(pattern))):
                yield (name.encode("utf-8", "surrogateescape"),)


@op("MatchingFilesDataset(patterns: string; ) -> (handle: variant) # stateful",
    shape=scalars(-2), host=True)  # fmt: skip
def matching_files_dataset(patterns: Any) -> Any:
    """The names of files."""
    return MatchingFilesValue(texts(patterns))
