"""Connectionist temporal classification: losses of label sequences whose times are not known, and decoding."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arrays.counting import range as tensor_range
from scopeflow.ops.arrays.grids import meshgrid, sequence_mask
from scopeflow.ops.arrays.joining import concat, stack
from scopeflow.ops.arrays.masking import where
from scopeflow.ops.arrays.moving import transpose
from scopeflow.ops.arrays.shaping import reshape, shape
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.reduction import renamed
from scopeflow.ops.rules import Dims
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.sparse.tensor import SparseTensor
from scopeflow.xp.nn import ctc

_REAL = "T: {float32|float64} = float32"


def _loss_shape(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims, Dims]:
    logits = rules.with_rank(inputs[0]._dims, 3)
    indices = rules.with_rank(inputs[1]._dims, 2)
    values = rules.with_rank(inputs[2]._dims, 1)
    lengths = rules.with_rank(inputs[3]._dims, 1)
    assert logits is not None and indices is not None and values is not None and lengths is not None
    rules.merge_dim(indices[0], values[0])
    batch = rules.merge_dim(logits[1], lengths[0])
    return (batch,), (logits[0], batch, logits[2])


@op(
    "CTCLoss(inputs: T, labels_indices: int64, labels_values: int32, sequence_length: int32; "
    "preprocess_collapse_repeated: bool = False, ctc_merge_repeated: bool = True, "
    f"ignore_longer_outputs_than_inputs: bool = False, {_REAL}) -> (loss: T, gradient: T)",
    shape=_loss_shape,
    host=True,
)
def _ctc_loss(
    inputs: Any,
    labels_indices: Any,
    labels_values: Any,
    sequence_length: Any,
    *,
    preprocess_collapse_repeated: bool,
    ctc_merge_repeated: bool,
    ignore_longer_outputs_than_inputs: bool,
) -> Any:
    """The losses and their gradient."""
    return ctc.ctc_loss(
        inputs,
        labels_indices,
        labels_values,
        sequence_length,
        preprocess_collapse_repeated,
        ctc_merge_repeated,
        ignore_longer_outputs_than_inputs,
    )


def _batch(inputs: Sequence[Tensor]) -> int | None:
    logits = rules.with_rank(inputs[0]._dims, 3)
    lengths = rules.with_rank(inputs[1]._dims, 1)
    assert logits is not None and lengths is not None
    return rules.merge_dim(logits[1], lengths[0])


def _greedy_shape(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims, ...]:
    return (None, 2), (None,), (2,), (_batch(inputs), 1)


@op(
    f"CTCGreedyDecoder(inputs: T, sequence_length: int32; merge_repeated: bool = False, {_REAL}) "
    "-> (decoded_indices: int64, decoded_values: int64, decoded_shape: int64, log_probability: T)",
    shape=_greedy_shape,
    host=True,
)
def _greedy_decoder(inputs: Any, sequence_length: Any, *, merge_repeated: bool) -> Any:
    """The most likely class of each step."""
    return ctc.ctc_greedy(inputs, sequence_length, merge_repeated)


def _beam_shape(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims, ...]:
    paths = attrs["top_paths"]
    dims: tuple[Dims, ...] = ((None, 2),) * paths + ((None,),) * paths + ((2,),) * paths
    return (*dims, (_batch(inputs), paths))


@op(
    "CTCBeamSearchDecoder(inputs: T, sequence_length: int32; beam_width: int >= 1, top_paths: int >= 1, "
    f"merge_repeated: bool = True, {_REAL}) -> (decoded_indices: top_paths * int64, "
    "decoded_values: top_paths * int64, decoded_shape: top_paths * int64, log_probability: T)",
    shape=_beam_shape,
    host=True,
)
def _beam_decoder(
    inputs: Any, sequence_length: Any, *, beam_width: int, top_paths: int, merge_repeated: bool
) -> Any:
    """The most likely label sequences."""
    indices, values, shapes, scores = ctc.ctc_beam(
        inputs, sequence_length, beam_width, top_paths, merge_repeated
    )
    return (*indices, *values, *shapes, scores)


# -- losses ----------------------------------------------------------------------------------------


def ctc_loss(
    labels: Any,
    inputs: Any = None,
    sequence_length: Any = None,
    preprocess_collapse_repeated: bool = False,
    ctc_merge_repeated: bool = True,
    ignore_longer_outputs_than_inputs: bool = False,
    time_major: bool = True,
    logits: Any = None,
) -> Tensor:
    """The negative log-probability of label sequences whose places in time are not known.

    Args:
      labels: an int32 SparseTensor of shape [batch, longest], the labels of each example.
      inputs: a float32 or float64 Tensor of shape [time, batch, classes], the values before the softmax; the last
        class is the blank.
      sequence_length: an int32 vector, how many steps each example has.
      preprocess_collapse_repeated: count repeated labels once.
      ctc_merge_repeated: a label seen in consecutive steps is one label.
      ignore_longer_outputs_than_inputs: an example with more labels than steps has no loss, rather than being an error.
      time_major: the inputs are of shape [time, batch, classes]; else [batch, time, classes].
      logits: another spelling of `inputs`.

    Returns:
      A vector, the loss of each example.

    Raises:
      TypeError: if `labels` is no SparseTensor.
    """
    if not isinstance(labels, SparseTensor):
        raise TypeError("Expected labels (first argument) to be a SparseTensor")
    logits = renamed("logits", logits, "inputs", inputs)
    if not time_major:
        logits = transpose(logits, [1, 0, 2])
    return _ctc_loss(
        logits,
        labels.indices,
        labels.values,
        sequence_length,
        preprocess_collapse_repeated=preprocess_collapse_repeated,
        ctc_merge_repeated=ctc_merge_repeated,
        ignore_longer_outputs_than_inputs=ignore_longer_outputs_than_inputs,
    )[0]


def ctc_loss_v2(
    labels: Any,
    logits: Any,
    label_length: Any,
    logit_length: Any,
    logits_time_major: bool = True,
    unique: Any = None,
    blank_index: int | None = None,
    name: str | None = None,
) -> Tensor:
    """`ctc_loss` with any class as the blank, and with dense labels too.

    Args:
      labels: an int32 SparseTensor of shape [batch, longest], or a Tensor of that shape.
      logits: a float32 or float64 Tensor of shape [time, batch, classes].
      label_length: an int vector, how many labels of a dense row count; None with a SparseTensor.
      logit_length: an int32 vector, how many steps each example has.
      logits_time_major: the logits are of shape [time, batch, classes]; else [batch, time, classes].
      unique: what `ctc_unique_labels` gave; not needed.
      blank_index: the class that is the blank, negative from the end; 0 by default with dense labels.
      name: a name for the scope of the operations, with dense labels.

    Returns:
      A vector, the loss of each example.

    Raises:
      ValueError: if `labels` is a SparseTensor and `blank_index` is missing.
    """
    if isinstance(labels, SparseTensor):
        if blank_index is None:
            raise ValueError(
                "blank_index must be given when using SparseTensor labels. It is the class that stands for no label."
            )
        return _sparse_loss(labels, logits, logit_length, logits_time_major, blank_index)
    with name_scope(name, "ctc_loss_dense", [logits, labels, label_length, logit_length]):
        labels = convert_to_tensor(labels, name="labels")
        logits = convert_to_tensor(logits, name="logits")
        blank = 0 if blank_index is None else blank_index
        logits, values = _blank_last(logits, labels, blank)
        count = shape(logits)[2]
        rows, width = shape(labels)[0], shape(labels)[1]
        # what stands behind a row's labels is made a label that ends them
        counted = sequence_mask(label_length, width)
        ended = cast(values, dtypes.int32) * 0 + count
        values = where(counted, cast(values, dtypes.int32), ended)
        place = meshgrid(tensor_range(rows), tensor_range(width), indexing="ij")
        indices = stack([reshape(axis, [-1]) for axis in place], axis=1)
        sparse = SparseTensor(
            cast(indices, dtypes.int64),
            reshape(values, [-1]),
            cast(stack([rows, width]), dtypes.int64),
        )
        return ctc_loss(
            sparse, logits, cast(logit_length, dtypes.int32), time_major=logits_time_major
        )


def _sparse_loss(
    labels: SparseTensor, logits: Any, logit_length: Any, time_major: bool, blank_index: int
) -> Tensor:
    logits, values = _blank_last(logits, labels.values, blank_index)
    if values is not labels.values:
        labels = SparseTensor(labels.indices, values, labels.dense_shape)
    return ctc_loss(labels, logits, logit_length, time_major=time_major)


def _blank_last(logits: Any, values: Tensor, blank: int) -> tuple[Any, Tensor]:
    """The logits with the blank as the last class, and the labels that go with them."""
    dims = convert_to_tensor(logits)._dims
    if dims is None or dims[2] is None:
        raise ShapeMismatch("The number of classes must be known while the graph is built.")
    classes = dims[2]
    if blank < 0:
        blank += classes
    if blank == classes - 1:
        return logits, values
    parts = [logits[:, :, :blank], logits[:, :, blank + 1 :], logits[:, :, blank : blank + 1]]
    return concat(parts, axis=2), where(values < blank, values, values - 1)


# -- decoders --------------------------------------------------------------------------------------


def ctc_greedy_decoder(
    inputs: Any, sequence_length: Any, merge_repeated: bool = True
) -> tuple[list[SparseTensor], Tensor]:
    """The most likely class of each step, without blanks.

    Args:
      inputs: a float32 or float64 Tensor of shape [time, batch, classes]; the last class is the blank.
      sequence_length: an int32 vector, how many steps each example has.
      merge_repeated: a class seen in consecutive steps counts once.

    Returns:
      ([an int64 SparseTensor of shape [batch, longest]], the negative sums of the largest logits [batch, 1]).
    """
    found = _greedy_decoder(inputs, sequence_length, merge_repeated=merge_repeated)
    decoded = SparseTensor(found.decoded_indices, found.decoded_values, found.decoded_shape)
    return [decoded], found.log_probability


def ctc_beam_search_decoder(
    inputs: Any,
    sequence_length: Any,
    beam_width: int = 100,
    top_paths: int = 1,
    merge_repeated: bool = True,
) -> tuple[list[SparseTensor], Tensor]:
    """The most likely label sequences, by a search that keeps the best prefixes.

    Args:
      inputs: a float32 or float64 Tensor of shape [time, batch, classes]; the last class is the blank.
      sequence_length: an int32 vector, how many steps each example has.
      beam_width: how many prefixes are kept at each step.
      top_paths: how many sequences to return, at most `beam_width`.
      merge_repeated: drop repeated labels of the sequences found.

    Returns:
      (a list of `top_paths` int64 SparseTensors of shape [batch, longest], their log-probabilities
      [batch, top_paths]).
    """
    found = _beam_decoder(
        inputs,
        sequence_length,
        beam_width=beam_width,
        top_paths=top_paths,
        merge_repeated=merge_repeated,
    )
    parts = zip(found.decoded_indices, found.decoded_values, found.decoded_shape, strict=True)
    return [SparseTensor(*part) for part in parts], found.log_probability


def ctc_beam_search_decoder_v2(
    inputs: Any, sequence_length: Any, beam_width: int = 100, top_paths: int = 1
) -> tuple[list[SparseTensor], Tensor]:
    """`ctc_beam_search_decoder` that keeps repeated labels.

    Args:
      inputs: a float32 or float64 Tensor of shape [time, batch, classes]; the last class is the blank.
      sequence_length: an int32 vector, how many steps each example has.
      beam_width: how many prefixes are kept at each step.
      top_paths: how many sequences to return, at most `beam_width`.
    """
    return ctc_beam_search_decoder(inputs, sequence_length, beam_width, top_paths, False)
