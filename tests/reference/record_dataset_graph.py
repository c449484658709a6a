"""Records a graph with datasets that TensorFlow 1.15 wrote: functions in functions, branches and loops in them, a table.

python -m tests.reference.record_dataset_graph
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.reference.live import Reference

RECORD = Path(__file__).parent / "dataset_graph.json"

PROGRAM = """
import base64
import zlib

D = tf.data.Dataset


def several(x):
    v = tf.get_variable("v", [], tf.int64, initializer=tf.ones_initializer())
    y = tf.cond(x > 1, lambda: x * 10, lambda: -x)
    z = tf.while_loop(lambda i: i < 5, lambda i: i + 1, [x])
    with tf.control_dependencies([tf.Assert(x < 3, ["too big"])]):
        return tf.identity(y), z, v + x


numbers = D.range(5).map(several).make_initializable_iterator()
numbers.get_next(name="several")
table = tf.lookup.StaticHashTable(
    tf.lookup.KeyValueTensorInitializer(tf.constant(["a", "b"]), tf.constant([1, 2])), 0
)
words = D.from_tensor_slices(["b", "a", "c"]).map(lambda x: table.lookup(x)).batch(2)
found = words.make_initializable_iterator()
found.get_next(name="found")
tf.group(tf.global_variables_initializer(), tf.tables_initializer(), name="initialize_all")
tf.group(numbers.initializer, found.initializer, name="start_all")
shuffled = D.range(9).filter(lambda x: x % 2 < 1).flat_map(lambda x: D.range(x)).shuffle(3, seed=1)
sums = shuffled.apply(tf.data.experimental.scan(np.int64(0), lambda s, x: (s + x, s)))
sums.make_one_shot_iterator().get_next("sums")
data = tf.get_default_graph().as_graph_def().SerializeToString()


def values(session):
    session.run("initialize_all")
    session.run("start_all")
    made = [[int(n) for n in session.run(["several:0", "several:1", "several:2"])] for _ in range(3)]
    made.append(session.run("found:0").tolist())
    return made + [[int(session.run("sums:0")) for _ in range(12)]]


with tf.Session() as session:
    result = {"graph": base64.b85encode(zlib.compress(data, 9)).decode(), "values": values(session)}
"""


def main() -> None:
    """Asks the reference and keeps its answer."""
    with Reference() as reference:
        (reply,) = reference.run_many([PROGRAM], "")
    if reply.error is not None:
        raise SystemExit(f"{reply.error}: {reply.message}")
    RECORD.write_text(json.dumps(reply.result, indent=0) + "\n")
    print(f"recorded {len(reply.result['graph'])} characters", file=sys.stderr)


if __name__ == "__main__":
    main()
