"""Which boxes of an image to keep, greatest scores first, where boxes that overlap stand for one thing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

_F32 = np.float32
Similarity = Callable[[int, list[int]], np.ndarray]


def areas(boxes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The boxes with their corners in order, and their areas; any two opposite corners make a box."""
    first = np.minimum(boxes[:, :2], boxes[:, 2:])
    last = np.maximum(boxes[:, :2], boxes[:, 2:])
    return np.concatenate([first, last], 1), (last[:, 0] - first[:, 0]) * (last[:, 1] - first[:, 1])


def overlaps_of(boxes: np.ndarray) -> Similarity:
    """How much a box has in common with others: the intersection as a part of the union."""
    boxes = np.asarray(boxes, _F32)
    ordered, area = areas(boxes)

    def similarity(one: int, others: list[int]) -> np.ndarray:
        mine, them = ordered[one], ordered[others]
        size = np.maximum(
            np.minimum(mine[2:], them[:, 2:]) - np.maximum(mine[:2], them[:, :2]), _F32(0)
        )
        common = size[:, 0] * size[:, 1]
        union = area[one] + area[others] - common
        some = (area[one] > 0) & (area[others] > 0)
        return np.where(some, common / np.where(some, union, _F32(1)), _F32(0))

    return similarity


class _Queue:
    """A heap of (score, index, seen), the greatest score on top.

    Which of equal scores comes first follows from how the heap is kept, so it is kept as the C++ library does.
    """

    def __init__(self) -> None:
        self.items: list[tuple[Any, int, int]] = []

    def push(self, item: tuple[Any, int, int]) -> None:
        self.items.append(item)
        self._rise(len(self.items) - 1, item)

    def _rise(self, hole: int, item: tuple[Any, int, int]) -> None:
        items = self.items
        while hole and items[(hole - 1) // 2][0] < item[0]:
            items[hole] = items[(hole - 1) // 2]
            hole = (hole - 1) // 2
        items[hole] = item

    def pop(self) -> tuple[Any, int, int]:
        items = self.items
        top, last = items[0], items.pop()
        size = len(items)
        if not size:
            return top
        hole, child = 0, 0
        while child < (size - 1) // 2:
            child = 2 * (child + 1)
            if items[child][0] < items[child - 1][0]:
                child -= 1
            items[hole] = items[child]
            hole = child
        if size % 2 == 0 and child == (size - 2) // 2:
            child = 2 * (child + 1)
            items[hole] = items[child - 1]
            hole = child - 1
        self._rise(hole, last)
        return top


def select(
    scores: np.ndarray,
    similarity: Similarity,
    most: int,
    threshold: float,
    least_score: float,
    sigma: float = 0.0,
) -> tuple[list[int], list[np.float32]]:
    """The boxes to keep, in the order of their scores, and their scores.

    A box that was kept is looked at again, and has all in common with itself; only one without area stays.

    Args:
      scores: [boxes].
      similarity: how much one box has in common with some others.
      most: how many boxes to keep.
      threshold: a box that has this or more in common with one that is kept is left out.
      least_score: only boxes of greater scores are looked at.
      sigma: if positive, boxes lose score for what they have in common with others.
    """
    least, bound = _F32(least_score), _F32(threshold)
    scale = _F32(-0.5 / sigma) if sigma > 0 else _F32(0)
    queue = _Queue()
    for index, score in enumerate(np.asarray(scores, _F32)):
        if score > least:
            queue.push((score, index, 0))
    kept: list[int] = []
    kept_scores: list[np.float32] = []
    while queue.items and len(kept) < most:
        given, index, seen = queue.pop()
        score, dropped = given, False
        if len(kept) > seen:
            common = similarity(index, kept[seen:])[::-1]
            if not sigma > 0:
                dropped = bool((common >= bound).any())
            else:
                for part in common:
                    score = score * np.exp(scale * part * part) if part <= bound else _F32(0)
                    dropped = bool(part >= bound)
                    if dropped or score <= least:
                        break
        if dropped:
            continue
        seen = len(kept)
        if score == given:
            kept.append(index)
            kept_scores.append(score)
        if score > least:
            queue.push((score, index, seen))
    return kept, kept_scores
