"""What a traced run did when: the times of its nodes, as RunMetadata holds them."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any, NamedTuple

from scopeflow.graph.operation import Operation

_DEVICE = "/job:localhost/replica:0/task:0/device:CPU:0"


class Span(NamedTuple):
    """One node's part of a run, in nanoseconds."""

    op: Operation
    start: int
    duration: int


class Trace:
    """The times of one run, gathered while it goes on."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        # the clock that measures says nothing of the time of day
        self._offset = time.time_ns() - time.perf_counter_ns()

    @staticmethod
    def now() -> int:
        return time.perf_counter_ns()

    def add(self, ops: Iterable[Operation], start: int) -> None:
        """Notes nodes that ran together from `start` until now: each gets an equal part of the time."""
        nodes = list(ops)
        part = (self.now() - start) // max(len(nodes), 1)
        self.spans += [Span(op, start + index * part, part) for index, op in enumerate(nodes)]

    def fill(self, step_stats: Any) -> None:
        """Writes the times into a StepStats proto."""
        device = step_stats.dev_stats.add(device=_DEVICE)
        for op, start, duration in self.spans:
            began = start + self._offset
            inputs = ", ".join(tensor.name.removesuffix(":0") for tensor in op.inputs)
            device.node_stats.add(
                node_name=op.name,
                timeline_label=f"{op.name} = {op.type}({inputs})",
                all_start_micros=began // 1000,
                op_end_rel_micros=duration // 1000,
                all_end_rel_micros=max(duration // 1000, 1),
                all_start_nanos=began,
                op_end_rel_nanos=duration,
                all_end_rel_nanos=duration,
            )
