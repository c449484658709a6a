"""What is wanted of each measure: how many times faster than TensorFlow 1.15 and than hand-written JAX.

`> 1` is faster.  Where JAX may be ahead, what is wanted is below 1: "within 2x" is 0.5.
"""

from __future__ import annotations

from typing import NamedTuple


class Wanted(NamedTuple):
    """Ratios that scopeflow's measure is to reach, or a bound on the measure itself."""

    tensorflow: float | None = None
    jax: float | None = None
    at_most: float | None = None


WANTED: dict[str, Wanted] = {
    "import (s)": Wanted(8),
    "process start to first result (s)": Wanted(4),
    "add, graph of 20k (us)": Wanted(20),
    "get_variable, create (us)": Wanted(15),
    "get_variable, reuse (us)": Wanted(8),
    "ResNet-50 graph with training (s)": Wanted(12),
    "gradients of 1,000 layers (s)": Wanted(12),
    "as_graph_def, 20k nodes (us per node)": Wanted(1.5),
    "import_graph_def, 20k nodes (us per node)": Wanted(5),
    "Session.run, scalar add with feeds (us)": Wanted(10, 0.5),
    "Session.run, variable fetch (us)": Wanted(15, 0.5),
    "Session.run, counter (us)": Wanted(8, 0.5),
    "Session.run, cond (us)": Wanted(8, 0.5),
    "make_callable, scalar add (us)": Wanted(8, 0.5),
    "Session.run, 200 variables (us)": Wanted(8, 0.67),
    "Session.run, chain of 1,000 ops (us)": Wanted(6, 0.67),
    "Session.run, while_loop of 1,000 turns (us)": Wanted(100, 0.67),
    "logistic regression, step (ms)": Wanted(1.6, 0.9),
    "MLP, Adam, step (ms)": Wanted(1.1, 0.9),
    "LeNet, step (ms)": Wanted(1.1, 0.9),
    "ResNet-20, step (ms)": Wanted(1.3, 0.9),
    "LSTM, step (ms)": Wanted(1.8, 0.9),
    "transformer, step (ms)": Wanted(1.1, 0.9),
    "word2vec, step (ms)": Wanted(1.9, 0.9),
    "SGD over 10 variables, step (ms)": Wanted(6, 1),
    "SGD over 100 variables, step (ms)": Wanted(2.5, 1),
    "SGD over 1,000 variables, step (ms)": Wanted(2, 1),
    "20 batch sizes of the MLP in turn, first pass (s)": Wanted(0.3, 10),
    "20 batch sizes of the MLP in turn, steady pass (s)": Wanted(1, 1),
    "20 batch sizes of the LSTM in turn, first pass (s)": Wanted(0.3, 10),
    "20 batch sizes of the LSTM in turn, steady pass (s)": Wanted(1, 1),
    "feeding 16 MB (us)": Wanted(1, 1.2),
    "add_summary (us)": Wanted(2),
    "add_graph, 20k nodes (us per node)": Wanted(2),
    "save 100 x 2 MB (ms, by the clock)": Wanted(1),
    "restore 100 x 2 MB (ms, by the clock)": Wanted(1),
    "scalar adds of 1 thread (us, by the clock)": Wanted(8),
    "scalar adds of 2 threads (us, by the clock)": Wanted(8),
    "scalar adds of 4 threads (us, by the clock)": Wanted(8),
    "memory per node (kB)": Wanted(at_most=2.0),
    "notes behind explanations: building with them, of building without": Wanted(at_most=1.15),
    "notes behind explanations (bytes per node)": Wanted(at_most=300),
    "training 192 MB of state, more memory at the peak (MB)": Wanted(jax=1 / 1.3),
}
for _model in ("MLP, Adam", "LSTM", "transformer", "ResNet-20"):
    WANTED[f"{_model}, first step (s)"] = Wanted(0.5, 3)
    WANTED[f"{_model}, start to first step, warm cache (s)"] = Wanted(1.2, 2)
