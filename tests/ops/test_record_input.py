"""RecordInput: every record once in each epoch, in an order that seeds decide."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import scopeflow as tf
from scopeflow.ops.queues.record_input import RecordInput


def written(folder: Path, options: Any = None) -> str:
    for n in range(3):
        with tf.python_io.TFRecordWriter(str(folder / f"basic.{n}"), options) as writer:
            for record in range(4):
                writer.write(b"%d-%d" % (n, record))
    return str(folder / "basic.*")


ALL = sorted(b"%d-%d" % (n, record) for n in range(3) for record in range(4))


def epochs(count: int, **given: Any) -> list[list[bytes]]:
    with tf.Graph().as_default(), tf.Session() as sess:
        records = RecordInput(batch_size=12, **given).get_yield_op()
        return [sess.run(records).tolist() for _ in range(count)]


@pytest.mark.parametrize("size", [1, 5, 100])
def test_each_epoch_has_every_record_once(tmp_path: Path, size: int) -> None:
    found = epochs(3, file_pattern=written(tmp_path), buffer_size=size, shift_ratio=0.33)
    assert [sorted(epoch) for epoch in found] == [ALL] * 3


def test_epochs_differ_and_equal_seeds_do_not(tmp_path: Path) -> None:
    given = {"file_pattern": written(tmp_path), "buffer_size": 100, "seed": 10}
    found = epochs(3, **given)
    assert found[0] != found[1] != found[2]
    assert epochs(3, **given) == found


def test_compressed_files_are_read(tmp_path: Path) -> None:
    kind = tf.python_io.TFRecordCompressionType.GZIP
    pattern = written(tmp_path, tf.python_io.TFRecordOptions(kind))
    assert sorted(epochs(1, file_pattern=pattern, compression_type=kind)[0]) == ALL


def test_batches_are_lists_of_scalars_as_in_tensorflow(tmp_path: Path) -> None:
    with tf.Graph().as_default() as graph, tf.Session() as sess:
        given = RecordInput(written(tmp_path), batch_size=2, batches=3, name="ri").get_yield_op()
        names = [[part.op.name for part in batch] for batch in given]
        assert names[0] == ["ri_1/Reshape", "ri_1/Reshape_3"]
        assert [operation.name for operation in graph.get_operations()][:4] == [
            "ri",
            "ri_1/Const",
            "ri_1/split/split_dim",
            "ri_1/split",
        ]
        found = [record for batch in sess.run(given) for record in batch]
        assert len(found) == 6
        assert set(found) <= set(ALL)


def test_no_files_are_an_error() -> None:
    with pytest.raises(tf.errors.NotFoundError, match="Found no files at /none"):
        epochs(1, file_pattern="/none*")
