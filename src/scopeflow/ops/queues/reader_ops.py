"""The ops on readers. A handle is the reader itself, which the session keeps by container and name."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.kept import kept_by_session
from scopeflow.ops.queues import reading
from scopeflow.ops.queues.waiting import Patience

_TAIL = 'container: string = "", shared_name: string = ""'


def _kept(ctx: Any, make: Any) -> reading.Reader:
    return kept_by_session(ctx, "reader", make)


@op(f"WholeFileReaderV2(; {_TAIL}) -> (reader_handle: resource) # stateful",
    shape=rules.scalar, host=True)  # fmt: skip
def whole_file_reader_v2(*, ctx: Any) -> Any:
    """A reader of whole files."""
    return _kept(ctx, reading.WholeFileReader)


@op(f"IdentityReaderV2(; {_TAIL}) -> (reader_handle: resource) # stateful",
    shape=rules.scalar, host=True)  # fmt: skip
def identity_reader_v2(*, ctx: Any) -> Any:
    """A reader that gives what it takes from the queue."""
    return _kept(ctx, reading.IdentityReader)


@op(f"TextLineReaderV2(; skip_header_lines: int = 0, {_TAIL}) -> (reader_handle: resource) # stateful",
    shape=rules.scalar, host=True)  # fmt: skip
def text_line_reader_v2(*, skip_header_lines: int, ctx: Any) -> Any:
    """A reader of lines."""
    return _kept(ctx, lambda: reading.TextLineReader(skip_header_lines))


@op(
    "FixedLengthRecordReaderV2(; header_bytes: int = 0, record_bytes: int, footer_bytes: int = 0, hop_bytes: int = 0, "
    f'{_TAIL}, encoding: string = "") -> (reader_handle: resource) # stateful',
    shape=rules.scalar,
    host=True,
)
def fixed_length_record_reader_v2(
    *,
    header_bytes: int,
    record_bytes: int,
    footer_bytes: int,
    hop_bytes: int,
    encoding: str,
    ctx: Any,
) -> Any:
    """A reader of pieces of one size."""
    return _kept(
        ctx,
        lambda: reading.FixedLengthRecordReader(
            header_bytes, record_bytes, footer_bytes, hop_bytes, encoding
        ),
    )


@op(f'TFRecordReaderV2(; {_TAIL}, compression_type: string = "") -> (reader_handle: resource) # stateful',
    shape=rules.scalar, host=True)  # fmt: skip
def tf_record_reader_v2(*, compression_type: str, ctx: Any) -> Any:
    """A reader of TFRecord files."""
    return _kept(ctx, lambda: reading.TFRecordReader(compression_type))


@op(
    f"LMDBReader(; {_TAIL}) -> (reader_handle: Ref(string)) # stateful",
    shape=rules.fixed((2,)),
    host=True,
)
def lmdb_reader(*, ctx: Any) -> Any:
    """A reader of LMDB databases."""
    return _kept(ctx, reading.LMDBReader)


@op(
    f"IdentityReader(; {_TAIL}) -> (reader_handle: Ref(string)) # stateful",
    shape=rules.fixed((2,)),
    host=True,
)
def identity_reader(*, ctx: Any) -> Any:
    """A reader of the old kind that gives what it takes from the queue."""
    return _kept(ctx, reading.IdentityReader)


@op(
    "FakeQueue(resource: resource; ) -> (handle: Ref(string)) # stateful",
    shape=rules.fixed((2,)),
    host=True,
)
def fake_queue(resource: Any) -> Any:
    """A queue for readers of the old kind."""
    return resource


def _read(reader: Any, queue: Any, ctx: Any) -> tuple[Any, Any]:
    return reader.read(queue, Patience(ctx))


def _read_up_to(reader: Any, queue: Any, count: Any, ctx: Any) -> tuple[Any, Any]:
    records = reader.read_up_to(queue, int(count), Patience(ctx))
    keys, values = np.empty(len(records), object), np.empty(len(records), object)
    for index, (key, value) in enumerate(records):
        keys[index], values[index] = key, value
    return keys, values


@op("ReaderReadV2(reader_handle: resource, queue_handle: resource; ) -> (key: string, value: string) # stateful",
    shape=rules.fixed((), ()), host=True)  # fmt: skip
def reader_read_v2(reader_handle: Any, queue_handle: Any, *, ctx: Any) -> Any:
    """The next record."""
    return _read(reader_handle, queue_handle, ctx)


@op("ReaderRead(reader_handle: Ref(string), queue_handle: Ref(string); ) -> (key: string, value: string)",
    shape=rules.fixed((), ()), host=True)  # fmt: skip
def reader_read(reader_handle: Any, queue_handle: Any, *, ctx: Any) -> Any:
    """The next record, of a reader of the old kind."""
    return _read(reader_handle, queue_handle, ctx)


@op("ReaderReadUpToV2(reader_handle: resource, queue_handle: resource, num_records: int64; ) -> "
    "(keys: string, values: string) # stateful", shape=rules.fixed((None,), (None,)), host=True)  # fmt: skip
def reader_read_up_to_v2(
    reader_handle: Any, queue_handle: Any, num_records: Any, *, ctx: Any
) -> Any:
    """The next records of one file."""
    return _read_up_to(reader_handle, queue_handle, num_records, ctx)


@op("ReaderReadUpTo(reader_handle: Ref(string), queue_handle: Ref(string), num_records: int64; ) -> "
    "(keys: string, values: string)", shape=rules.fixed((None,), (None,)), host=True)  # fmt: skip
def reader_read_up_to(reader_handle: Any, queue_handle: Any, num_records: Any, *, ctx: Any) -> Any:
    """The next records of one file, of a reader of the old kind."""
    return _read_up_to(reader_handle, queue_handle, num_records, ctx)


@op("ReaderNumRecordsProducedV2(reader_handle: resource; ) -> (records_produced: int64) # stateful",
    shape=rules.scalar, host=True)  # fmt: skip
def reader_num_records_produced_v2(reader_handle: Any) -> Any:
    """How many records a reader gave."""
    return np.int64(reader_handle.produced)


@op("ReaderNumRecordsProduced(reader_handle: Ref(string); ) -> (records_produced: int64)",
    shape=rules.scalar, host=True)  # fmt: skip
def reader_num_records_produced(reader_handle: Any) -> Any:
    """How many records a reader of the old kind gave."""
    return np.int64(reader_handle.produced)


@op("ReaderNumWorkUnitsCompletedV2(reader_handle: resource; ) -> (units_completed: int64) # stateful",
    shape=rules.scalar, host=True)  # fmt: skip
def reader_num_work_units_completed_v2(reader_handle: Any) -> Any:
    """How many files a reader finished."""
    return np.int64(reader_handle.completed)


@op("ReaderNumWorkUnitsCompleted(reader_handle: Ref(string); ) -> (units_completed: int64)",
    shape=rules.scalar, host=True)  # fmt: skip
def reader_num_work_units_completed(reader_handle: Any) -> Any:
    """How many files a reader of the old kind finished."""
    return np.int64(reader_handle.completed)


@op("ReaderResetV2(reader_handle: resource; ) -> () # stateful", shape=rules.none, host=True)
def reader_reset_v2(reader_handle: Any) -> tuple[()]:
    """Starts a reader anew."""
    reader_handle.reset()
    return ()


@op("ReaderReset(reader_handle: Ref(string); ) -> ()", shape=rules.none, host=True)
def reader_reset(reader_handle: Any) -> tuple[()]:
    """Starts a reader of the old kind anew."""
    reader_handle.reset()
    return ()


@op("ReaderSerializeStateV2(reader_handle: resource; ) -> (state: string) # stateful",
    shape=rules.scalar, host=True)  # fmt: skip
def reader_serialize_state_v2(reader_handle: Any) -> Any:
    """Where a reader stands, for those that can say so; empty for others."""
    return reader_handle.state()


@op("ReaderRestoreStateV2(reader_handle: resource, state: string; ) -> () # stateful",
    shape=rules.none, host=True)  # fmt: skip
def reader_restore_state_v2(reader_handle: Any, state: Any) -> tuple[()]:
    """Takes a state up again, for readers that can."""
    reader_handle.restore(bytes(np.asarray(state, object)[()]))
    return ()
