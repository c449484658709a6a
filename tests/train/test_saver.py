"""Savers between two libraries and between runs: files that either reads, failures that leave nothing by halves."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import scopeflow as tf
from tests.reference.live import Reference, interpreter

_BUILD = """
import numpy as np
a = tf.get_variable('net/a', initializer=np.float32([[1.5, -2.], [3., 4.]]))
b = tf.get_variable('net/b', initializer=np.int64([7, 8]), use_resource=True, trainable=False)
text = tf.Variable([b'one', b''], name='text')
parts = tf.get_variable('parts', [5, 2], partitioner=tf.fixed_size_partitioner(2), initializer=tf.random_uniform_initializer(seed=3))
"""
_SAVE = (
    _BUILD
    + """
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    path = tf.train.Saver(sharded=SHARDED).save(session, PLACE, global_step=4)
    result = [v.tolist() for v in session.run([a, b, parts.as_tensor()])]
"""
)
_RESTORE = (
    _BUILD
    + """
with tf.Session() as session:
    tf.train.Saver().restore(session, tf.train.latest_checkpoint(PLACE.rsplit('/', 1)[0]))
    result = [v.tolist() for v in session.run([a, b, parts.as_tensor()])]
"""
)
_IMPORT = """
with tf.Session() as session:
    saver = tf.train.import_meta_graph(PLACE + '-4.meta')
    saver.restore(session, PLACE + '-4')
    result = [v.tolist() for v in session.run(['net/a:0', 'net/b/Read/ReadVariableOp:0'])]
    result += [[v.name for v in tf.global_variables()], [v.name for v in tf.trainable_variables()]]
"""


def _run_here(source: str) -> object:
    from tests.reference.live import Local

    answer = Local().run(source)
    assert answer.error is None, answer
    return answer.result


def _run_there(source: str) -> object:
    with Reference() as reference:
        answer = reference.run(source)
    assert answer.error is None, answer
    return answer.result


@pytest.mark.skipif(interpreter() is None, reason="needs TensorFlow 1.15")
@pytest.mark.parametrize("sharded", [False, True])
def test_each_library_restores_what_the_other_saved(sharded: bool, tmp_path: Path) -> None:
    for save, restore in ((_run_here, _run_there), (_run_there, _run_here)):
        place = tmp_path / save.__name__ / "model"
        place.parent.mkdir()
        start = f"PLACE, SHARDED = {str(place)!r}, {sharded}\n"
        saved = save(start + _SAVE)
        assert restore(start + _RESTORE) == saved
        assert restore(start + _IMPORT) == save(start + _IMPORT)


def test_a_meta_graph_brings_back_graph_variables_and_saver(tmp_path: Path) -> None:
    start = f"PLACE, SHARDED = {str(tmp_path / 'model')!r}, False\n"
    a, b, _ = _run_here(start + _SAVE)  # type: ignore[misc]
    assert _run_here(start + _IMPORT) == [
        a,
        b,
        ["net/a:0", "net/b:0", "text:0", "parts/part_0:0", "parts/part_1:0"],
        ["net/a:0", "text:0", "parts/part_0:0", "parts/part_1:0"],
    ]


def _save(path: Path, **values: list[float]) -> str:
    with tf.Graph().as_default(), tf.Session() as session:
        made = [tf.get_variable(name, initializer=value) for name, value in values.items()]
        session.run([v.initializer for v in made])
        return tf.train.Saver().save(session, str(path))


def test_a_restore_that_fails_says_what_differs(tmp_path: Path) -> None:
    path = _save(tmp_path / "m", kernel=[1.0, 2.0], weights=[3.0])
    with tf.Graph().as_default(), tf.Session() as session:
        tf.get_variable("kernel", [3])
        tf.get_variable("weight", [1])
        with pytest.raises(tf.errors.NotFoundError) as caught:
            tf.train.Saver().restore(session, path)
    text = str(caught.value)
    assert "Key weight not found in checkpoint" in text
    assert "weight (closest: weights)" in text
    assert "kernel: [3] in the graph, [2] in the checkpoint" in text
    assert "{'weights': 'weight'}" in text


def test_a_scope_that_was_renamed_is_found_as_a_whole(tmp_path: Path) -> None:
    path = _save(tmp_path / "m", **{f"old/{name}": [1.0] for name in "abcdefghijklm"}, step=[2.0])
    with tf.Graph().as_default(), tf.Session() as session:
        made = [tf.get_variable(f"new/{name}", [1]) for name in "abcdefghijklm"]
        made.append(tf.get_variable("step", [1]))
        with pytest.raises(tf.errors.NotFoundError) as caught:
            tf.train.Saver().restore(session, path)
        text = str(caught.value)
        assert "... and 3 more" in text
        assert "tf.train.init_from_checkpoint(path, {'old/': 'new/', 'step': 'step'})" in text
        assert "instead of restore, then run the initializer" in text
        tf.train.init_from_checkpoint(path, {"old/": "new/"})
        session.run(tf.global_variables_initializer())
        assert session.run(made[3]).tolist() == [1.0]


def test_a_damaged_checkpoint_changes_no_variable(tmp_path: Path) -> None:
    path = _save(tmp_path / "m", a=[1.0, 2.0], z=[3.0])
    data = tmp_path / "m.data-00000-of-00001"
    whole = bytearray(data.read_bytes())
    whole[-1] ^= 1
    data.write_bytes(whole)
    with tf.Graph().as_default(), tf.Session() as session:
        made = [
            tf.get_variable("a", initializer=[0.0, 0.0]),
            tf.get_variable("z", initializer=[0.0]),
        ]
        session.run([v.initializer for v in made])
        with pytest.raises(tf.errors.DataLossError, match="Checksum does not match"):
            tf.train.Saver().restore(session, path)
        assert [v.tolist() for v in session.run(made)] == [[0.0, 0.0], [0.0]]


def test_a_failed_save_keeps_the_older_checkpoint(tmp_path: Path) -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.get_variable("v", initializer=np.float32([1.0]))
        saver = tf.train.Saver()
        session.run(v.initializer)
        path = saver.save(session, str(tmp_path / "m"))
        w = tf.get_variable("w", initializer=np.float32([1.0]))
        with pytest.raises(tf.errors.FailedPreconditionError):
            tf.train.Saver([v, w]).save(session, path)
        assert tf.train.list_variables(str(tmp_path)) == [("v", [1])]


def test_one_checkpoint_in_so_many_hours_is_kept(tmp_path: Path) -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.get_variable("v", initializer=np.float32([1.0]))
        session.run(v.initializer)
        saver = tf.train.Saver(max_to_keep=1, keep_checkpoint_every_n_hours=1.0)
        first = saver.save(session, str(tmp_path / "m"), 1)
        saver.set_last_checkpoints_with_time([(first, saver._next_checkpoint_time + 1)])
        for step in (2, 3):
            saver.save(session, str(tmp_path / "m"), step)
    there = [tf.train.checkpoint_exists(str(tmp_path / f"m-{step}")) for step in (1, 2, 3)]
    assert there == [True, False, True]


def test_a_file_that_is_no_checkpoint_is_refused(tmp_path: Path) -> None:
    (tmp_path / "junk").write_bytes(b"hello" * 40)
    with pytest.raises(tf.errors.DataLossError, match="Unable to open table file"):
        tf.train.NewCheckpointReader(str(tmp_path / "junk"))
    _save(tmp_path / "m", a=[1.0])
    (tmp_path / "m.index").rename(tmp_path / "old")
    with pytest.raises(tf.errors.InternalError, match="Failed to find the saved tensor slices"):
        tf.train.NewCheckpointReader(str(tmp_path / "old"))
