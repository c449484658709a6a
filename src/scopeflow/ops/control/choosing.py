"""`tf.case` and `tf.switch_case`: the first of several branches whose condition holds, as nested conditionals."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.joining import stack
from scopeflow.ops.checks.assertion import Assert
from scopeflow.ops.control.conditional import cond
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import equal, less_equal
from scopeflow.ops.math.reduction import reduce_sum
from scopeflow.ops.scoping import name_scope

Branch = Callable[[], Any]


def case(
    pred_fn_pairs: Any,
    default: Branch | None = None,
    exclusive: bool = False,
    strict: bool = False,
    name: str = "case",
) -> Any:
    """The result of the first function whose predicate is true in a run.

    Args:
      pred_fn_pairs: a list of pairs of a bool scalar tensor and a function, or a dict of such.
      default: called where no predicate is true; without one it is an error if none is.
      exclusive: make it an error if more than one predicate is true.
      strict: keep lists and tuples of one element.
      name: the wish for the scope's name.

    Returns:
      Tensors in the structure that the functions give.

    Raises:
      TypeError: if the pairs are none, or a function cannot be called.
      ValueError: if the branches give different structures.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.constant(7)
    ...     size = tf.case([(x < 5, lambda: tf.constant("small"))], default=lambda: tf.constant("large"))
    ...     sess.run(size)
    b'large'

    ```
    """
    pairs = _checked_pairs(pred_fn_pairs)
    predicates = [pred for pred, _ in pairs]
    actions = [action for _, action in pairs]
    with name_scope(name, "case", predicates):
        if default is None:
            default, predicates, actions = _without_default(predicates, actions)
        chosen: Branch = default
        for pred, action in reversed(list(zip(predicates, actions, strict=True))):
            chosen = functools.partial(cond, pred, true_fn=action, false_fn=chosen, strict=strict)
        if exclusive:
            with get_default_graph().control_dependencies(
                [_at_most(predicates, 1, "Input error: exclusive=True")]
            ):
                return chosen()
        return chosen()


def _checked_pairs(pred_fn_pairs: Any) -> list[tuple[Tensor, Branch]]:
    if not isinstance(pred_fn_pairs, (list, tuple, Mapping)):
        raise TypeError("fns must be a list, tuple, or dict")
    if isinstance(pred_fn_pairs, Mapping):
        # in a fixed order, whatever that of the dict
        pairs = sorted(pred_fn_pairs.items(), key=lambda item: item[0].name)
    else:
        pairs = list(pred_fn_pairs)
    for pair in pairs:
        if not isinstance(pair, tuple) or len(pair) != 2:
            raise TypeError("Each entry in pred_fn_pairs must be a 2-tuple")
        pred, action = pair
        if isinstance(pred, Tensor):
            if pred.dtype is not dtypes.bool:
                raise TypeError(f"pred must be Tensor of type bool: {pred.name}")
        elif not isinstance(pred, bool):
            raise TypeError(f"pred must be a Tensor, got: {pred}")
        if not callable(action):
            raise TypeError(
                f"fn for pred {pred.name if isinstance(pred, Tensor) else pred} must be callable."
            )
    return pairs


def _at_most(predicates: Sequence[Any], most: int, message: str) -> Any:
    """An operation that fails where more of the predicates are true."""
    together = stack(predicates, name="preds_c")
    count = reduce_sum(cast(together, dtypes.int32), name="num_true_conds")
    fine = less_equal(count, constant(most, name="n_true_conds"))
    names = ", ".join(getattr(pred, "name", "?") for pred in predicates)
    words = f"{message}: more than {most} conditions ({names}) evaluated as True:"
    return Assert(fine, data=[words, together], summarize=len(predicates))


def _without_default(
    predicates: Sequence[Any], actions: Sequence[Branch]
) -> tuple[Branch, list[Any], list[Branch]]:
    """The last branch as the default, which fails where its predicate is false."""
    last = len(predicates) - 1
    others = list(predicates[:last])

    def action() -> Any:
        others_message = f"Implementation error: selected default action #{last} was called, but some of other predicates are True: "
        none = (
            "Input error: None of conditions evaluated as True:",
            stack(predicates, name="preds_c"),
        )
        with get_default_graph().control_dependencies(
            [_at_most(others, 0, others_message), Assert(predicates[last], data=none)]
        ):
            return actions[last]()

    return action, others, list(actions[:last])


def switch_case(
    branch_index: Any,
    branch_fns: Any,
    default: Branch | None = None,
    name: str = "switch_case",
) -> Any:
    """The result of the function with a number.

    Args:
      branch_index: an int32 scalar tensor.
      branch_fns: a list of functions, a list of pairs of a number and a function, or a dict of such.
      default: called for a number that has no function; by default the one with the largest number.
      name: the wish for the scope's name.

    Returns:
      Tensors in the structure that the functions give.

    Raises:
      TypeError: if `branch_index` is no tensor, or a function cannot be called.
      ValueError: if the numbers are not 0, 1, 2, ...

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     word = tf.switch_case(tf.constant(1), [lambda: tf.constant("a"), lambda: tf.constant("b")])
    ...     sess.run(word)
    b'b'

    ```
    """
    if not isinstance(branch_index, Tensor):
        raise TypeError(f"branch_index must a Tensor, got {type(branch_index)}")
    if not branch_index.dtype.is_integer:
        raise TypeError(f"branch_index must an integer Tensor, got {branch_index.dtype}")
    pairs = _numbered(branch_fns)
    with name_scope(name, "switch_case", [branch_index]):
        if branch_index.dtype.base_dtype is not dtypes.int32:
            raise TypeError(
                f"Input 'branch_index' of 'Case' Op has type {branch_index.dtype.name} that does not match expected type "
                "of int32. Cast it with tf.cast."
            )
        chosen: Branch = default if default is not None else pairs[-1][1]
        rest = pairs if default is not None else pairs[:-1]
        for number, action in reversed(rest):
            chosen = functools.partial(_one_of_two, branch_index, number, action, chosen)
        return chosen()


def _one_of_two(index: Tensor, number: int, action: Branch, otherwise: Branch) -> Any:
    return cond(equal(index, number), action, otherwise)


def _numbered(branch_fns: Any) -> list[tuple[int, Branch]]:
    if isinstance(branch_fns, Mapping):
        pairs = sorted(branch_fns.items())
    elif isinstance(branch_fns, (list, tuple)):
        pairs = list(branch_fns)
        if all(callable(action) for action in pairs):
            pairs = list(enumerate(pairs))
        else:
            for pair in pairs:
                _check_pair(pair)
        pairs = sorted(pairs, key=lambda pair: pair[0])
    else:
        raise TypeError("branch_fns must be a list, tuple, or dict")
    if not pairs:
        raise ValueError("Must provide at least one item in branch_fns")
    for number, action in pairs:
        if not isinstance(number, int):
            raise TypeError(f"key must be a Python `int`, got {type(number)}")
        if not callable(action):
            raise TypeError(f"fn for key {number} must be callable.")
    keys = [number for number, _ in pairs]
    if keys != list(range(len(keys))):
        raise ValueError(
            f"branch indices (keys) must form contiguous range of [0 to {len(keys)}) but found {{{','.join(map(str, keys))}}}"
        )
    return pairs


def _check_pair(pair: Any) -> None:
    if not isinstance(pair, tuple) or len(pair) != 2:
        raise TypeError("Each entry in branch_fns must be a 2-tuple")
