"""DropoutWrapper: a cell whose inputs, state and outputs are dropped in part."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Mapping
from typing import Any

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import TensorShape
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.control.tensor_array import TensorArray
from scopeflow.ops.math.division import div
from scopeflow.ops.math.elementwise import floor
from scopeflow.ops.nesting import is_nested
from scopeflow.ops.nn.dropout import dropout
from scopeflow.ops.random.sampling import random_uniform
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static_value import get_static_value
from scopeflow.rnn.cell import LSTMStateTuple
from scopeflow.rnn.wrappers import RNNCellWrapper


class DropoutWrapper(RNNCellWrapper):
    """A cell with dropout on what goes into it and comes out of it.

    Args:
      cell: a cell.
      input_keep_prob: the probability that an element of the inputs stays: a number in [0, 1] or a scalar tensor.
      output_keep_prob: the same for the outputs.
      state_keep_prob: the same for the state that is handed on; the outputs are dropped apart from it.
      variational_recurrent: drop the same elements in all steps.
      input_size: the size of the inputs: with `variational_recurrent`, if they are dropped.
      dtype: the dtype of all of them: with `variational_recurrent`.
      seed: an int that fixes what is dropped.
      dropout_state_filter_visitor: a function that says of each part of the state whether it is dropped, or for its
        parts in the same structure; by default only `c` of an LSTMStateTuple and TensorArrays are not.
      **kwargs: as of `tf.layers.Layer`.

    Raises:
      TypeError: if `cell` is no cell, or the visitor no function.
      ValueError: if a probability is out of range, or something that `variational_recurrent` needs is missing.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     cell = tf.nn.rnn_cell.DropoutWrapper(tf.nn.rnn_cell.GRUCell(3), output_keep_prob=0.5)
    ...     output, _ = cell(tf.ones([1, 3]), cell.zero_state(1, tf.float32))
    ...     print(output.name)
    dropout/mul_1:0

    ```
    """

    def __init__(
        self,
        cell: Any,
        input_keep_prob: Any = 1.0,
        output_keep_prob: Any = 1.0,
        state_keep_prob: Any = 1.0,
        variational_recurrent: bool = False,
        input_size: Any = None,
        dtype: Any = None,
        seed: Any = None,
        dropout_state_filter_visitor: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(cell, dtype=dtype, **kwargs)
        if dropout_state_filter_visitor is not None and not callable(dropout_state_filter_visitor):
            raise TypeError("dropout_state_filter_visitor must be callable")
        self._state_filter = dropout_state_filter_visitor or _drops_by_default
        with name_scope("DropoutWrapperInit"):
            self._input_keep_prob = _probability(input_keep_prob, "input_keep_prob")
            self._state_keep_prob = _probability(state_keep_prob, "state_keep_prob")
            self._output_keep_prob = _probability(output_keep_prob, "output_keep_prob")
        self._variational_recurrent = variational_recurrent
        self._input_size = input_size
        self._seed = seed
        self._noise: dict[str, Any] = {"input": None, "state": None, "output": None}
        if variational_recurrent:
            if dtype is None:
                raise ValueError("When variational_recurrent=True, dtype must be provided")
            if _drops(self._input_keep_prob):
                if input_size is None:
                    raise ValueError(
                        "When variational_recurrent=True and input_keep_prob < 1.0 or is unknown, "
                        "input_size must be provided"
                    )
                self._noise["input"] = self._one_noise("input", input_size, dtype)
            self._noise["state"] = self._one_noise("state", cell.state_size, dtype)
            self._noise["output"] = self._one_noise("output", cell.output_size, dtype)

    def _one_noise(self, what: str, sizes: Any, dtype: Any) -> Any:
        """Random numbers for one step, which all steps share, of a batch of one."""

        def noise(index: int, size: Any) -> Any:
            shape = concat(([1], TensorShape(size).as_list()), 0)
            return random_uniform(shape, dtype=dtype, seed=self._seed_of(what, index))

        return _map_numbered(noise, sizes, sizes)

    def _seed_of(self, what: str, index: int) -> int | None:
        """A seed for each dropped tensor, made of the one given."""
        if self._seed is None:
            return None
        digest = hashlib.md5(f"{self._seed}{what}_{index}".encode()).hexdigest()
        return int(digest[:8], 16) & 0x7FFFFFFF

    def _around(self, inputs: Any, state: Any, step: Callable[..., Any], **kwargs: Any) -> Any:
        if _drops(self._input_keep_prob):
            inputs = self._dropped("input", inputs, self._input_keep_prob)
        output, after = step(inputs, state, **kwargs)
        if _drops(self._state_keep_prob):
            plan = _plan(self._state_filter, after)
            after = self._dropped("state", after, self._state_keep_prob, plan)
        if _drops(self._output_keep_prob):
            output = self._dropped("output", output, self._output_keep_prob)
        return output, after

    def _dropped(self, what: str, values: Any, keep_prob: Any, plan: Any = None) -> Any:
        """Tensors in a structure, dropped in part where the plan does not say False."""
        plan = values if plan is None else plan

        def fresh(index: int, wanted: Any, value: Any) -> Any:
            if wanted is False:
                return value
            return dropout(value, rate=1.0 - keep_prob, seed=self._seed_of(what, index))

        def shared(index: int, wanted: Any, value: Any, noise: Any) -> Any:
            if wanted is False:
                return value
            kept = floor(keep_prob + noise)
            result = div(value, keep_prob) * kept
            result.set_shape(value.shape)
            return result

        if self._variational_recurrent:
            return _map_numbered(shared, plan, plan, values, self._noise[what])
        return _map_numbered(fresh, plan, plan, values)

    def get_config(self) -> dict[str, Any]:
        """What describes the wrapper and the cell inside; a function of one's own as it is."""
        own = {"dropout_state_filter_visitor": self._state_filter}
        return {
            **super().get_config(),
            **(own if self._state_filter is not _drops_by_default else {}),
            "input_keep_prob": self._input_keep_prob,
            "output_keep_prob": self._output_keep_prob,
            "state_keep_prob": self._state_keep_prob,
            "variational_recurrent": self._variational_recurrent,
            "input_size": self._input_size,
            "seed": self._seed,
        }


def _probability(value: Any, argument: str) -> Any:
    """A probability as a float if it is known, else as a tensor."""
    tensor = convert_to_tensor(value)
    known = get_static_value(tensor)
    if known is None:
        return tensor
    if known < 0 or known > 1:
        raise ValueError(f"Parameter {argument} must be between 0 and 1: {int(known)}")
    return float(known)


def _drops(keep_prob: Any) -> bool:
    return not isinstance(keep_prob, float) or keep_prob < 1


def _drops_by_default(part: Any) -> Any:
    if isinstance(part, LSTMStateTuple):
        # the memory itself is never dropped
        return LSTMStateTuple(c=False, h=True)
    return not isinstance(part, TensorArray)


def _plan(visitor: Callable[[Any], Any], part: Any) -> Any:
    """For each part of a state whether it is dropped; False stands for all that a part holds."""
    answer = visitor(part)
    if not is_nested(part):
        if not isinstance(answer, bool):
            raise TypeError(f"traverse_fn returned structure: {answer} for non-structure: {part}")
        return answer
    if answer is False:
        return False
    inner = _inner(part)
    wanted = [True] * len(inner) if answer is True else _inner(answer)
    return _around_parts(
        part,
        [_plan(visitor, one) if want else False for want, one in zip(wanted, inner, strict=True)],
    )


def _inner(structure: Any) -> list[Any]:
    if isinstance(structure, Mapping):
        return [structure[key] for key in sorted(structure)]
    return list(structure)


def _around_parts(structure: Any, parts: list[Any]) -> Any:
    """A structure of the same kind around other parts."""
    if isinstance(structure, Mapping):
        return type(structure)(zip(sorted(structure), parts, strict=True))  # type: ignore[call-arg]
    return type(structure)(*parts) if hasattr(structure, "_fields") else type(structure)(parts)


def _map_numbered(function: Callable[..., Any], shallow: Any, *structures: Any) -> Any:
    """The structure of `shallow` around `function` of each leaf's number and of what others hold there."""
    count = itertools.count()

    def visit(guide: Any, *parts: Any) -> Any:
        if not is_nested(guide):
            return function(next(count), *parts)
        columns = zip(_inner(guide), *map(_inner, parts), strict=True)
        return _around_parts(guide, [visit(*each) for each in columns])

    return visit(shallow, *structures)
