"""`tf.summary.scalar` and its kin: summary nodes with TensorFlow's names and tags, put into collections.

The node's name follows name scopes and is made unique; the tag is that name, with the family once more
in front of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.scoping import name_scope
from scopeflow.platform import logging as tf_logging
from scopeflow.summary import definitions

_BAD_CHARACTER = re.compile(r"[^-/\w\.]")


def clean_tag(name: Any) -> Any:
    """`name` as it may stand in a tag: other characters than letters, digits and -/_. become '_'."""
    if name is None:
        return None
    clean = _BAD_CHARACTER.sub("_", name).lstrip("/")
    if clean != name:
        tf_logging.info("Summary name %s is illegal; using %s instead.", name, clean)
    return clean


@contextmanager
def summary_scope(
    name: Any, family: Any = None, default_name: str | None = None, values: Any = None
) -> Iterator[tuple[str, str]]:
    """Opens the name scope of a summary; gives its tag and the scope's name.

    Args:
      name: the summary's name.
      family: a first part for the tag, by which TensorBoard groups.
      default_name: the name if `name` is None.
      values: the tensors that the summary takes.
    """
    name = clean_tag(name)
    family = clean_tag(family)
    base = name if family is None else f"{family}/{name}"
    with name_scope(base, default_name, values=values) as scope:
        plain = scope.rstrip("/")
        yield (plain if family is None else f"{family}/{plain}"), scope


def _collect(summary: Tensor, collections: Any, default: Any = (GraphKeys.SUMMARIES,)) -> None:
    get_default_graph().add_to_collections(default if collections is None else collections, summary)


def scalar(name: str, tensor: Any, collections: Any = None, family: str | None = None) -> Tensor:
    """A summary of one number.

    Args:
      name: the node's name; under it the value stands in TensorBoard.
      tensor: a real scalar.
      collections: where the summary is put; `[GraphKeys.SUMMARIES]` if None.
      family: a first part for the tag.

    Returns:
      A scalar string Tensor: a serialized Summary.

    Raises:
      TypeError: if `tensor` is of no real dtype.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.name_scope("train"):
    ...     print(tf.summary.scalar("my loss", 0.5).name)
    train/my_loss:0

    ```
    """
    with summary_scope(name, family, values=[tensor]) as (tag, scope):
        summary = definitions.scalar_summary(tag, tensor, name=scope)
        _collect(summary, collections)
    return summary


def histogram(name: str, values: Any, collections: Any = None, family: str | None = None) -> Tensor:
    """A summary of how values are distributed.

    Args:
      name: the node's name.
      values: real numbers, any shape.
      collections: where the summary is put; `[GraphKeys.SUMMARIES]` if None.
      family: a first part for the tag.

    Returns:
      A scalar string Tensor: a serialized Summary.
    """
    with summary_scope(name, family, default_name="HistogramSummary", values=[values]) as (
        tag,
        scope,
    ):
        summary = definitions.histogram_summary(tag, values, name=scope)
        _collect(summary, collections)
    return summary


def image(
    name: str, tensor: Any, max_outputs: int = 3, collections: Any = None, family: str | None = None
) -> Tensor:
    """A summary of images.

    Args:
      name: the node's name; the images get "name/image" or "name/image/0", ...
      tensor: uint8 or float [batch, height, width, channels], with 1, 3 or 4 channels.
      max_outputs: how many images of the batch at most.
      collections: where the summary is put; `[GraphKeys.SUMMARIES]` if None.
      family: a first part for the tag.

    Returns:
      A scalar string Tensor: a serialized Summary.
    """
    with summary_scope(name, family, values=[tensor]) as (tag, scope):
        summary = definitions.image_summary(
            tag, tensor, max_images=max_outputs, bad_color=_red(), name=scope
        )
        _collect(summary, collections)
    return summary


def _red() -> Any:
    """The colour of pixels that are no numbers, in the form in which TensorFlow's nodes hold it."""
    from tensorboard.compat.proto.tensor_pb2 import TensorProto

    proto = TensorProto(dtype=dtypes.uint8.as_datatype_enum, int_val=[255, 0, 0, 255])
    proto.tensor_shape.dim.add(size=4)
    return proto


def audio(
    name: str,
    tensor: Any,
    sample_rate: Any,
    max_outputs: int = 3,
    collections: Any = None,
    family: str | None = None,
) -> Tensor:
    """A summary of sound.

    Args:
      name: the node's name; the clips get "name/audio" or "name/audio/0", ...
      tensor: float32 in [-1, 1], [batch, frames, channels] or [batch, frames].
      sample_rate: frames per second (Hz), a scalar.
      max_outputs: how many clips of the batch at most.
      collections: where the summary is put; `[GraphKeys.SUMMARIES]` if None.
      family: a first part for the tag.

    Returns:
      A scalar string Tensor: a serialized Summary.
    """
    from scopeflow.graph.convert import convert_to_tensor

    with summary_scope(name, family, values=[tensor]) as (tag, scope):
        rate = convert_to_tensor(sample_rate, dtype=dtypes.float32, name="sample_rate")
        summary = definitions.audio_summary(tag, tensor, rate, max_outputs=max_outputs, name=scope)
        _collect(summary, collections)
    return summary


def text(name: str, tensor: Any, collections: Any = None) -> Tensor:
    """A summary of text, which TensorBoard shows as Markdown.

    Args:
      name: the node's name.
      tensor: a string Tensor of any shape.
      collections: where the summary is put; `[GraphKeys.SUMMARIES]` if None.

    Returns:
      A scalar string Tensor: a serialized Summary.

    Raises:
      ValueError: if `tensor` is not of strings.
    """
    if tensor.dtype is not dtypes.string:
        raise ValueError(
            f"Expected tensor {tensor.name} to have dtype string, got {tensor.dtype}. "
            "Write tf.as_string(x) first."
        )
    from tensorboard.compat.proto.summary_pb2 import SummaryMetadata

    metadata = SummaryMetadata(plugin_data=SummaryMetadata.PluginData(plugin_name="text"))
    return tensor_summary(name, tensor, summary_metadata=metadata, collections=collections)


def tensor_summary(
    name: Any,
    tensor: Any,
    summary_description: str | None = None,
    collections: Any = None,
    summary_metadata: Any = None,
    family: str | None = None,
    display_name: str | None = None,
) -> Tensor:
    """A summary of a whole tensor, for a plugin of TensorBoard.

    Args:
      name: the node's name.
      tensor: a Tensor of any dtype and shape.
      summary_description: a text about it, in Markdown.
      collections: where the summary is put; `[GraphKeys.SUMMARIES]` if None.
      summary_metadata: a SummaryMetadata proto, which says which plugin the data is for.
      family: a first part for the tag.
      display_name: what TensorBoard calls it.

    Returns:
      A scalar string Tensor: a serialized Summary.
    """
    from tensorboard.compat.proto.summary_pb2 import SummaryMetadata

    metadata = SummaryMetadata()
    if summary_metadata is not None:
        metadata.CopyFrom(summary_metadata)
    if summary_description is not None:
        metadata.summary_description = summary_description
    if display_name is not None:
        metadata.display_name = display_name
    with summary_scope(name, family, values=[tensor]) as (tag, scope):
        summary = definitions.tensor_summary_v2(
            tag, tensor, metadata.SerializeToString(), name=scope
        )
        _collect(summary, collections)
    return summary


def merge(inputs: Any, collections: Any = None, name: str | None = None) -> Tensor:
    """One summary out of several.

    Args:
      inputs: a list of string scalars, each a serialized Summary.
      collections: where the result is put; nowhere if None.
      name: a name for the name scope and the operation.

    Returns:
      A scalar string Tensor: a serialized Summary.

    Raises:
      TypeError: if `inputs` is no list of strings.
      ValueError: if it is empty.
    """
    if not isinstance(inputs, (list, tuple)):
        raise TypeError(
            f"Expected list for 'inputs' argument to 'merge_summary' Op, not {inputs!r}."
        )
    name = clean_tag(name)
    with name_scope(name, "Merge", list(inputs)):
        summary = definitions.merge_summary(list(inputs), name=name)
        _collect(summary, collections, ())
    return summary


def merge_all(
    key: str = GraphKeys.SUMMARIES, scope: str | None = None, name: str | None = None
) -> Any:
    """One summary out of all that stand in a collection.

    Args:
      key: the collection.
      scope: only those whose name this regular expression matches at the start.
      name: a name for the operation.

    Returns:
      A scalar string Tensor, or None if there are no summaries.
    """
    found = get_default_graph().get_collection(key, scope=scope)
    return merge(found, name=name) if found else None


def all_v2_summary_ops() -> list[Any]:
    """The summary ops in the style of TensorFlow 2 and `tf.contrib.summary` in the default graph.

    The nodes of `tf.summary.scalar` and its kin are not among them: `merge_all` finds those.

    Returns:
      A list of operations, those under the key `_SUMMARY_V2`.
    """
    return get_default_graph().get_collection(GraphKeys._SUMMARY_COLLECTION)
