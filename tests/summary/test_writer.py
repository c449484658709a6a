"""FileWriter: which events it writes, and what it refuses."""

from __future__ import annotations

import os
import warnings
from pathlib import Path

import numpy as np
import pytest
from google.protobuf.message import DecodeError
from tensorboard.compat.proto.config_pb2 import RunMetadata
from tensorboard.compat.proto.event_pb2 import Event, SessionLog
from tensorboard.compat.proto.graph_pb2 import GraphDef
from tensorboard.compat.proto.meta_graph_pb2 import MetaGraphDef
from tensorboard.compat.proto.node_def_pb2 import NodeDef
from tensorboard.compat.proto.summary_pb2 import Summary, SummaryMetadata

from scopeflow import errors
from scopeflow.formats import protos
from scopeflow.graph.core import Graph
from scopeflow.summary.iterator import summary_iterator
from scopeflow.summary.writer import FileWriter, FileWriterCache, get_summary_description

RECORDED = Path(__file__).parents[1] / "reference/summaries"
CLOSED = "Attempting to use a closed FileWriter. The operation will be a noop unless"


def summary(tag, value=1.0, display_name=None):
    result = Summary(value=[Summary.Value(tag=tag, simple_value=value)])
    if display_name:
        result.value[0].metadata.display_name = display_name
    return result


def written(directory):
    """The events of all files but their first, in order."""
    return [
        event
        for name in sorted(os.listdir(directory))
        for event in list(summary_iterator(os.path.join(directory, name)))[1:]
    ]


def kinds(directory):
    return [(event.WhichOneof("what"), event.step) for event in written(directory)]


@pytest.fixture
def graph_def():
    proto = GraphDef()
    proto.node.add(name="a", op="NoOp")
    return proto


def test_a_summary_is_taken_as_proto_and_as_bytes(tmp_path):
    with FileWriter(tmp_path) as writer:
        writer.add_summary(summary("a"), 3)
        writer.add_summary(summary("b").SerializeToString(), np.int32(4))
        writer.add_summary(summary("c"))
    assert [(e.step, e.summary.value[0].tag) for e in written(tmp_path)] == [
        (3, "a"),
        (4, "b"),
        (0, "c"),
    ]
    assert all(event.wall_time > 0 for event in written(tmp_path))


@pytest.mark.parametrize("step", [np.int64(4), np.array(4), 4.7, "4"])
def test_a_step_is_whatever_int_takes(tmp_path, step):
    with FileWriter(tmp_path) as writer:
        writer.add_summary(summary("a"), step)
    assert kinds(tmp_path) == [("summary", 4)]


def test_metadata_is_written_with_the_first_of_a_tag_only(tmp_path):
    given = summary("a", display_name="n")
    with FileWriter(tmp_path) as writer:
        writer.add_summary(given, 1)
        writer.add_summary(given, 2)
        writer.add_summary(summary("b"), 3)
        writer.add_summary(summary("b", display_name="late"), 4)
    names = [event.summary.value[0].metadata.display_name for event in written(tmp_path)]
    assert names == ["n", "", "", ""]
    assert given.value[0].HasField("metadata")  # the caller's own is left alone


@pytest.mark.parametrize("wrong", ["abc", 3, None, Event()])
def test_what_is_no_summary_is_refused(tmp_path, wrong):
    with (
        FileWriter(tmp_path) as writer,
        pytest.raises(AttributeError, match="object has no attribute 'value'"),
    ):
        writer.add_summary(wrong, 3)


def test_bytes_that_are_no_summary_are_refused(tmp_path):
    with FileWriter(tmp_path) as writer, pytest.raises(DecodeError):
        writer.add_summary(b"\xff\xff", 3)


def test_a_graph_in_the_constructor_is_a_graph_and_a_meta_graph(tmp_path):
    graph = Graph()
    FileWriter(tmp_path, graph).close()
    first, second = written(tmp_path)
    graph_def = graph.as_graph_def(add_shapes=True)
    assert GraphDef.FromString(first.graph_def) == graph_def
    meta = MetaGraphDef.FromString(second.meta_graph_def)
    assert meta.graph_def == graph_def
    assert meta.meta_info_def.tensorflow_version == "1.15.5"


def test_add_graph_writes_the_graph_alone(tmp_path, graph_def):
    with FileWriter(tmp_path) as writer:
        writer.add_graph(Graph(), 5)
        writer.add_graph(graph_def)
        writer.add_graph(None, 6, graph_def=graph_def)
    assert kinds(tmp_path) == [("graph_def", 5), ("graph_def", 0), ("graph_def", 6)]


@pytest.mark.parametrize("wrong", ["x", 3, None])
def test_what_is_no_graph_is_refused(tmp_path, wrong):
    sentence = "The passed graph must be an instance of `Graph` or the deprecated `GraphDef`"
    with FileWriter(tmp_path) as writer, pytest.raises(TypeError, match=sentence):
        writer.add_graph(wrong)


def test_graph_and_graph_def_together_are_refused(tmp_path, graph_def):
    with pytest.raises(ValueError, match="Please pass only graph, or graph_def"):
        FileWriter(tmp_path, Graph(), graph_def=graph_def)


def test_meta_graph_session_log_and_event_are_written(tmp_path):
    with FileWriter(tmp_path) as writer:
        writer.add_meta_graph(MetaGraphDef(), 1)
        writer.add_session_log(SessionLog(status=SessionLog.START), 2)
        writer.add_event(Event(wall_time=12.0, step=3))
    assert kinds(tmp_path) == [("meta_graph_def", 1), ("session_log", 2), (None, 3)]
    assert written(tmp_path)[2].wall_time == 12.0


def test_wrong_protos_are_refused(tmp_path):
    with FileWriter(tmp_path) as writer:
        with pytest.raises(
            TypeError, match="meta_graph_def must be type MetaGraphDef, saw type: <cl"
        ):
            writer.add_meta_graph(3)
        with pytest.raises(TypeError, match="expected tensorflow.SessionLog got int"):
            writer.add_session_log(3)
        with pytest.raises(
            AttributeError, match="'int' object has no attribute 'SerializeToString'"
        ):
            writer.add_run_metadata(3, "t")
        with pytest.raises(TypeError, match="Expected an event_pb2.Event proto,  but got"):
            writer.add_event(summary("a"))


def test_a_tag_is_for_one_run(tmp_path):
    with FileWriter(tmp_path) as writer:
        writer.add_run_metadata(RunMetadata(), "run", 3)
        with pytest.raises(
            ValueError, match="The provided tag was already used for this event type"
        ):
            writer.add_run_metadata(RunMetadata(), "run", 4)
    assert kinds(tmp_path) == [("tagged_run_metadata", 3)]


def test_a_closed_writer_warns_and_writes_nothing(tmp_path):
    writer = FileWriter(tmp_path)
    writer.add_summary(summary("a"), 1)
    writer.close()
    writer.close()
    for use in (
        lambda: writer.add_summary(summary("b")),
        writer.flush,
        lambda: writer.add_graph(Graph()),
    ):
        with pytest.warns(UserWarning, match=CLOSED):
            use()
    assert kinds(tmp_path) == [("summary", 1)]


def test_a_reopened_writer_goes_on_in_a_new_file(tmp_path):
    writer = FileWriter(tmp_path)
    writer.add_summary(summary("a"), 1)
    writer.close()
    writer.reopen()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        writer.add_summary(summary("a"), 2)
        writer.close()
    assert kinds(tmp_path) == [("summary", 1), ("summary", 2)]
    assert len(os.listdir(tmp_path)) == 2


def test_several_writers_share_a_directory(tmp_path):
    with FileWriter(tmp_path) as one, FileWriter(tmp_path) as other:
        one.add_summary(summary("a"), 1)
        other.add_summary(summary("b"), 2)
    assert sorted(kinds(tmp_path)) == [("summary", 1), ("summary", 2)]


def test_the_logdir_is_given_back_as_text(tmp_path):
    writer = FileWriter(f"{tmp_path}/a/")
    assert writer.get_logdir() == f"{tmp_path}/a/"
    writer.close()
    writer = FileWriter(os.fsencode(tmp_path))
    assert writer.get_logdir() == str(tmp_path)
    writer.close()


def test_a_writer_for_a_session_is_marked_v2(tmp_path):
    FileWriter(tmp_path, session=object()).close()
    (name,) = os.listdir(tmp_path)
    assert name.endswith(".v2")


def test_the_cache_has_one_writer_for_a_directory(tmp_path):
    writer = FileWriterCache.get(str(tmp_path))
    assert FileWriterCache.get(str(tmp_path)) is writer
    FileWriterCache.clear()
    with pytest.warns(UserWarning, match=CLOSED):
        writer.add_summary(summary("a"))
    assert FileWriterCache.get(str(tmp_path)) is not writer
    FileWriterCache.clear()


def test_a_constructor_that_failed_can_be_collected(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(errors.FailedPreconditionError, match="file; Not a directory"):
        FileWriter(tmp_path / "file")


def test_tensorflows_event_file_is_read():
    events = list(summary_iterator(RECORDED / "events"))
    assert [event.WhichOneof("what") for event in events] == [
        "file_version",
        "graph_def",
        "meta_graph_def",
        *["summary"] * 3,
        "session_log",
        "tagged_run_metadata",
    ]
    assert [event.summary.value[0].simple_value for event in events[3:6]] == [0.0, 0.5, 1.0]
    assert GraphDef.FromString(events[1].graph_def).versions.producer == 134


def test_only_a_tensor_summary_has_a_description():
    node = NodeDef(op="TensorSummary")
    node.attr["description"].s = b'{"typeHint": "x"}'
    assert get_summary_description(node).type_hint == "x"
    with pytest.raises(ValueError, match="Can't get_summary_description on ScalarSummary"):
        get_summary_description(NodeDef(op="ScalarSummary"))


def test_every_proto_has_the_name_it_is_asked_for_by():
    assert [protos.proto(name).DESCRIPTOR.name for name in protos.HOMES] == list(protos.HOMES)
    assert protos.proto("SummaryMetadata") is SummaryMetadata


def test_a_name_that_is_no_proto_is_refused_like_any_missing_attribute():
    with pytest.raises(AttributeError, match="has no attribute 'NoProto'"):
        protos.top_level("NoProto")


@pytest.mark.reference
def test_tensorflow_reads_our_event_file(tmp_path, reference, graph_def):
    with FileWriter(tmp_path, graph_def) as writer:
        for step in range(5):
            writer.add_summary(summary("loss", step / 2), step)
    (name,) = os.listdir(tmp_path)
    answer = reference.run(
        f"result = [[e.WhichOneof('what'), e.step, [v.simple_value for v in e.summary.value]]"
        f" for e in tf.train.summary_iterator({str(tmp_path / name)!r})]"
    )
    ours = [
        [e.WhichOneof("what"), e.step, [v.simple_value for v in e.summary.value]]
        for e in summary_iterator(tmp_path / name)
    ]
    assert answer.error is None, answer.message
    assert answer.result == ours
