"""tf.test.TestCase: its sessions, its fixed seeds, and what its assertions refuse."""

from __future__ import annotations

import contextlib
import random
import subprocess
import sys

import numpy as np
import pytest

import scopeflow as tf


class _Case(tf.test.TestCase):
    __test__ = False

    def runTest(self):
        pass


@pytest.fixture
def case():
    made = _Case()
    made.setUp()
    yield made
    made.tearDown()


def test_each_test_starts_alike(case):
    drawn = random.random(), np.random.rand()
    tf.constant(1.0)
    case.setUp()
    assert tf.get_default_graph().get_operations() == []
    assert tf.get_default_graph().seed == 87654321
    assert (random.random(), np.random.rand()) == drawn == (0.3499765785632496, 0.18463433217903202)


def test_a_session_is_closed_at_its_end(case):
    with case.session() as sess:
        assert tf.get_default_session() is sess
        c = tf.constant(1)
        assert c.device == "/device:CPU:0"
        assert c.eval() == 1
    with pytest.raises(RuntimeError, match="closed Session"):
        sess.run(c)


def test_a_session_for_any_device_asks_for_none(case):
    with case.session(use_gpu=True):
        assert tf.constant(1).device == ""


def test_a_cached_session_keeps_variables(case):
    v = tf.Variable(1.0)
    with case.cached_session() as first:
        v.initializer.run()
    with case.cached_session() as second:
        assert second is first and v.eval() == 1.0
    with case.test_session() as third:
        assert third is first
    graph = tf.Graph()
    with case.test_session(graph=graph) as other:
        assert other is not first and other.graph is graph
    words = "The graph used to get the cached session is different"
    with pytest.raises(ValueError, match=words), case.cached_session(graph=graph):
        pass


def test_evaluate_keeps_structures(case):
    assert case.evaluate({"a": [tf.constant(1)], "b": tf.constant("t")}) == {"a": [1], "b": b"t"}


PASSING = {
    "assertAllClose": [
        ([1.0, np.nan], [1.0, np.nan]),
        ({"a": [1.0], "b": (2.0, [3.0])}, {"a": [1.0], "b": (2.0, [3.0])}),
        ([[1.0], [2.0, 3.0]], [[1.0], [2.0, 3.0]]),
        (np.float32(1.0), np.float32(1.0000001)),
    ],
    "assertAllEqual": [([np.nan], [np.nan]), ([b"a"], [b"a"]), ([], []), (True, True)],
    "assertNotAllClose": [([1.0], [1.1])],
    "assertNotAllEqual": [([1], [2])],
    "assertAllCloseAccordingToType": [(np.float16([1.0]), np.float16([1.0005]))],
    "assertAllGreater": [([2, 3], 1)],
    "assertAllGreaterEqual": [([2, 3], 2)],
    "assertAllLess": [([2, 3], 4)],
    "assertAllLessEqual": [([2, 3], 3)],
    "assertAllInRange": [([1, 2], 1, 2), ([1.5], 1, 2, True, True)],
    "assertAllInSet": [([1, 2], [1, 2, 3])],
    "assertNear": [(1.0, 1.05, 0.1), (float("inf"), float("inf"), 0.1)],
    "assertArrayNear": [([1.0], [1.05], 0.1)],
    "assertNDArrayNear": [(np.ones(2), np.ones(2), 0.1)],
    "assertItemsEqual": [([1, 2, 2], [2, 1, 2])],
    "assertStartsWith": [("abc", "ab")],
    "assertDTypeEqual": [(np.float32([1]), np.float32)],
    "assertDeviceEqual": [("/cpu:0", "/device:CPU:0")],
}
FAILING = {
    "assertAllClose": [
        (([1.0], [1.1]), "not close where"),
        (([1.0], [1.0, 2.0]), "Shape mismatch: expected"),
        (({"a": 1.0}, {"b": 1.0}), "mismatched keys"),
        (({"a": [1.0]}, {"a": [2.0]}), r"Mismatched value: a\[a\] is different from b\[a\]"),
        (([[1.0], [2.0, 3.0]], [[1.0], [2.0, 4.0]]), r"a\[1\] is different from b\[1\]"),
        (([1.0], [np.nan]), "not close where"),
    ],
    "assertAllEqual": [
        (([1, 2], [1, 3]), "not equal where"),
        (([1, 2], [1, 2, 3]), "Shape mismatch"),
        (([b"a"], ["a"]), "not equal where"),
    ],
    "assertNotAllClose": [(([1.0], [1.0]), "close at all elements")],
    "assertNotAllEqual": [(([1], [1]), "equal at all elements")],
    "assertAllCloseAccordingToType": [((np.float32([1.0]), np.float32([1.0005])), "not close")],
    "assertAllGreater": [(([1, 2], 1), "1 not greater than 1")],
    "assertAllGreaterEqual": [(([1, 2], 2), "1 not greater than or equal to 2")],
    "assertAllLess": [(([1, 2], 2), "2 not less than 2")],
    "assertAllLessEqual": [(([1, 2], 1), "2 not less than or equal to 1")],
    "assertAllInRange": [
        (([1, 2, 3], 1, 2), r"outside the range \[1, 2\](.|\n)*\[2\] : 3"),
        (([1, 2], 1, 2, True), r"outside the range \(1, 2\]"),
        (([1.0, np.nan], 1, 2), "1 of the 2 element"),
        ((["a"], 1, 2), "does not have an ordered numeric type"),
    ],
    "assertAllInSet": [(([1, 2], [1]), r"1 unique element\(s\) are not in the set")],
    "assertNear": [((1, 1.1, 0.01), "1.000000 != 1.100000")],
    "assertArrayNear": [(([1, 2], [1, 2.1], 0.01), "2.000000 != 2.100000"), (([1], [], 1), "1 != 0")],
    "assertNDArrayNear": [((np.ones(1), np.ones(2), 0.1), "False is not true")],
    "assertItemsEqual": [(([1, 2], [2, 2]), "Element counts were not equal")],
    "assertStartsWith": [(("abc", "b"), "'abc' does not start with 'b'")],
    "assertDTypeEqual": [((np.float32([1]), np.int32), "float32")],
    "assertDeviceEqual": [(("/cpu:0", "/cpu:1"), "Devices /device:CPU:0 and /device:CPU:1 are not")],
}  # fmt: skip


@pytest.mark.parametrize(("name", "args"), [(n, a) for n, many in PASSING.items() for a in many])
def test_an_assertion_that_holds(case, name, args):
    getattr(case, name)(*args)


@pytest.mark.parametrize(
    ("name", "args", "words"), [(n, a, w) for n, many in FAILING.items() for a, w in many]
)
def test_an_assertion_that_does_not_hold(case, name, args, words):
    with pytest.raises(AssertionError, match=words):
        getattr(case, name)(*args)


def test_tensors_are_computed(case):
    case.assertAllEqual([1, 4], tf.square([1, 2]))
    case.assertAllClose({"a": tf.constant([1.0])}, {"a": [1.0]})
    case.assertShapeEqual(np.zeros([2]), tf.zeros([2]))
    with pytest.raises(TypeError, match="tf_tensor must be a Tensor"):
        case.assertShapeEqual(np.zeros([2]), [2])
    with pytest.raises(TypeError, match="np_array must be a Numpy ndarray"):
        case.assertShapeEqual([2], tf.zeros([2]))


def _op_error(text):
    return tf.errors.InvalidArgumentError(None, None, text)


@pytest.mark.parametrize(
    ("wanted", "raised", "fails"),
    [
        ("abc", _op_error("xabcx"), None),
        ("abc", _op_error("x"), "Exception of type .*InvalidArgumentError"),
        ("abc", ValueError("abc"), "Exception of type <class 'ValueError'>: abc"),
        ("abc", None, "OpError not raised"),
        (lambda e: e.message == "q", _op_error("q"), None),
    ],
)
def test_op_errors_are_matched(case, wanted, raised, fails):
    outcome = (
        contextlib.nullcontext() if fails is None else pytest.raises(AssertionError, match=fails)
    )
    with outcome, case.assertRaisesOpError(wanted):
        if raised is not None:
            raise raised


def test_protos_are_compared_with_text(case):
    case.assertProtoEquals('op: "a"', tf.NodeDef(op="a"))
    case.assertProtoEqualsVersion("", tf.Graph().as_graph_def())
    with pytest.raises(AssertionError, match=r'- op: "a"(.|\n)*\+ op: "b"'):
        case.assertProtoEquals('op: "a"', tf.NodeDef(op="b"))
    with pytest.raises(AssertionError, match="Can't compare protos of type"):
        case.assertProtoEquals(3, tf.NodeDef(op="b"))


def test_graph_defs_are_compared_node_by_node():
    def graph_def(value, name="c"):
        with tf.Graph().as_default() as graph:
            tf.constant(value, name=name)
        return graph.as_graph_def()

    tf.test.assert_equal_graph_def(graph_def(1), graph_def(1))
    with pytest.raises(AssertionError, match="Node named 'c' has attr 'value' with value: Tensor"):
        tf.test.assert_equal_graph_def(graph_def(1), graph_def(2))
    with pytest.raises(AssertionError, match="Found unexpected node '{{node d}} = Const"):
        tf.test.assert_equal_graph_def(graph_def(1, "d"), graph_def(1))
    with pytest.raises(AssertionError, match="Did not find expected node '{{node c}}"):
        tf.test.assert_equal_graph_def(tf.GraphDef(), graph_def(1))
    with pytest.raises(TypeError, match="Expected tf.GraphDef for actual, got int"):
        tf.test.assert_equal_graph_def(1, graph_def(1))


def test_a_threads_exception_fails_the_test_that_joins_it(case):
    thread = case.checkedThread(lambda: 1 / 0)
    thread.start()
    with pytest.raises(AssertionError, match="Error in checkedThread: division by zero"):
        thread.join()
    assert not thread.is_alive()


def test_what_a_block_writes_can_be_caught(case, capfd):
    with capfd.disabled(), case.captureWritesToStream(sys.__stderr__) as caught:
        sys.__stderr__.write("seen\n")
        assert caught.contents() == "seen\n"


def test_directories_are_kept_and_lie_in_each_other(case):
    assert case.get_temp_dir() == case.get_temp_dir()
    assert case.get_temp_dir().startswith(tf.test.get_temp_dir())


def test_attributes_are_put_back():
    class Base:
        static = staticmethod(lambda: 1)

    class Derived(Base):
        pass

    with tf.test.StubOutForTesting() as stubs:
        stubs.Set(Base, "static", staticmethod(lambda: 2))
        stubs.SmartSet(Derived, "static", staticmethod(lambda: 3))
        assert Base.static() == 3
        with pytest.raises(AttributeError, match="Attribute not found"):
            stubs.SmartSet(Derived, "none", 1)
    assert Base.static() == 1 and "static" not in vars(Derived)


PROGRAM = """
import scopeflow as tf
class T(tf.test.TestCase):
    def test_good(self):
        with self.session(): self.assertAllEqual([1], tf.constant([1]))
    def test_bad(self): self.assertEqual({bad}, 1)
class B(tf.test.Benchmark):
    def benchmark_it(self):
        with tf.Session() as sess: self.run_op_benchmark(sess, tf.constant(1.0) + 1.0, min_iters=3)
tf.test.main()
"""


def _main(bad, *arguments):
    program = PROGRAM.replace("{bad}", str(bad))
    return subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True
    )


def test_main_runs_the_tests_of_the_program():
    assert _main(1).returncode == 0
    failed = _main(2)
    assert failed.returncode == 1 and "test_bad" in failed.stderr
    assert _main(2, "T.test_good").returncode == 0


def test_main_runs_benchmarks_when_asked():
    done = _main(2, "--benchmarks=B")
    assert done.returncode == 0
    assert "name: B.benchmark_it\niters: 3" in done.stdout
