"""The alarm of a graph that grows while it runs: a loop that makes the same nodes again and again."""

from __future__ import annotations

from collections import Counter

from scopeflow.graph.alarms import GrowingGraphWarning, warn
from scopeflow.graph.core import Graph
from scopeflow.graph.origin import resolve

# So many runs must find new nodes from the same line before anything is said.
AFTER = 50


class Growth:
    """What one session has seen of its graph's growth.

    Attributes:
      version: the number of the newest node at the last run.
    """

    __slots__ = ("_graph", "_lines", "_nodes", "_started", "version")

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._started = False
        self._nodes = 0
        # where the newest node was made (file, first line of the function, instruction) -> how many runs found it so
        self._lines: Counter[tuple[str, int, int]] = Counter()
        self.version = -1

    def grown(self) -> None:
        """Hears that a run finds other nodes than the one before; warns once it is a habit.

        Raises:
          GrowingGraphWarning: the warning itself, under `tf.strict()`.
        """
        graph = self._graph
        new, self.version = graph._version - self.version, graph._version
        if not self._started or new <= 0:
            # (a graph that went back to an earlier state has not grown)
            self._started = True
            return
        newest = graph._ops[-1]
        code = newest._code
        if code is None:
            return
        # (code objects of different files can be equal)
        line = (code.co_filename, code.co_firstlineno, newest._lasti)
        self._lines[line] += 1
        self._nodes += new
        if self._lines[line] != AFTER:
            return
        place = resolve(code, newest._lasti)
        warn(
            graph,
            GrowingGraphWarning,
            f"The graph grows while it runs: {AFTER} runs of this session found new nodes made at {place}, {self._nodes} "
            f"nodes in all; the newest is {newest.name!r}.\nEach call of a function such as tf.add makes a new "
            "node, and each new node costs memory and makes the next run work out anew what to do. Make the nodes once, "
            "before the loop, and feed what changes through a tf.placeholder. "
            "tf.get_default_graph().finalize() before the loop makes any new node an error.",
            place,
        )
