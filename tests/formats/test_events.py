"""Event files: when they are made, what is in them, and that nothing is lost."""

from __future__ import annotations

import gc
import os
import re
import signal
import subprocess
import sys
import threading
import time

import pytest
from tensorboard.compat.proto.event_pb2 import Event

from scopeflow import errors
from scopeflow.formats import events
from scopeflow.formats.events import EventFileWriter
from scopeflow.formats.records import read_records


def event(step):
    return Event(wall_time=1.0, step=step)


def steps(directory):
    """The steps of the events of each file, oldest file first."""
    return [
        [Event.FromString(record).step for record in read_records(os.path.join(directory, name))][
            1:
        ]
        for name in sorted(os.listdir(directory))
    ]


def test_the_first_record_is_the_file_version(tmp_path):
    writer = EventFileWriter(tmp_path)
    before = time.time()
    writer.add_event(event(1))
    writer.close()
    (name,) = os.listdir(tmp_path)
    first, second = map(Event.FromString, read_records(tmp_path / name))
    assert first.file_version == "brain.Event:2"
    assert before <= first.wall_time <= time.time()
    assert second == event(1)


def test_the_file_is_named_by_second_host_and_suffix(tmp_path):
    EventFileWriter(tmp_path, filename_suffix=".train").close()
    (name,) = os.listdir(tmp_path)
    assert re.fullmatch(r"events\.out\.tfevents\.\d{10}\..+\.train", name)


def test_no_event_no_file_but_the_directory(tmp_path):
    EventFileWriter(tmp_path / "a" / "b").close()
    assert os.listdir(tmp_path / "a" / "b") == []


def test_two_writers_of_one_second_have_two_files(tmp_path):
    writers = [EventFileWriter(tmp_path) for _ in range(3)]
    for step, writer in enumerate(writers):
        writer.add_event(event(step))
    for writer in writers:
        writer.close()
    assert steps(tmp_path) == [[0], [1], [2]]


def test_reopening_makes_a_new_file_and_keeps_the_old(tmp_path):
    writer = EventFileWriter(tmp_path)
    writer.add_event(event(1))
    writer.reopen()  # open: nothing happens
    writer.add_event(event(2))
    writer.close()
    writer.add_event(event(3))  # closed: nothing happens
    writer.close()
    writer.flush()
    writer.reopen()
    writer.add_event(event(4))
    writer.close()
    assert steps(tmp_path) == [[1, 2], [4]]


def test_the_first_event_is_in_the_file_at_once_and_all_are_after_a_flush(tmp_path):
    writer = EventFileWriter(tmp_path)
    writer.add_event(event(1))
    deadline = time.monotonic() + 5
    while steps(tmp_path) != [[1]] and time.monotonic() < deadline:
        time.sleep(0.01)
    assert steps(tmp_path) == [[1]]
    writer.add_event(event(2))
    writer.flush()
    assert steps(tmp_path) == [[1, 2]]
    writer.close()


def test_an_event_waits_no_longer_than_flush_secs(tmp_path):
    writer = EventFileWriter(tmp_path, flush_secs=0.2)
    writer.add_event(event(1))
    writer.flush()
    writer.add_event(event(2))
    deadline = time.monotonic() + 5
    while steps(tmp_path) != [[1, 2]] and time.monotonic() < deadline:
        time.sleep(0.02)
    assert steps(tmp_path) == [[1, 2]]
    writer.close()


@pytest.mark.parametrize("max_queue", [0, 1, 10, -1])
def test_many_threads_lose_nothing_and_keep_their_order(tmp_path, max_queue):
    writer = EventFileWriter(tmp_path, max_queue)

    def add(thread):
        for i in range(200):
            writer.add_event(event(thread * 1000 + i))

    threads = [threading.Thread(target=add, args=(t,)) for t in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    writer.close()
    (found,) = steps(tmp_path)
    for t in range(4):
        assert [s for s in found if s // 1000 == t] == [t * 1000 + i for i in range(200)]


def test_an_event_is_what_it_was_when_it_was_added(tmp_path):
    writer = EventFileWriter(tmp_path)
    changing = event(1)
    writer.add_event(changing)
    changing.step = 2
    writer.close()
    assert steps(tmp_path) == [[1]]


def test_what_is_no_event_is_refused_at_once(tmp_path):
    writer = EventFileWriter(tmp_path)
    with pytest.raises(
        TypeError, match="Expected an event_pb2.Event proto,  but got <class 'int'>"
    ):
        writer.add_event(3)
    writer.close()


def test_a_directory_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(errors.FailedPreconditionError, match="file; Not a directory"):
        EventFileWriter(tmp_path / "file")


def test_a_directory_that_vanished_is_said_at_the_next_call(tmp_path):
    writer = EventFileWriter(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with pytest.raises(errors.NotFoundError, match="No such file or directory"):
        writer.add_event(event(1))
    writer.close()


def test_an_error_of_the_thread_comes_at_the_next_call_and_nothing_is_lost(tmp_path, monkeypatch):
    writer = EventFileWriter(tmp_path, max_queue=1)
    writer.add_event(event(1))
    writer.flush()
    full = FullDisk(writer._stream._file)
    monkeypatch.setattr(writer._stream, "_file", full)
    writer.add_event(event(2))
    with pytest.raises(errors.ResourceExhaustedError, match="No space left on device"):
        for _ in range(500):
            time.sleep(0.01)
            writer.add_event(event(3))
    with pytest.raises(errors.ResourceExhaustedError):
        writer.flush()
    assert steps(tmp_path) == [[1]]  # a half-written record was taken back
    full.is_full = False
    writer.close()
    (found,) = steps(tmp_path)
    assert found[:2] == [1, 2]


class FullDisk:
    """A file on a disk that takes five more bytes and then no more."""

    def __init__(self, file):
        self.file = file
        self.is_full = True

    def write(self, data):
        if not self.is_full:
            return self.file.write(data)
        if len(data) > 5:
            self.file.write(data[:5])
        raise OSError(28, "No space left on device")

    def __getattr__(self, name):
        return getattr(self.file, name)


def test_a_forgotten_writer_still_writes_what_it_was_given(tmp_path):
    writer = EventFileWriter(tmp_path)
    for step in range(5):
        writer.add_event(event(step))
    stream = writer._stream
    del writer
    gc.collect()
    stream._thread.join(5)
    assert steps(tmp_path) == [[0, 1, 2, 3, 4]]
    assert stream not in events._open_streams


def run_program(directory, end):
    program = f"""
import os, signal, sys
from tensorboard.compat.proto.event_pb2 import Event
from scopeflow.formats.events import EventFileWriter
writer = EventFileWriter({str(directory)!r}, max_queue=1000)
for step in range(100):
    writer.add_event(Event(step=step))
{end}
"""
    return subprocess.run([sys.executable, "-c", program], capture_output=True, timeout=60)


@pytest.mark.parametrize("end", ["", "sys.exit(3)", "raise ValueError", "writer = None"])
def test_nothing_is_lost_when_the_interpreter_exits(tmp_path, end):
    run_program(tmp_path, end)
    assert steps(tmp_path) == [list(range(100))]


def test_a_forked_child_writes_nothing_twice(tmp_path):
    run_program(tmp_path, "pid = os.fork()\nif pid: os.waitpid(pid, 0)")
    assert steps(tmp_path) == [list(range(100))]


def test_a_forked_child_has_a_file_of_its_own(tmp_path):
    end = """
pid = os.fork()
if pid:
    os.waitpid(pid, 0)
else:
    writer.add_event(Event(step=1000))
"""
    run_program(tmp_path, end)
    assert sorted(steps(tmp_path)) == [list(range(100)), [1000]]


def test_a_killed_writer_leaves_whole_records(tmp_path):
    program = f"""
from tensorboard.compat.proto.event_pb2 import Event
from scopeflow.formats.events import EventFileWriter
writer = EventFileWriter({str(tmp_path)!r}, max_queue=3)
print("ready", flush=True)
step = 0
while True:
    writer.add_event(Event(step=step, file_version="x" * 5000))
    step += 1
"""
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    process.stdout.readline()
    time.sleep(0.3)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()
    (name,) = os.listdir(tmp_path)
    found = []
    try:
        for record in read_records(tmp_path / name):
            found.append(Event.FromString(record).step)  # noqa: PERF401 - the rest may be cut
    except errors.DataLossError as error:
        # killed inside a write: all but the last record are whole
        assert error.message.startswith("truncated record")
    assert len(found) > 10
    assert found[1:] == list(range(len(found) - 1))
