"""Training the models: the first step with all before it, then steps one after another.

In each library: random initial values and one step, timed; then the start values that all libraries share, five
steps whose losses are kept to be compared, and steps until the time of one is known.
"""

import time

import numpy as np

from benchmarks.measuring import (
    CASES,
    IN_JAX,
    ONCE,
    SETTINGS,
    WALL,
    WARM,
    both_clocks,
    few,
    middle,
    peak,
    since_start,
)
from benchmarks.training import lenet, logistic, lstm, many, mlp, resnet, transformer, word2vec
from benchmarks.training.parts import computing_in, drawn

MODELS = {
    "logistic": logistic,
    "mlp": mlp,
    "lenet": lenet,
    "resnet20": resnet,
    "lstm": lstm,
    "transformer": transformer,
    "word2vec": word2vec,
    "sgd_10": many.Many(10, 1000),
    "sgd_100": many.Many(100, 300),
    "sgd_1000": many.Many(1000, 60),
}
BLOCKS = 5


class InTf:
    """A model under `tf`."""

    def __init__(self, tf, model, dtype):
        self.tf = tf
        with computing_in(tf, dtype):
            self.placeholders, loss, train = model.graph(tf, dtype)
        self.fetches = [loss, train]
        self.init = tf.global_variables_initializer()

    def begin(self):
        self.session = self.tf.Session()
        self.session.run(self.init)

    def step(self, batch):
        return self.session.run(self.fetches, dict(zip(self.placeholders, batch)))[0]

    def restart(self, start):
        """The optimizer's own variables get their first values again, the others these."""
        self.session.run(self.init)
        variables = self.tf.trainable_variables()
        assert len(variables) == len(start)
        # (what `Variable.load` does, but in one run for all of them)
        assigned = [variable.initializer for variable in variables]
        values = [op.inputs[1] for op in assigned]
        self.session.run(assigned, dict(zip(values, start.values())))


class InJax:
    """A model in JAX."""

    def __init__(self, jax, model, dtype):
        self.jax, self.model = jax, model
        self.make_state, self.stepped = model.in_jax(dtype)

    def begin(self):
        self.state = self.make_state(drawn(self.model.start(Shapes())))

    def step(self, batch):
        self.state, loss = self.stepped(self.state, *batch)
        return np.asarray(loss)

    def restart(self, start):
        self.state = self.make_state({name: self.jax.numpy.array(a) for name, a in start.items()})


class Shapes:
    """Numbers for those who ask only for the shapes: all zero, and no memory is used for them."""

    def randn(self, *shape):
        return np.broadcast_to(np.float32(0), shape)


def trained(library, make, model):
    name, numbers = model.NAME, np.random.RandomState(1)
    if SETTINGS["dtype"] != "float32":
        name += " " + SETTINGS["dtype"]
    batches = [model.batch(numbers) for _ in range(5)]
    trainer = make(library, model, SETTINGS["dtype"])

    def first():
        trainer.begin()
        trainer.step(batches[0])

    warm = ", warm cache" if SETTINGS["warm"] else ""
    measures = {}

    def measured(what, unit, processor, wall):
        measures[f"{name}, {what} ({unit})"] = processor
        measures[f"{name}, {what} ({unit}{WALL})"] = wall

    measured("first step" + warm, "s", *both_clocks(first, 1, 1))
    measured("start to first step" + warm, "s", time.process_time(), since_start())
    if SETTINGS["warm"]:
        return measures
    trainer.restart(model.start(np.random.RandomState(0)))
    measures["losses"] = [float(trainer.step(batch)) for batch in batches]
    for batch in batches:
        trainer.step(batch)
    part = max(few(model.STEPS) // BLOCKS, 1)

    def steps():
        for number in range(part):
            trainer.step(batches[number % 5])

    times = [both_clocks(steps, part, 1e3) for _ in range(BLOCKS)]
    measured("step", "ms", *(middle(kind) for kind in zip(*times)))
    measures[name + ", peak memory (MB)"] = peak() / 1e6
    return measures


def put_into_tables(name, model):
    def in_tf(tf):
        tf.logging.set_verbosity(tf.logging.ERROR)
        return trained(tf, InTf, model)

    CASES[name] = in_tf
    IN_JAX[name] = lambda jax: trained(jax, InJax, model)


for _name, _model in MODELS.items():
    put_into_tables(_name, _model)
WARM.update(["mlp", "lstm", "transformer", "resnet20"])
ONCE.add("sgd_1000")  # (its first step takes longer than all its other ones)
