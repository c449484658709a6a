"""The cases of whole graphs: gradients, a model with its training, GraphDefs and event files."""

import gc
import os
import shutil
import tempfile
import tracemalloc

from benchmarks.measuring import adds, case, clock


def layers(tf, count):
    """The loss of `count` dense layers, and their weights."""
    x = tf.placeholder(tf.float32, [32, 64])
    weights = []
    for number in range(count):
        kernel = tf.get_variable(f"kernel{number}", [64, 64])
        bias = tf.get_variable(f"bias{number}", [64])
        weights += [kernel, bias]
        x = tf.nn.relu(tf.matmul(x, kernel) + bias)
    return tf.reduce_mean(x), weights


@case
def gradients(tf):
    with tf.Graph().as_default():
        tf.gradients(*layers(tf, 2))
    with tf.Graph().as_default() as graph:
        loss, weights = layers(tf, 1000)
        before = len(graph.get_operations())
        seconds = clock(lambda: tf.gradients(loss, weights), 1, unit=1)
        made = len(graph.get_operations()) - before
    return {"gradients of 1,000 layers (s)": seconds, "gradients of 1,000 layers (nodes)": made}


@case
def graph_defs(tf):
    """The second of two, so that what is imported or set up once does not count."""
    with tf.Graph().as_default() as graph:
        adds(tf, 10)
        small = graph.as_graph_def()
    with tf.Graph().as_default():
        tf.import_graph_def(small)
    with tf.Graph().as_default() as graph:
        adds(tf, 20000)
        written = clock(graph.as_graph_def, 20000)
        graph_def = graph.as_graph_def()
    with tf.Graph().as_default():
        read = clock(lambda: tf.import_graph_def(graph_def), 20000)
    return {
        "as_graph_def, 20k nodes (us per node)": written,
        "import_graph_def, 20k nodes (us per node)": read,
    }


def bottleneck(tf, x, filters, stride):
    def unit(x, filters, size, stride=1):
        x = tf.layers.conv2d(x, filters, size, stride, padding="same", use_bias=False)
        return tf.layers.batch_normalization(x, training=True)

    shortcut = x
    if stride > 1 or x.shape.as_list()[-1] != 4 * filters:
        shortcut = unit(x, 4 * filters, 1, stride)
    x = tf.nn.relu(unit(x, filters, 1))
    x = tf.nn.relu(unit(x, filters, 3, stride))
    return tf.nn.relu(unit(x, 4 * filters, 1) + shortcut)


def resnet_training(tf):
    """ResNet-50 with `tf.layers`, its loss, its updates and a training step with momentum."""
    x = tf.placeholder(tf.float32, [None, 224, 224, 3])
    labels = tf.placeholder(tf.int32, [None])
    x = tf.layers.conv2d(x, 64, 7, 2, padding="same", use_bias=False)
    x = tf.nn.relu(tf.layers.batch_normalization(x, training=True))
    x = tf.layers.max_pooling2d(x, 3, 2, padding="same")
    for stage, (blocks, filters) in enumerate([(3, 64), (4, 128), (6, 256), (3, 512)]):
        for block in range(blocks):
            x = bottleneck(tf, x, filters, 2 if stage and not block else 1)
    logits = tf.layers.dense(tf.reduce_mean(x, [1, 2]), 1000)
    loss = tf.losses.sparse_softmax_cross_entropy(labels, logits)
    with tf.control_dependencies(tf.get_collection(tf.GraphKeys.UPDATE_OPS)):
        return tf.train.MomentumOptimizer(0.1, 0.9).minimize(loss)


@case
def resnet_train(tf):
    """The first model of a process pays for what is imported and set up at first use, the second does not."""
    tf.logging.set_verbosity(tf.logging.ERROR)
    seconds = []
    for _ in range(2):
        with tf.Graph().as_default() as graph:
            seconds.append(clock(lambda: resnet_training(tf), 1, unit=1))
            nodes = len(graph.get_operations())
    return {
        "ResNet-50 graph with training, the process's first (s)": seconds[0],
        "ResNet-50 graph with training (s)": seconds[1],
        "ResNet-50 graph with training (nodes)": nodes,
    }


@case
def provenance(tf):
    """What the notes behind explanations add to a graph; TensorFlow makes none."""
    if not hasattr(tf, "provenance"):
        return {}
    tf.logging.set_verbosity(tf.logging.ERROR)

    def build(on):
        with tf.provenance(on), tf.Graph().as_default() as graph:
            resnet_training(tf)
            return graph

    def size(on):
        tracemalloc.start()
        graph = build(on)
        gc.collect()
        held = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        return held, len(graph.get_operations())

    build(True)
    seconds = {True: [], False: []}
    for _ in range(5):
        for on in seconds:
            gc.collect()
            seconds[on].append(clock(lambda on=on: build(on), 1, unit=1))
    without, nodes = size(False)
    return {
        "notes behind explanations: building with them, of building without": min(seconds[True])
        / min(seconds[False]),
        "notes behind explanations (bytes per node)": (size(True)[0] - without) / nodes,
    }


@case
def summaries(tf):
    """Until all is in the file: what the writing thread does counts too."""
    folder = tempfile.mkdtemp(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)
    tf.logging.set_verbosity(tf.logging.ERROR)
    with tf.Graph().as_default() as graph, tf.Session() as sess:
        tf.summary.scalar("loss", tf.constant(1.0))
        tf.summary.histogram("weights", tf.constant([1.0, 2.0, 3.0]))
        summary = sess.run(tf.summary.merge_all())
        writer = tf.summary.FileWriter(folder)

        def add(count):
            for step in range(count):
                writer.add_summary(summary, step)
            writer.flush()

        add(100)
        writer.add_graph(graph)
        writer.flush()
        one = clock(lambda: add(5000), 5000)
        adds(tf, 20000)

        def add_graph():
            writer.add_graph(graph)
            writer.flush()

        whole = clock(add_graph, 20000)
        writer.close()
    shutil.rmtree(folder)
    return {"add_summary (us)": one, "add_graph, 20k nodes (us per node)": whole}
