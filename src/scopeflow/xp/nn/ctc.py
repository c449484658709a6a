"""Connectionist temporal classification: the loss of label sequences, and decoding, in NumPy.

The last class is the blank.  Time runs along the first axis, the batch along the second.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.errors import FailedPreconditionError, InvalidArgumentError
from scopeflow.xp.checks import check
from scopeflow.xp.face import quiet

_NONE = -np.inf


def _log_softmax(logits: np.ndarray) -> np.ndarray:
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))


def _check_inputs(inputs: np.ndarray, lengths: np.ndarray, error: type[Exception]) -> None:
    check(inputs.ndim == 3, None, "inputs is not a 3-Tensor")
    check(lengths.ndim == 1, None, "sequence_length is not a vector")
    steps, batch, _ = inputs.shape
    check(batch != 0, None, "batch_size must not be 0")
    check(
        len(lengths) == batch,
        error,
        "len(sequence_length) != batch_size.  len(sequence_length):  %s batch_size: %s",
        len(lengths),
        batch,
    )
    for index in np.flatnonzero(lengths > steps)[:1]:
        check(False, error, "sequence_length(%s) <= %s", index, steps)


# -- the loss --------------------------------------------------------------------------------------


def _label_lists(
    indices: np.ndarray, values: np.ndarray, batch: int, classes: int, collapse: bool
) -> list[list[int]]:
    """The labels of each example without null labels (those that are no class, at the end)."""
    check(indices.ndim == 2, None, "labels_indices is not a matrix")
    check(values.ndim == 1, None, "labels_values is not a vector")
    check(
        len(indices) == len(values),
        None,
        "labels_indices and labels_values must contain the same number of rows, but saw shapes: [%s,%s] vs. [%s]",
        *indices.shape,
        len(values),
    )
    outside = np.flatnonzero((indices[:, 0] < 0) | (indices[:, 0] >= batch))
    for row in outside[:1]:
        width = int(indices[:, 1].max()) + 1
        check(
            False,
            None,
            "label SparseTensor is not valid: indices[%s] = [%s,%s] is out of bounds: need 0 <= index < [%s,%s]",
            row,
            *indices[row],
            batch,
            width,
        )
    given: list[list[int]] = [[] for _ in range(batch)]
    for row, value in zip(indices[:, 0].tolist(), values.tolist(), strict=True):
        given[row].append(value)
    return [_real_labels(index, labels, classes, collapse) for index, labels in enumerate(given)]


def _real_labels(index: int, labels: list[int], classes: int, collapse: bool) -> list[int]:
    shown = ",".join(map(str, labels))
    check(bool(labels), None, "Labels length is zero in batch %s", index)
    real: list[int] = []
    ended = False
    for place, label in enumerate(labels):
        if collapse and place and label == labels[place - 1]:
            continue
        if label < 0:
            check(
                False,
                None,
                "All labels must be nonnegative integers, batch: %s labels: %s",
                index,
                shown,
            )
        if label >= classes - 1:
            ended = True
            continue
        if ended:
            seen = ",".join(map(str, real))
            check(
                False,
                None,
                "Saw a non-null label (index >= num_classes - 1) following a null label, batch: %s num_classes: %s "
                "labels: %s labels seen so far: %s",
                index,
                classes,
                shown,
                seen,
            )
        real.append(label)
    return real


def _log_sum(*terms: np.ndarray) -> np.ndarray:
    """The logarithm of the sum of what the terms are logarithms of; much faster than logaddexp."""
    largest = terms[0]
    for term in terms[1:]:
        largest = np.maximum(largest, term)
    largest = np.where(largest > _NONE, largest, 0)
    total = np.exp(terms[0] - largest)
    for term in terms[1:]:
        total += np.exp(term - largest)
    return largest + np.log(total)


def _shifted(states: np.ndarray, by: int) -> np.ndarray:
    """States moved to the right (or left, where `by` is negative), impossible ones behind them."""
    moved = np.full_like(states, _NONE)
    if by > 0:
        moved[:, by:] = states[:, :-by]
    else:
        moved[:, :by] = states[:, -by:]
    return moved


@quiet
def ctc_loss(
    inputs: Any,
    labels_indices: Any,
    labels_values: Any,
    sequence_length: Any,
    collapse: bool,
    merge_repeated: bool,
    ignore_longer: bool,
) -> tuple[np.ndarray, np.ndarray]:
    """The negative log-probability of the labels of each example, and its gradient with respect to `inputs`.

    Args:
      inputs: logits (steps, batch, classes).
      labels_indices: int64 (labels, 2): the example and the place of each label.
      labels_values: int32 (labels,).
      sequence_length: int32 (batch,).
      collapse: count repeated labels once before anything else.
      merge_repeated: a label that is seen in consecutive steps is one label.
      ignore_longer: examples with more labels than steps have no loss, rather than being an error.
    """
    inputs, lengths = np.asarray(inputs), np.asarray(sequence_length)
    _check_inputs(inputs, lengths, InvalidArgumentError)
    steps, batch, classes = inputs.shape
    blank = classes - 1
    labels = _label_lists(
        np.asarray(labels_indices), np.asarray(labels_values), batch, classes, collapse
    )
    used = np.ones(batch, bool)
    for index, row in enumerate(labels):
        check(bool(lengths[index] >= 0), None, "seq_len(%s) < 0", index)
        if len(row) > lengths[index]:
            used[index] = False
            check(
                ignore_longer,
                None,
                "Not enough time for target transition sequence (required: %s, available: %s)%sYou can turn this "
                "error into a warning by using the flag ignore_longer_outputs_than_inputs",
                len(row),
                lengths[index],
                index,
            )
    used &= lengths > 0
    width = 2 * max(len(row) for row in labels) + 1
    states = np.full((batch, width), blank)
    for index, row in enumerate(labels):
        states[index, 1 : 2 * len(row) : 2] = row
    sizes = np.array([2 * len(row) + 1 for row in labels])
    inside = np.arange(width) < sizes[:, None]
    log_y = _log_softmax(inputs)
    emitted = np.where(inside, np.take_along_axis(log_y, states[None].repeat(steps, 0), 2), _NONE)
    is_blank = states == blank
    stays = is_blank | merge_repeated
    skips = ~is_blank & (np.arange(width) > 1)
    if merge_repeated:
        skips[:, 2:] &= states[:, 2:] != states[:, :-2]
    alpha = _forward(emitted, stays, skips, lengths)
    beta = _backward(emitted, stays, skips, lengths, sizes)
    paths = alpha + beta
    log_p = np.logaddexp.reduce(paths[0], axis=1)
    # the probability that a class is seen at a step, over all paths; no path, no probability
    reached = np.where(np.isfinite(log_p), log_p, np.inf).astype(paths.dtype)
    share = np.exp(paths - reached[:, None]).transpose(1, 0, 2)
    classes_of_states = (states[:, :, None] == np.arange(classes)).astype(paths.dtype)
    gradient = np.exp(log_y) - (share @ classes_of_states).transpose(1, 0, 2)
    running = (np.arange(steps)[:, None] < lengths) & used
    gradient = np.where(running[:, :, None], gradient, 0)
    loss = np.where(used, -log_p, 0)
    return loss.astype(inputs.dtype), gradient.astype(inputs.dtype)


def _forward(
    emitted: np.ndarray, stays: np.ndarray, skips: np.ndarray, lengths: np.ndarray
) -> np.ndarray:
    """The log-probability of reaching each state at each step, its own emission included."""
    steps, batch, width = emitted.shape
    alpha = np.full((steps, batch, width), _NONE, emitted.dtype)
    alpha[0, :, :2] = emitted[0, :, :2]
    for t in range(1, steps):
        before = alpha[t - 1]
        stay = np.where(stays, before, _NONE)
        skip = np.where(skips, _shifted(before, 2), _NONE)
        alpha[t] = emitted[t] + _log_sum(stay, _shifted(before, 1), skip)
    return alpha


def _backward(
    emitted: np.ndarray,
    stays: np.ndarray,
    skips: np.ndarray,
    lengths: np.ndarray,
    sizes: np.ndarray,
) -> np.ndarray:
    """The log-probability of getting from each state at each step to an end, emissions after it included."""
    steps, batch, width = emitted.shape
    beta = np.full((steps, batch, width), _NONE, emitted.dtype)
    place = np.arange(width)
    ends = (place >= sizes[:, None] - 2) & (place < sizes[:, None])
    last = np.where(ends, 0.0, _NONE).astype(emitted.dtype)
    later = np.full((batch, width), _NONE, emitted.dtype)
    for t in range(steps - 1, -1, -1):
        following = emitted[t + 1] + later if t + 1 < steps else later
        stay = np.where(stays, following, _NONE)
        skip = _shifted(np.where(skips, following, _NONE), -2)
        moved = _log_sum(stay, _shifted(following, -1), skip)
        at_end = (lengths == t + 1)[:, None]
        later = np.where(at_end, last, moved)
        beta[t] = later
    return beta


# -- decoding --------------------------------------------------------------------------------------


def _sparse(rows: list[list[int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sequences as indices, values and shape of a sparse matrix."""
    indices = [(row, place) for row, values in enumerate(rows) for place in range(len(values))]
    values = [value for row in rows for value in row]
    shape = (len(rows), max(map(len, rows), default=0))
    return (
        np.array(indices, np.int64).reshape(-1, 2),
        np.array(values, np.int64),
        np.array(shape, np.int64),
    )


@quiet
def ctc_greedy(inputs: Any, sequence_length: Any, merge_repeated: bool) -> tuple[Any, ...]:
    """The most likely class of each step, without blanks: a sparse matrix; and the negative sums of its logits."""
    inputs, lengths = np.asarray(inputs), np.asarray(sequence_length)
    _check_inputs(inputs, lengths, FailedPreconditionError)
    steps, batch, classes = inputs.shape
    if not steps:
        return (*_sparse([[] for _ in range(batch)]), np.zeros((batch, 1), inputs.dtype))
    best = inputs.argmax(axis=2)
    running = np.arange(steps)[:, None] < lengths
    kept = (best != classes - 1) & running
    if merge_repeated:
        kept[1:] &= best[1:] != best[:-1]
    rows = [best[kept[:, row], row].tolist() for row in range(batch)]
    score = -np.where(running, inputs.max(axis=2), 0).sum(axis=0, dtype=inputs.dtype)
    return (*_sparse(rows), score[:, None].astype(inputs.dtype))


@quiet
def ctc_beam(
    inputs: Any, sequence_length: Any, beam_width: int, top_paths: int, merge_repeated: bool
) -> tuple[list[Any], list[Any], list[Any], np.ndarray]:
    """The most likely label sequences by a search that keeps `beam_width` prefixes, and their log-probabilities."""
    inputs, lengths = np.asarray(inputs), np.asarray(sequence_length)
    _check_inputs(inputs, lengths, FailedPreconditionError)
    check(top_paths <= beam_width, None, "requested more paths than the beam width.")
    batch = inputs.shape[1]
    paths: list[list[list[int]]] = [[] for _ in range(top_paths)]
    scores = np.zeros((batch, top_paths), inputs.dtype)
    for row in range(batch):
        found = _search(_log_softmax(inputs[: max(lengths[row], 0), row]), beam_width)
        check(len(found) >= top_paths, None, "Less leaves in the beam search than requested.")
        for rank, (prefix, score) in enumerate(found[:top_paths]):
            labels = list(prefix)
            if merge_repeated:
                labels = [v for i, v in enumerate(labels) if not i or v != labels[i - 1]]
            paths[rank].append(labels)
            scores[row, rank] = score
    sparse = [_sparse(rows) for rows in paths]
    return [s[0] for s in sparse], [s[1] for s in sparse], [s[2] for s in sparse], scores


def _search(log_y: np.ndarray, width: int) -> list[tuple[tuple[int, ...], float]]:
    """The best prefixes, best first, with their log-probabilities."""
    blank = log_y.shape[1] - 1
    prefixes: list[tuple[int, ...]] = [()]
    ends_blank, ends_label = np.zeros(1), np.full(1, _NONE)
    for step in log_y.astype(np.float64):
        total = np.logaddexp(ends_blank, ends_label)
        place = {prefix: index for index, prefix in enumerate(prefixes)}
        last = np.array([prefix[-1] if prefix else blank for prefix in prefixes])
        # what a prefix gives to its extension by each label: only after a blank to the same one again
        gives = np.repeat(total[:, None], blank, axis=1)
        same = np.flatnonzero(last < blank)
        gives[same, last[same]] = ends_blank[same]
        new_label = np.where(last < blank, ends_label + step[last], _NONE)
        fresh = np.isfinite(total)[:, None].repeat(blank, axis=1)
        for index, prefix in enumerate(prefixes):
            parent = place.get(prefix[:-1]) if prefix else None
            if parent is not None:
                # reached again by way of its parent, which is in the beam too
                reached = gives[parent, prefix[-1]] + step[prefix[-1]]
                new_label[index] = np.logaddexp(new_label[index], reached)
                fresh[parent, prefix[-1]] = False
        new_blank = total + step[blank]
        grown = np.where(fresh, gives + step[:blank], _NONE)
        everything = np.concatenate([np.logaddexp(new_blank, new_label), grown.reshape(-1)])
        order = np.argsort(-everything, kind="stable")[:width]
        order = order[everything[order] > _NONE]
        size = len(prefixes)
        parents, labels = np.divmod(order - size, blank) if blank else (order, order)
        old = order < size
        prefixes = [
            prefixes[at] if is_old else (*prefixes[parent], int(label))
            for at, is_old, parent, label in zip(
                order.tolist(), old.tolist(), parents.tolist(), labels.tolist(), strict=True
            )
        ]
        ends_blank = np.where(old, np.append(new_blank, 0)[np.where(old, order, size)], _NONE)
        ends_label = np.where(
            old, np.append(new_label, 0)[np.where(old, order, size)], everything[order]
        )
    total = np.logaddexp(ends_blank, ends_label)
    order = np.argsort(-total, kind="stable")
    return [(prefixes[index], float(total[index])) for index in order.tolist()]
