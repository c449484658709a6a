"""Ops that keep the boxes of greatest scores and leave out those that overlap with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import invalid_argument, shape_of
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.image.suppressing import overlaps_of, select
from scopeflow.ops.rules import Dims
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static import constant_value

_KINDS = "T: {float16|float32} = float32"
_BOTH = f"{_KINDS}, T_threshold: {{float16|float32}} = float32"
_NEVER = float("-inf")


def _matched(inputs: Sequence[Tensor]) -> None:
    """Refuses boxes and scores that do not fit, and arguments that are no scalars."""
    boxes = rules.with_rank(inputs[0]._dims, 2)
    scores = rules.with_rank(inputs[1]._dims, 1)
    for tensor in inputs[2:]:
        rules.with_rank(tensor._dims, 0)
    assert boxes is not None and scores is not None
    rules.merge_dim(boxes[0], scores[0])
    if boxes[1] not in (None, 4):
        raise ShapeMismatch(f"Dimension must be 4 but is {boxes[1]}")


def _some(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    _matched(inputs)
    return ((None,),)


def _length(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> int | None:
    known = constant_value(inputs[2]) if attrs["pad_to_max_output_size"] else None
    return None if known is None else int(known)


def _some_or_padded(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims, Dims]:
    _matched(inputs)
    return ((_length(inputs, attrs),), ())


def _with_scores(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims, Dims, Dims]:
    _matched(inputs)
    length = _length(inputs, attrs)
    return ((length,), (length,), ())


def _scalar(value: Any, what: str) -> Any:
    if np.ndim(value):
        raise invalid_argument(f"{what} must be 0-D, got shape {shape_of(value)}")
    return np.asarray(value).item()


def _checked_threshold(value: Any) -> float:
    threshold = float(_scalar(value, "iou_threshold"))
    if not 0 <= threshold <= 1:
        raise invalid_argument("iou_threshold must be in [0, 1]")
    return threshold


def _suppressed(
    boxes: Any, scores: Any, most: Any, threshold: Any, least_score: Any = _NEVER, sigma: Any = 0.0
) -> tuple[list[int], list[Any], int]:
    """The boxes to keep, their scores, and the most that may be kept."""
    limit = _scalar(most, "max_output_size")
    overlap = _checked_threshold(threshold)
    least = float(_scalar(least_score, "score_threshold"))
    spread = float(_scalar(sigma, "soft_nms_sigma"))
    if spread < 0:
        raise invalid_argument("soft_nms_sigma_val must be >= 0")
    boxes, scores = np.asarray(boxes), np.asarray(scores)
    if boxes.ndim != 2:
        raise invalid_argument(f"boxes must be 2-D{shape_of(boxes)}")
    if boxes.shape[1] != 4:
        raise invalid_argument("boxes must have 4 columns")
    _check_scores(scores, boxes.shape[0])
    kept, kept_scores = select(scores, overlaps_of(boxes), limit, overlap, least, spread)
    return kept, kept_scores, limit


def _check_scores(scores: np.ndarray, count: int) -> None:
    if scores.ndim != 1:
        raise invalid_argument(f"scores must be 1-D{shape_of(scores)}")
    if scores.shape[0] != count:
        raise invalid_argument("scores has incompatible shape")


def _indices(kept: list[int], length: int = 0) -> np.ndarray:
    return np.array(kept + [0] * (length - len(kept)), np.int32)


@op(
    "NonMaxSuppression(boxes: float32, scores: float32, max_output_size: int32; iou_threshold: float = 0.5) "
    "-> (selected_indices: int32)",
    shape=_some,
    host=True,
)
def raw_suppression_v1(boxes, scores, max_output_size, *, iou_threshold):
    """The boxes to keep; the threshold is an attribute."""
    return _indices(_suppressed(boxes, scores, max_output_size, iou_threshold)[0])


@op(
    f"NonMaxSuppressionV2(boxes: T, scores: T, max_output_size: int32, iou_threshold: T_threshold; {_BOTH}) "
    "-> (selected_indices: int32)",
    shape=_some,
    host=True,
)
def raw_suppression_v2(boxes, scores, max_output_size, iou_threshold):
    """The boxes to keep; the threshold is an input."""
    return _indices(_suppressed(boxes, scores, max_output_size, iou_threshold)[0])


@op(
    "NonMaxSuppressionV3(boxes: T, scores: T, max_output_size: int32, iou_threshold: T_threshold, "
    f"score_threshold: T_threshold; {_BOTH}) -> (selected_indices: int32)",
    shape=_some,
    host=True,
)
def raw_suppression_v3(boxes, scores, max_output_size, iou_threshold, score_threshold):
    """The boxes to keep, of those with a score that is great enough."""
    return _indices(_suppressed(boxes, scores, max_output_size, iou_threshold, score_threshold)[0])


@op(
    "NonMaxSuppressionV4(boxes: T, scores: T, max_output_size: int32, iou_threshold: T_threshold, "
    f"score_threshold: T_threshold; {_BOTH}, pad_to_max_output_size: bool = False) "
    "-> (selected_indices: int32, valid_outputs: int32)",
    shape=_some_or_padded,
    host=True,
)
def raw_suppression_v4(
    boxes, scores, max_output_size, iou_threshold, score_threshold, *, pad_to_max_output_size
):
    """The boxes to keep, padded with zeros if that is asked for, and their number."""
    kept, _, most = _suppressed(boxes, scores, max_output_size, iou_threshold, score_threshold)
    return _indices(kept, most if pad_to_max_output_size else 0), np.int32(len(kept))


@op(
    "NonMaxSuppressionV5(boxes: T, scores: T, max_output_size: int32, iou_threshold: T, score_threshold: T, "
    f"soft_nms_sigma: T; {_KINDS}, pad_to_max_output_size: bool = False) "
    "-> (selected_indices: int32, selected_scores: T, valid_outputs: int32)",
    shape=_with_scores,
    host=True,
)
def raw_suppression_v5(
    boxes,
    scores,
    max_output_size,
    iou_threshold,
    score_threshold,
    soft_nms_sigma,
    *,
    pad_to_max_output_size,
):
    """The boxes to keep, their scores and their number, where an overlap may just lower a score."""
    kept, kept_scores, most = _suppressed(
        boxes, scores, max_output_size, iou_threshold, score_threshold, soft_nms_sigma
    )
    length = most if pad_to_max_output_size else len(kept)
    padded = np.zeros(length, np.asarray(scores).dtype)
    padded[: len(kept)] = kept_scores
    return _indices(kept, length), padded, np.int32(len(kept))


def _square(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    overlaps = rules.with_rank(inputs[0]._dims, 2)
    scores = rules.with_rank(inputs[1]._dims, 1)
    for tensor in inputs[2:]:
        rules.with_rank(tensor._dims, 0)
    assert overlaps is not None and scores is not None
    rules.merge_dim(overlaps[0], scores[0])
    rules.merge_dim(overlaps[0], overlaps[1])
    return ((None,),)


@op(
    "NonMaxSuppressionWithOverlaps(overlaps: float32, scores: float32, max_output_size: int32, "
    "overlap_threshold: float32, score_threshold: float32; ) -> (selected_indices: int32)",
    shape=_square,
    host=True,
)
def raw_suppression_with_overlaps(
    overlaps, scores, max_output_size, overlap_threshold, score_threshold
):
    """The boxes to keep, from what they have in common."""
    most = _scalar(max_output_size, "max_output_size")
    threshold = float(_scalar(overlap_threshold, "overlap_threshold"))
    least = float(_scalar(score_threshold, "score_threshold"))
    overlaps, scores = np.asarray(overlaps), np.asarray(scores)
    if overlaps.ndim != 2:
        raise invalid_argument(f"overlaps must be 2-D{shape_of(overlaps)}")
    if overlaps.shape[0] != overlaps.shape[1]:
        raise invalid_argument(f"overlaps must be square{shape_of(overlaps)}")
    _check_scores(scores, overlaps.shape[0])
    kept, _ = select(scores, lambda one, others: overlaps[one, others], most, threshold, least)
    return _indices(kept)


def non_max_suppression(
    boxes: Any,
    scores: Any,
    max_output_size: Any,
    iou_threshold: Any = 0.5,
    score_threshold: Any = _NEVER,
    name: str | None = None,
) -> Tensor:
    """The boxes of greatest scores, without those that overlap with one that is kept.

    Args:
      boxes: a float Tensor of shape [boxes, 4]: two opposite corners.
      scores: a float Tensor of shape [boxes].
      max_output_size: how many boxes to keep at most, an int32 scalar.
      iou_threshold: boxes are left out whose intersection with a kept one is this part of their union, or more.
      score_threshold: boxes with this score or less are left out.
      name: a name for the scope.

    Returns:
      An int32 Tensor: the indices of the boxes.

    Raises:
      ValueError: if shapes do not fit.
      InvalidArgumentError: in a run, if the threshold is not in [0, 1].

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     boxes = [[0.0, 0.0, 1.0, 1.0], [0.0, 0.0, 1.0, 0.9], [0.5, 0.5, 2.0, 2.0]]
    ...     print(sess.run(tf.image.non_max_suppression(boxes, [0.5, 0.9, 0.3], 3)))
    [1 2]

    ```
    """
    with name_scope(name, "non_max_suppression"):
        threshold = convert_to_tensor(iou_threshold, name="iou_threshold")
        least = convert_to_tensor(score_threshold, name="score_threshold")
        return raw_suppression_v3(boxes, scores, max_output_size, threshold, least)


def non_max_suppression_with_scores(
    boxes: Any,
    scores: Any,
    max_output_size: Any,
    iou_threshold: Any = 0.5,
    score_threshold: Any = _NEVER,
    soft_nms_sigma: Any = 0.0,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """Like `non_max_suppression`, with the scores; an overlap may just lower a score.

    Args:
      boxes: a float Tensor of shape [boxes, 4]: two opposite corners.
      scores: a float Tensor of shape [boxes].
      max_output_size: how many boxes to keep at most, an int32 scalar.
      iou_threshold: boxes are left out whose intersection with a kept one is this part of their union, or more.
      score_threshold: boxes with this score or less are left out.
      soft_nms_sigma: if not 0, scores are multiplied by exp(-0.5 * overlap ** 2 / sigma) for every kept box.
      name: a name for the scope.

    Returns:
      The indices of the boxes, int32, and their scores.
    """
    with name_scope(name, "non_max_suppression_with_scores"):
        threshold = convert_to_tensor(iou_threshold, name="iou_threshold")
        least = convert_to_tensor(score_threshold, name="score_threshold")
        sigma = convert_to_tensor(soft_nms_sigma, name="soft_nms_sigma")
        made = raw_suppression_v5(boxes, scores, max_output_size, threshold, least, sigma)
        return made[0], made[1]


def non_max_suppression_padded(
    boxes: Any,
    scores: Any,
    max_output_size: Any,
    iou_threshold: Any = 0.5,
    score_threshold: Any = _NEVER,
    pad_to_max_output_size: bool = False,
    name: str | None = None,
) -> Any:
    """Like `non_max_suppression`, with the indices padded with zeros if that is asked for.

    Args:
      boxes: a float Tensor of shape [boxes, 4]: two opposite corners.
      scores: a float Tensor of shape [boxes].
      max_output_size: how many boxes to keep at most, an int32 scalar.
      iou_threshold: boxes are left out whose intersection with a kept one is this part of their union, or more.
      score_threshold: boxes with this score or less are left out.
      pad_to_max_output_size: give `max_output_size` indices in any case.
      name: a name for the scope.

    Returns:
      A named tuple: `selected_indices`, and `valid_outputs`, how many of them count.
    """
    with name_scope(name, "non_max_suppression_padded"):
        threshold = convert_to_tensor(iou_threshold, name="iou_threshold")
        least = convert_to_tensor(score_threshold, name="score_threshold")
        return raw_suppression_v4(
            boxes,
            scores,
            max_output_size,
            threshold,
            least,
            pad_to_max_output_size=pad_to_max_output_size,
        )


def non_max_suppression_overlaps(
    overlaps: Any,
    scores: Any,
    max_output_size: Any,
    overlap_threshold: Any = 0.5,
    score_threshold: Any = _NEVER,
    name: str | None = None,
) -> Tensor:
    """Like `non_max_suppression`, from what the boxes have in common instead of the boxes.

    Args:
      overlaps: a float32 Tensor of shape [boxes, boxes].
      scores: a float32 Tensor of shape [boxes].
      max_output_size: how many boxes to keep at most, an int32 scalar.
      overlap_threshold: boxes are left out that have this in common with a kept one, or more.
      score_threshold: boxes with this score or less are left out.
      name: a name for the scope.

    Returns:
      An int32 Tensor: the indices of the boxes.
    """
    with name_scope(name, "non_max_suppression_overlaps"):
        threshold = convert_to_tensor(
            overlap_threshold, dtype=dtypes.float32, name="overlap_threshold"
        )
        return raw_suppression_with_overlaps(
            overlaps, scores, max_output_size, threshold, score_threshold
        )
