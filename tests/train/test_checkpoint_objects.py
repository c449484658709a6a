"""tf.train.Checkpoint: what it saves, how it is restored, and that either library reads what the other wrote."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import scopeflow as tf
from tests.reference.live import Local, Reference, interpreter

_BUILD = """
import numpy as np
class Net(tf.Module):
    def __init__(self):
        super().__init__()
        self.w = tf.Variable(START, name='w' + NAMES)
        self.parts = [tf.Variable(START * 2., name='x' + NAMES), 3]
        self.more = {'a.b/c': tf.Variable(START * 3.)}
with tf.variable_scope('scope' + NAMES):
    net, dense, norm = Net(), tf.layers.Dense(2, kernel_initializer=tf.constant_initializer(START)), tf.layers.BatchNormalization()
    y = norm(dense(tf.ones([1, 3])), training=True)
    cells = tf.nn.rnn_cell.MultiRNNCell([tf.nn.rnn_cell.GRUCell(3), tf.nn.rnn_cell.DropoutWrapper(tf.nn.rnn_cell.BasicLSTMCell(2))])
    tf.nn.dynamic_rnn(cells, tf.ones([1, 2, 2]), dtype=tf.float32)
    adam, momentum = tf.train.AdamOptimizer(0.1), tf.train.MomentumOptimizer(0.1, 0.9)
    train = [adam.minimize(tf.reduce_sum(tf.square(y + net.w))), momentum.minimize(net.w * net.w)]
    step = tf.train.get_or_create_global_step()
checkpoint = tf.train.Checkpoint(net=net, dense=dense, norm=norm, cells=cells, adam=adam, momentum=momentum, step=step)
kept = [net.w, net.parts[0], net.more['a.b/c'], step] + dense.variables + norm.variables + cells.variables
kept += [adam.get_slot(net.w, 'm'), adam.get_slot(dense.kernel, 'v'), momentum.get_slot(net.w, 'momentum')]
kept += [v for v in adam.variables() if 'power' in v.name]
"""
_SAVE = """
START, NAMES = 0.5, 'a'
exec(BUILD)
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    session.run([train, step.assign(7)])
    path = checkpoint.save(PLACE, session=session)
    result = [path.rsplit('/', 1)[1], sorted(tf.train.list_variables(path)), [v.tolist() for v in session.run(kept)]]
"""
_RESTORE = """
START, NAMES = 0.25, 'b'
exec(BUILD)
with tf.Session() as session:
    status = checkpoint.restore(tf.train.latest_checkpoint(PLACE.rsplit('/', 1)[0]))
    status.assert_existing_objects_matched()
    status.assert_consumed()
    status.initialize_or_restore(session)
    result = [v.tolist() for v in session.run(kept)]
"""
_BY_NAME = """
START, NAMES = 0.25, 'a'
exec(BUILD)
wanted = [v for v in tf.global_variables() if 'Variable' not in v.name and 'beta' not in v.name]
with tf.Session() as session:
    session.run(tf.global_variables_initializer())
    tf.train.Saver([v for v in wanted if v in kept]).restore(session, PLACE + '-1')
    result = [v.tolist() for v in session.run([net.w] + dense.variables)]
"""


def _here(source: str) -> Any:
    answer = Local().run(source)
    assert answer.error is None, answer
    return answer.result


def _there(source: str) -> Any:
    with Reference() as reference:
        answer = reference.run(source)
    assert answer.error is None, answer
    return answer.result


@pytest.mark.skipif(interpreter() is None, reason="needs TensorFlow 1.15")
def test_each_library_restores_the_objects_that_the_other_saved(tmp_path: Path) -> None:
    keys = []
    for save, restore in ((_here, _there), (_there, _here)):
        place = tmp_path / save.__name__ / "model"
        place.parent.mkdir()
        start = f"PLACE, BUILD = {str(place)!r}, {_BUILD!r}\n"
        name, variables, values = save(start + _SAVE)
        assert name == "model-1"
        keys.append(variables)
        assert restore(start + _RESTORE) == values
        assert restore(start + _BY_NAME) == [values[0], *values[4:6]]
    assert keys[0] == keys[1]


def _module(**variables: Any) -> tf.Module:
    made = tf.Module()
    for name, value in variables.items():
        setattr(made, name, tf.Variable(value, name=name))
    return made


def _saved(path: Path) -> str:
    with tf.Graph().as_default(), tf.Session() as session:
        checkpoint = tf.train.Checkpoint(m=_module(x=1.0, y=[2.0, 3.0]))
        session.run(tf.global_variables_initializer())
        return checkpoint.save(str(path / "c"))


def test_what_is_left_over_and_what_is_missing_is_told_apart(tmp_path: Path) -> None:
    path = _saved(tmp_path)
    with tf.Graph().as_default(), tf.Session() as session:
        status = tf.train.Checkpoint(m=_module(x=5.0)).restore(path)
        status.assert_existing_objects_matched().assert_nontrivial_match()
        with pytest.raises(
            AssertionError, match=r"Unresolved object in checkpoint \(root\)\.m\.y: "
        ):
            status.assert_consumed()
        status.expect_partial().run_restore_ops()
        assert session.run(tf.global_variables()[0]) == 1.0
    with tf.Graph().as_default(), tf.Session() as session:
        status = tf.train.Checkpoint(m=_module(x=5.0, z=6.0)).restore(path)
        for check in (status.assert_consumed, status.assert_existing_objects_matched):
            with pytest.raises(
                AssertionError, match="Some Python objects were not bound to checkpoi"
            ):
                check()
        status.initialize_or_restore()
        assert [float(v) for v in session.run(tf.global_variables()[:2])] == [1.0, 6.0]


def test_a_restore_finds_objects_that_are_made_after_it(tmp_path: Path) -> None:
    path = _saved(tmp_path)
    with tf.Graph().as_default(), tf.Session() as session:
        module = _module(x=5.0)
        status = tf.train.Checkpoint(m=module).restore(path)
        module.y = tf.Variable([0.0, 0.0], name="late")
        status.assert_consumed().run_restore_ops()
        assert session.run(module.y).tolist() == [2.0, 3.0]


def test_without_a_checkpoint_there_is_only_initialization() -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        checkpoint = tf.train.Checkpoint(m=_module(x=5.0))
        status = checkpoint.restore(None)
        for refused in (
            status.assert_consumed,
            status.assert_existing_objects_matched,
            status.run_restore_ops,
        ):
            with pytest.raises(AssertionError, match=r"^No checkpoint specified"):
                refused()
        status.initialize_or_restore()
        assert session.run(checkpoint.save_counter) == 0


def test_a_checkpoint_of_a_saver_is_restored_by_names(tmp_path: Path) -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        _module(x=1.0, y=[2.0, 3.0])
        session.run(tf.global_variables_initializer())
        path = tf.train.Saver().save(session, str(tmp_path / "s"))
    with tf.Graph().as_default(), tf.Session() as session:
        status = tf.train.Checkpoint(a=_module(y=[0.0, 0.0]), b=_module(x=0.0)).restore(path)
        status.assert_consumed().run_restore_ops()
        assert [v.tolist() for v in session.run(tf.global_variables()[:2])] == [[2.0, 3.0], 1.0]


def test_values_that_do_not_fit_change_nothing(tmp_path: Path) -> None:
    path = _saved(tmp_path)
    for wrong, error in (
        ([5.0, 6.0], "Assign requires shapes"),
        (5, "does not equal original dtype"),
    ):
        with tf.Graph().as_default(), tf.Session():
            status = tf.train.Checkpoint(m=_module(x=wrong)).restore(path)
            with pytest.raises(tf.errors.InvalidArgumentError, match=error):
                status.run_restore_ops()


def test_a_table_is_saved_with_the_objects_around_it(tmp_path: Path) -> None:
    path = ""
    for values in ([1, 2], None):
        with tf.Graph().as_default(), tf.Session() as session:
            table = tf.lookup.experimental.DenseHashTable(
                tf.string, tf.int64, default_value=-1, empty_key="", deleted_key="-"
            )
            checkpoint = tf.train.Checkpoint(table=table)
            if values:
                session.run(table.insert(["a", "b"], tf.constant(values, tf.int64)))
                path = checkpoint.save(str(tmp_path / "t"))
            else:
                checkpoint.restore(path).assert_consumed().run_restore_ops()
                found = session.run(table.lookup(tf.constant(["b", "a", "q"])))
                assert found.tolist() == [2, 1, -1]


_TABLE = """
text = tf.lookup.experimental.DenseHashTable(tf.string, tf.int64, default_value=-1, empty_key='', deleted_key='-', initial_num_buckets=4)
pairs = tf.lookup.experimental.DenseHashTable(tf.int64, tf.float32, default_value=[-1., 0.], empty_key=[0, 0], deleted_key=[-1, -1])
checkpoint = tf.train.Checkpoint(text=text, pairs=pairs)
with tf.Session() as session:
    if SAVING:
        session.run([text.insert([str(i) for i in range(50)], tf.range(50, dtype=tf.int64)), pairs.insert(tf.constant([[1, 2], [3, 4]], tf.int64), [[1., 2.], [3., 4.]])])
        session.run(text.remove(tf.constant(['7', '9'])))
        checkpoint.save(PLACE, session=session)
    else:
        checkpoint.restore(PLACE + '-1').run_restore_ops(session)
    found = session.run([text.lookup(tf.constant([str(i) for i in range(60)])), pairs.lookup(tf.constant([[3, 4], [1, 2], [9, 9]], tf.int64)), text.size()])
    result = [v.tolist() for v in found]
"""


@pytest.mark.skipif(interpreter() is None, reason="needs TensorFlow 1.15")
def test_each_library_finds_the_keys_of_tables_that_the_other_saved(tmp_path: Path) -> None:
    for save, restore in ((_here, _there), (_there, _here)):
        place = tmp_path / save.__name__ / "model"
        place.parent.mkdir()
        saved = save(f"PLACE, SAVING = {str(place)!r}, True\n{_TABLE}")
        assert saved[0][5:10] == [5, 6, -1, 8, -1] and saved[2] == 48
        assert restore(f"PLACE, SAVING = {str(place)!r}, False\n{_TABLE}") == saved


def test_a_manager_keeps_as_many_as_it_is_told(tmp_path: Path) -> None:
    folder = str(tmp_path / "m")
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.Variable(1.0)
        session.run(v.initializer)
        checkpoint = tf.train.Checkpoint(v=v)
        manager = tf.train.CheckpointManager(checkpoint, folder, max_to_keep=2)
        assert manager.latest_checkpoint is None and manager.checkpoints == []
        saved = [manager.save() for _ in range(3)] + [manager.save(checkpoint_number=77)]
        assert [os.path.basename(path) for path in saved] == [
            "ckpt-1",
            "ckpt-2",
            "ckpt-3",
            "ckpt-77",
        ]
        assert manager.checkpoints == saved[2:] and manager.latest_checkpoint == saved[-1]
        assert sorted(name for name in os.listdir(folder) if name.endswith("index")) == [
            "ckpt-3.index",
            "ckpt-77.index",
        ]
        again = tf.train.CheckpointManager(checkpoint, folder, max_to_keep=1, checkpoint_name="z")
        assert again.checkpoints == saved[2:]
        assert again.save().endswith("z-5") and len(again.checkpoints) == 1
        assert tf.train.latest_checkpoint(folder) == again.latest_checkpoint
        with pytest.raises(ValueError, match="Expected a positive integer or `None`"):
            tf.train.CheckpointManager(checkpoint, folder, max_to_keep=0)
        assert list(tf.train.checkpoints_iterator(folder, timeout=0)) == again.checkpoints


def test_what_is_kept_for_good_is_not_swept(tmp_path: Path) -> None:
    with tf.Graph().as_default(), tf.Session() as session:
        v = tf.Variable(1.0)
        session.run(v.initializer)
        manager = tf.train.CheckpointManager(
            tf.train.Checkpoint(v=v), str(tmp_path), 1, keep_checkpoint_every_n_hours=1.0
        )
        first = manager.save()
        manager._last_preserved -= 2 * 3600
        manager.save()
        last = manager.save()
    assert manager.checkpoints == [last]
    assert tf.train.checkpoint_exists(first)
    assert not tf.train.checkpoint_exists(str(tmp_path / "ckpt-2"))
    assert np.isclose(tf.train.load_variable(first, "v/.ATTRIBUTES/VARIABLE_VALUE"), 1.0)


def test_only_what_can_be_saved_is_taken() -> None:
    with tf.Graph().as_default():
        for wrong in (3, [tf.Variable(1.0)], tf.constant(1.0)):
            with pytest.raises(ValueError, match="`Checkpoint` was expecting a trackable object"):
                tf.train.Checkpoint(value=wrong)
