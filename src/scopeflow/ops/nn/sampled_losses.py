"""Losses over very many classes that look at a sample of them: noise-contrastive estimation and sampled softmax."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import internal_convert
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.filling import ones, ones_like, zeros_like
from scopeflow.ops.arrays.identity import stop_gradient
from scopeflow.ops.arrays.joining import concat, stack
from scopeflow.ops.arrays.shaping import expand_dims, reshape, shape
from scopeflow.ops.arrays.slicing import slice as tensor_slice
from scopeflow.ops.calling import call
from scopeflow.ops.math.arithmetic import multiply
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.elementwise import log
from scopeflow.ops.math.matmul import matmul
from scopeflow.ops.nn.candidates import compute_accidental_hits, log_uniform_candidate_sampler
from scopeflow.ops.nn.embedding import embedding_lookup
from scopeflow.ops.nn.entropy import softmax_cross_entropy_with_logits_v2
from scopeflow.ops.nn.logistic import sigmoid_cross_entropy_with_logits
from scopeflow.ops.scoping import name_scope


def nce_loss(
    weights: Any,
    biases: Any,
    labels: Any,
    inputs: Any,
    num_sampled: int,
    num_classes: int,
    num_true: int = 1,
    sampled_values: Any = None,
    remove_accidental_hits: bool = False,
    partition_strategy: str = "mod",
    name: str = "nce_loss",
) -> Tensor:
    """The noise-contrastive estimation loss: tell the true classes of an example from drawn ones.

    Args:
      weights: a Tensor or variable of shape [num_classes, dim], or a list of parts.
      biases: a Tensor or variable of shape [num_classes].
      labels: an int Tensor of shape [batch, num_true], the true classes.
      inputs: a Tensor of shape [batch, dim].
      num_sampled: how many classes to draw for the batch.
      num_classes: the number of classes.
      num_true: the number of true classes of an example.
      sampled_values: what a candidate sampler returned; log-uniform by default.
      remove_accidental_hits: leave out drawn classes that are true ones.
      partition_strategy: how `weights` is split: see `embedding_lookup`.
      name: a name for the scope of the operations.

    Returns:
      A vector, the loss of each example.
    """
    logits, labels = _sampled_logits(
        weights, biases, labels, inputs, num_sampled, num_classes, num_true, sampled_values,
        remove_accidental_hits, partition_strategy, name, None,
    )  # fmt: skip
    losses = sigmoid_cross_entropy_with_logits(labels=labels, logits=logits, name="sampled_losses")
    return _sum_rows(losses)


def sampled_softmax_loss(
    weights: Any,
    biases: Any,
    labels: Any,
    inputs: Any,
    num_sampled: int,
    num_classes: int,
    num_true: int = 1,
    sampled_values: Any = None,
    remove_accidental_hits: bool = True,
    partition_strategy: str = "mod",
    name: str = "sampled_softmax_loss",
    seed: Any = None,
) -> Tensor:
    """The softmax cross-entropy of the true classes beside drawn ones: for training with very many classes.

    Args:
      weights: a Tensor or variable of shape [num_classes, dim], or a list of parts.
      biases: a Tensor or variable of shape [num_classes].
      labels: an int Tensor of shape [batch, num_true], the true classes.
      inputs: a Tensor of shape [batch, dim].
      num_sampled: how many classes to draw for the batch.
      num_classes: the number of classes.
      num_true: the number of true classes of an example.
      sampled_values: what a candidate sampler returned; log-uniform by default.
      remove_accidental_hits: leave out drawn classes that are true ones.
      partition_strategy: how `weights` is split: see `embedding_lookup`.
      name: a name for the scope of the operations.
      seed: an int that fixes the drawn classes; see `set_random_seed`.

    Returns:
      A vector, the loss of each example.
    """
    logits, labels = _sampled_logits(
        weights, biases, labels, inputs, num_sampled, num_classes, num_true, sampled_values,
        remove_accidental_hits, partition_strategy, name, seed,
    )  # fmt: skip
    labels = stop_gradient(labels, name="labels_stop_gradient")
    return softmax_cross_entropy_with_logits_v2(labels=labels, logits=logits)


def _sampled_logits(
    weights: Any,
    biases: Any,
    labels: Any,
    inputs: Any,
    num_sampled: int,
    num_classes: int,
    num_true: int,
    sampled_values: Any,
    remove_accidental_hits: bool,
    partition_strategy: str,
    name: str | None,
    seed: Any,
) -> tuple[Tensor, Tensor]:
    """The logits of the true and the drawn classes, and the labels beside them, both (batch, num_true + num_sampled)."""
    if hasattr(weights, "_get_variable_list"):
        weights = list(weights)
    if not isinstance(weights, list):
        weights = [weights]
    with name_scope(name, "compute_sampled_logits", [*weights, biases, inputs, labels]):
        # the converted one only tells the dtype
        given = internal_convert(labels) if not isinstance(labels, Tensor) else labels
        labels = given if given.dtype is dtypes.int64 else cast(given, dtypes.int64)
        flat = reshape(labels, [-1])
        if sampled_values is None:
            sampled_values = log_uniform_candidate_sampler(
                labels, num_true, num_sampled, True, num_classes, seed=seed
            )
        sampled, true_count, sampled_count = (stop_gradient(value) for value in sampled_values)
        sampled = cast(sampled, dtypes.int64)
        ids = concat([flat, sampled], 0)
        rows = embedding_lookup(weights, ids, partition_strategy=partition_strategy)
        if rows.dtype is not inputs.dtype:
            rows = cast(rows, inputs.dtype)
        true_rows = tensor_slice(rows, [0, 0], stack([shape(flat)[0], -1]))
        sampled_rows = tensor_slice(rows, stack([shape(flat)[0], 0]), [-1, -1])
        sampled_logits = matmul(inputs, sampled_rows, transpose_b=True)
        shifts = embedding_lookup(biases, ids, partition_strategy=partition_strategy)
        if shifts.dtype is not inputs.dtype:
            shifts = cast(shifts, inputs.dtype)
        true_shift = tensor_slice(shifts, [0], shape(flat))
        sampled_shift = tensor_slice(shifts, shape(flat), [-1])
        true_logits = _true_logits(inputs, true_rows, num_true)
        true_logits += reshape(true_shift, [-1, num_true])
        sampled_logits += sampled_shift
        if remove_accidental_hits:
            sampled_logits += _hits(labels, sampled, num_true, num_sampled, sampled_logits)
        true_logits -= log(true_count)
        sampled_logits -= log(sampled_count)
        logits = concat([true_logits, sampled_logits], 1)
        # the probability is the same for all true classes
        targets = [ones_like(true_logits) / num_true, zeros_like(sampled_logits)]
        return logits, concat(targets, 1)


def _true_logits(inputs: Any, rows: Tensor, num_true: int) -> Tensor:
    dim = shape(rows)[1:2]
    wanted = concat([[-1, num_true], dim], 0)
    products = multiply(expand_dims(inputs, 1), reshape(rows, wanted))
    matrix = reshape(products, concat([[-1], dim], 0))
    return reshape(_sum_rows(matrix), [-1, num_true])


def _sum_rows(x: Tensor) -> Tensor:
    """The sum of each row, as a product: that is faster backwards, for TensorFlow at least."""
    columns = shape(x)[1]
    column = ones(stack([columns, 1]), x.dtype)
    return reshape(matmul(x, column), [-1])


def _hits(labels: Tensor, sampled: Tensor, num_true: int, num_sampled: int, like: Tensor) -> Tensor:
    """What takes the logits of drawn classes that are true ones as low as can be."""
    rows, places, weights = compute_accidental_hits(labels, sampled, num_true=num_true)
    rows = reshape(rows, [-1, 1])
    places = reshape(cast(places, dtypes.int32), [-1, 1])
    indices = concat([rows, places], 1, "sparse_indices")
    dims = concat([shape(labels)[:1], expand_dims(num_sampled, 0)], 0)
    if like.dtype is not weights.dtype:
        weights = cast(weights, like.dtype)
    return call("SparseToDense", indices, dims, weights, 0.0, validate_indices=False)
