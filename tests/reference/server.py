"""Runs small programs one after another and says what each did; a live reference runs this file.

It runs under the Python 3.7 of TensorFlow 1.15 and, imported by `live.py`, in this process under
scopeflow: one code path for both sides, so that a difference in the answers is a difference between
the libraries. Speaks lines of JSON: a request `{"sources": [...], "prelude": "...", "root": false}`
is answered by a list with one answer per source.
"""

import io
import json
import os
import sys
import threading

_preludes = {}


def plain(value):
    """`value` as JSON can hold it, alike for both libraries; TypeError where there is no form."""
    if isinstance(value, float) and value != value:
        return {"float": "nan"}  # one that equals itself
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, complex):
        return {"complex": [plain(value.real), plain(value.imag)]}
    if isinstance(value, bytes):
        return {"bytes": value.decode("latin-1")}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return {"set": sorted((plain(item) for item in value), key=repr)}
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    kind = type(value).__name__
    if kind == "TensorShape":
        return {"shape": None if value.ndims is None else value.as_list()}
    if kind == "Dimension":
        return {"dimension": value.value}
    if kind == "DType":
        return {"dtype": value.name}
    if hasattr(value, "dtype") and hasattr(value, "tolist"):
        return {"array": plain(value.tolist()), "dtype": str(value.dtype), "of": list(value.shape)}
    if hasattr(value, "name") and hasattr(value, "graph"):
        return {kind: value.name}
    raise TypeError("a program's result holds a " + kind + ", which has no plain form")


def _namespace(tf, prelude):
    """The names a program starts with. A prelude is executed once for all programs."""
    known = _preludes.get((tf.__name__, prelude))
    if known is None:
        import numpy as np

        known = {"__name__": "__program__", "tf": tf, "np": np}
        exec(compile(prelude, "<prelude>", "exec"), known)
        _preludes[tf.__name__, prelude] = known
    return dict(known)


class _Printed:
    """Stands in for sys.stdout and keeps what each thread prints."""

    def __init__(self, otherwise):
        self.otherwise = otherwise
        self.by_thread = {}

    def write(self, text):
        return self.by_thread.get(threading.get_ident(), self.otherwise).write(text)

    def flush(self):
        pass

    def __getattr__(self, name):
        return getattr(self.otherwise, name)


def _execute(tf, source, prelude, root, printed):
    """Runs one program in this thread; returns its answer."""
    printed.by_thread[threading.get_ident()] = text = io.StringIO()
    try:
        names = _namespace(tf, prelude)
        code = compile(source, "<program>", "exec")
        if root:
            tf.reset_default_graph()
            exec(code, names)
            answer = {"result": plain(names.get("result"))}
        else:
            with tf.Graph().as_default():
                exec(code, names)
                answer = {"result": plain(names.get("result"))}
    except BaseException as error:
        # what follows the first line are lines of TensorFlow's own source and paths of a machine
        answer = {"error": type(error).__name__, "message": str(error).strip().split("\n", 1)[0]}
    finally:
        del printed.by_thread[threading.get_ident()]
    answer["printed"] = text.getvalue()
    return answer


def run_programs(tf, sources, prelude="", root=False):
    """Runs each source under the library `tf` and returns their answers.

    Each runs in a thread of its own, so that no stack of scopes left open reaches the next one, and
    in a fresh graph: inside `with tf.Graph().as_default()`, or, with `root`, on a default graph
    that was just reset. A program leaves what it found out in `result`.
    """
    answers = []
    printed = _Printed(sys.stdout)
    before, sys.stdout = sys.stdout, printed
    try:
        for source in sources:

            def work(source=source):
                answers.append(_execute(tf, source, prelude, root, printed))

            thread = threading.Thread(target=work)
            thread.start()
            thread.join()
    finally:
        sys.stdout = before
    return answers


def main():
    # Answers go to the real standard output; nothing else written there may be taken for one.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    import warnings

    warnings.simplefilter("ignore")
    import tensorflow as tf

    tf.compat.v1.logging.set_verbosity(tf.compat.v1.logging.FATAL)
    answers.write(json.dumps({"version": tf.__version__}) + "\n")
    answers.flush()
    for line in sys.stdin:
        request = json.loads(line)
        reply = run_programs(tf, request["sources"], request["prelude"], request["root"])
        answers.write(json.dumps(reply) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
