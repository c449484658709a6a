"""Derivatives of graph functions: TensorFlow's own, as nodes of the graph, made when JAX first asks for them."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.engine.compiler import ROOM
from scopeflow.functional import calls
from scopeflow.functional.computation import Computation, Inputs, Traced, failed
from scopeflow.functional.streams import Stream
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.control.tracing import OutOfRoom
from scopeflow.xp import door

SCOPE = "to_jax/"

Streams = dict[Operation, Stream]


class Differentiable:
    """A computation whose derivatives are those of `tf.gradients`.

    Args:
      computation: what is computed.
      native: leave differentiation to JAX.
    """

    def __init__(self, computation: Computation, native: bool = False) -> None:
        self.computation = computation
        self._native = native
        # by which fetches and which inputs: the computation of the gradients, and which inputs have one
        self._gradients: dict[Any, tuple[Differentiable, list[int]]] = {}

    def __call__(self, inputs: Inputs, streams: Streams) -> tuple[list[Any], dict[int, Any]]:
        """The fetches that are tensors, and by their places in `writes` the new values of variables.

        Raises:
          OpError: if a check fails, where that can be known.
        """
        computation = self.computation
        words = [word for op in computation.random for word in _stream(streams, op)]
        given = computation.passed(inputs)
        tracer = door.jax().core.Tracer
        if not any(isinstance(value, tracer) for value in (*given, *words)):
            return self._now(inputs, given, words)
        traced = computation.traced(inputs)
        self._refuse_open_loops(traced)
        if self._native:
            results = calls.call(traced.program, [*given, *words])
        else:
            results = self._under_transformation(traced, inputs, given, words, streams)
        self._note_checks(traced, results)
        return _split(traced, results)

    def _now(self, inputs: Inputs, given: list[Any], words: list[Any]) -> Any:
        room = ROOM
        while True:
            traced = self.computation.traced(inputs, room)
            results = calls.call(traced.program, [*given, *words])
            if any(isinstance(result, door.jax().core.Tracer) for result in results):
                # known values, and yet under jax.jit: they are constants of the program around
                self._refuse_open_loops(traced)
                self._note_checks(traced, results)
                return _split(traced, results)
            start = traced.fetched + len(traced.written)
            error = failed(traced, results[start:], self.computation.name)
            if error is None:
                return _split(traced, results)
            if not isinstance(error, OutOfRoom) or self.computation.most_trips is not None:
                raise error
            room = max(room * 4, int(str(error)))

    def _refuse_open_loops(self, traced: Traced) -> None:
        """Sees that no loop of a program may find too little room, which only a run would tell."""
        open_ended = self.computation.most_trips is None
        if open_ended and any(check[0] is OutOfRoom for check in traced.checks):
            raise ValueError(
                f"{self.computation.name}: only the run tells how many trips a loop makes that must keep something of each. "
                "Say how many there may be: most_trips=."
            )

    def _note_checks(self, traced: Traced, results: list[Any]) -> None:
        """Leaves checks to `checkify`, which raises them where a user asks for it; nothing else can."""
        if traced.checks:
            checkify = door.part("experimental.checkify")
            place = traced.fetched + len(traced.written)
            for error, message, op, words in traced.checks:
                text = f"{error.__name__}: {message} [[{op.name}]]".replace("{", "{{").replace(
                    "}", "}}"
                )
                checkify.debug_check(results[place], text)
                place += 1 + sum(word is None for word in words)

    def _under_transformation(
        self, traced: Traced, inputs: Inputs, given: list[Any], words: list[Any], streams: Streams
    ) -> list[Any]:
        jax = door.jax()

        def plain(given: Sequence[Any], words: Sequence[Any]) -> list[Any]:
            return calls.call(traced.program, [*given, *words])

        def forward(given: Any, words: Any) -> Any:
            asked = tuple(index for index, value in enumerate(given) if value.perturbed)
            values = [value.value for value in given]
            drawn = [word.value for word in words]
            # (not `plain`: what is kept may be differentiated once more)
            return call(values, drawn), (values, drawn, _asked()(asked))

        def backward(kept: Any, cotangents: Any) -> Any:
            values, drawn, asked = kept
            return self._pulled_back(inputs, traced, values, drawn, asked.places, cotangents)

        call = jax.custom_vjp(plain)
        call.defvjp(forward, backward, symbolic_zeros=True)
        return call(given, words)

    def _pulled_back(
        self,
        inputs: Inputs,
        traced: Traced,
        values: list[Any],
        drawn: list[Any],
        asked: tuple[int, ...],
        cotangents: Sequence[Any],
    ) -> Any:
        """The cotangents of the inputs that were asked for, given those of the results."""
        jax = door.jax()
        zero = jax.custom_derivatives.SymbolicZero
        # what a run writes into variables counts as constant
        there = [
            (index, cotangent)
            for index, cotangent in enumerate(cotangents[: traced.fetched])
            if not isinstance(cotangent, zero) and cotangent.dtype != jax.dtypes.float0
        ]
        found: list[Any] = [None] * len(values)
        if there and asked:
            gradient, places = self._gradient(inputs, tuple(i for i, _ in there), asked)
            computation = self.computation
            streams = {
                op: (drawn[2 * n], drawn[2 * n + 1]) for n, op in enumerate(computation.random)
            }
            known = _filled(computation, inputs, values)
            by_name = dict(zip((v.key for v in computation.reads), known.variables, strict=True))
            of_feeds = (*known.feeds, *(_turned(cotangent) for _, cotangent in there))
            variables = tuple(by_name.get(v.key) for v in gradient.computation.reads)
            results, _ = gradient(Inputs(variables, of_feeds), streams)
            for place, result in zip(places, results, strict=True):
                found[place] = _turned(result).astype(values[place].dtype)
        return found, [None] * len(drawn)

    def _gradient(
        self, inputs: Inputs, of: tuple[int, ...], asked: tuple[int, ...]
    ) -> tuple[Differentiable, list[int]]:
        present = tuple(value is not None for value in (*inputs.variables, *inputs.feeds))
        key = (of, asked, present, tuple(self.computation.fixed(inputs)))
        made = self._gradients.get(key)
        if made is None:
            made = self._gradients[key] = _gradient_of(self.computation, inputs, of, asked)
        return made


def _gradient_of(
    computation: Computation, inputs: Inputs, of: tuple[int, ...], asked: tuple[int, ...]
) -> tuple[Differentiable, list[int]]:
    """The computation of the gradients of some fetches, and which of the passed inputs have one."""
    from scopeflow.autodiff.api import gradients
    from scopeflow.graph.convert import convert_to_tensor
    from scopeflow.ops.arrays.placeholder import placeholder
    from scopeflow.ops.scoping import name_scope

    tensors = [*(variable.op.outputs[0] for variable in computation.reads), *computation.feeds]
    values = (*inputs.variables, *inputs.feeds)
    known = computation.fixed(inputs)
    passed = [
        tensor
        for tensor, value, fixed in zip(tensors, values, known, strict=True)
        if value is not None and not fixed
    ]
    xs = [passed[index] for index in asked]
    fetched = [fetch for fetch in computation.fetches if isinstance(fetch, Tensor)]
    ys = [fetched[index] for index in of]
    graph = (ys + xs)[0].graph
    finalized, graph._finalized = graph._finalized, False
    try:
        with graph.as_default(), graph.control_dependencies(None), name_scope(SCOPE):
            given = [placeholder(y.dtype.base_dtype, y.shape, name="grad_ys") for y in ys]
            # a fed tensor's own inputs have no part in what is computed
            stopped = [tensor for tensor in computation.feeds if tensor.op.inputs]
            found = gradients(ys, xs, grad_ys=given, stop_gradients=stopped or None)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of sparse gradients that become dense
                dense = [None if one is None else convert_to_tensor(one) for one in found]
    finally:
        graph._finalized = finalized
    pairs = [(place, one) for place, one in zip(asked, dense, strict=True) if one is not None]
    made = Computation(
        [one for _, one in pairs],
        [*computation.feeds, *given],
        f"the gradient of {computation.name}",
        computation.most_trips,
    )
    return Differentiable(made), [place for place, _ in pairs]


def _parted(computation: Computation, values: Sequence[Any]) -> tuple[Any, Any]:
    count = len(computation.reads)
    return tuple(values[:count]), tuple(values[count:])


def _filled(computation: Computation, inputs: Inputs, values: list[Any]) -> Inputs:
    """The inputs, with these values in place of those that a program is called with."""
    waiting = iter(values)
    known = computation.fixed(inputs)
    whole = [
        value if value is None or fixed else next(waiting)
        for value, fixed in zip((*inputs.variables, *inputs.feeds), known, strict=True)
    ]
    return Inputs(*_parted(computation, whole))


def _turned(value: Any) -> Any:
    """A complex gradient in the other library's convention: each is the other's conjugate."""
    return value.conj() if np.issubdtype(value.dtype, np.complexfloating) else value


def _stream(streams: Streams, op: Operation) -> Stream:
    if op not in streams:
        raise ValueError(
            f"{op.name!r} ({op.type}) draws random numbers in a gradient alone, for which there is no stream"
        )
    return streams[op]


def _split(traced: Traced, results: list[Any]) -> tuple[list[Any], dict[int, Any]]:
    updates = results[traced.fetched : traced.fetched + len(traced.written)]
    return list(results[: traced.fetched]), dict(zip(traced.written, updates, strict=True))


class Asked:
    """Which inputs a derivative was asked for: part of what is kept for it, and no array."""

    def __init__(self, places: tuple[int, ...]) -> None:
        self.places = places


_registered = False


def _asked() -> type[Asked]:
    global _registered
    if not _registered:
        _registered = True
        door.jax().tree_util.register_pytree_node(
            Asked, lambda one: ((), one.places), lambda places, _: Asked(places)
        )
    return Asked
