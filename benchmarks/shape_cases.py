"""20 batch sizes one after the other, as data that comes in groups of all sizes has them."""

import numpy as np

from benchmarks.measuring import CASES, IN_JAX, ONCE, WALL, both_clocks
from benchmarks.training import lstm, mlp
from benchmarks.training_cases import InJax, InTf

SIZES = range(13, 33)


def in_turn(library, make, model, name):
    batches = [model.batch(np.random.RandomState(size), size) for size in SIZES]
    trainer = make(library, model, "float32")
    trainer.begin()
    trainer.restart(model.start(np.random.RandomState(0)))

    def once():
        return [float(trainer.step(batch)) for batch in batches]

    # (the first pass starts where every library starts: its losses can be compared)
    losses = []
    first = both_clocks(lambda: losses.extend(once()), 1, 1)
    once()
    once()
    measures = {"losses": losses[:5]}
    for what, times in (("first", first), ("steady", both_clocks(once, 1, 1))):
        label = f"20 batch sizes of the {name} in turn, {what} pass (s"
        measures[label + ")"], measures[label + WALL + ")"] = times
    return measures


def put_into_tables(name, model, label):
    CASES[name] = lambda tf: in_turn(tf, InTf, model, label)
    IN_JAX[name] = lambda jax: in_turn(jax, InJax, model, label)


put_into_tables("sizes_mlp", mlp, "MLP")
put_into_tables("sizes_lstm", lstm, "LSTM")
# (twenty compilations: long, and for that very reason alike in every round)
ONCE.update(["sizes_mlp", "sizes_lstm"])
