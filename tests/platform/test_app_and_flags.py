"""tf.app.run and tf.flags: what a command line does."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import scopeflow as tf
flags = tf.app.flags
FLAGS = flags.FLAGS
flags.DEFINE_string('text', 'd', 'h')
tf.flags.DEFINE_integer(flag_name='n', default_value=3, docstring='h')
flags.DEFINE_bool('quick', True, 'h')
flags.DEFINE_float('rate', 0.5, 'h')
flags.DEFINE_enum('kind', 'a', ['a', 'b'], 'h')
flags.DEFINE_list('names', ['x'], 'h')
"""


def run(rest, *arguments):
    command = [sys.executable, "-c", PROGRAM + rest, *arguments]
    return subprocess.run(command, capture_output=True, text=True)


def test_main_gets_what_is_no_flag_of_the_program():
    done = run(
        "def main(argv): print(argv[1:], FLAGS.n, FLAGS.quick, FLAGS.text, FLAGS.names)\ntf.app.run(main)",
        "x", "--n=7", "--noquick", "--names=a,b", "--unknown=3",
    )  # fmt: skip
    assert done.stdout.strip() == "['x', '--unknown=3'] 7 False d ['a', 'b']"
    assert done.returncode == 0


def test_main_of_the_program_is_found_and_its_result_is_the_exit_code():
    assert run("def main(_): return 5\ntf.app.run()").returncode == 5


def test_argv_may_be_given():
    done = run("tf.app.run(lambda argv: print(argv, FLAGS.n), argv=['prog', '--n', '4'])")
    assert done.stdout.strip() == "['prog'] 4"


def test_a_flag_asked_for_before_reads_the_command_line():
    done = run("print(FLAGS.n, FLAGS.kind, 'n' in FLAGS)", "--n=9", "--kind=b")
    assert done.stdout.strip() == "9 b True"


def test_a_flag_can_be_set():
    assert run("FLAGS.n = 12\nprint(FLAGS.n, FLAGS['n'].value)").stdout.strip() == "12 12"


def test_a_value_of_the_wrong_kind_is_refused():
    done = run("tf.app.run(lambda argv: None)", "--n=abc")
    assert done.returncode != 0
    assert "flag --n=abc: invalid literal for int()" in done.stderr


def test_a_missing_required_flag_is_refused():
    done = run("flags.mark_flag_as_required('text2') if 0 else flags.DEFINE_string('need', None, 'h')\n"
               "flags.mark_flag_as_required('need')\ntf.app.run(lambda argv: None)")  # fmt: skip
    assert done.returncode != 0
    assert "need" in done.stderr


def test_help_names_the_programs_flags():
    done = run("tf.app.run(lambda argv: None)", "--help")
    assert "--rate" in done.stdout and "--kind: <a|b>" in done.stdout


def test_older_programs_parse_by_hand():
    assert run("FLAGS._parse_flags()\nprint(FLAGS.n)", "--n=2").stdout.strip() == "2"


def test_messages_keep_tensorflows_form_beside_absls():
    done = run("tf.app.run(lambda _: tf.logging.error('e'))")
    assert "ERROR:tensorflow:e" in done.stderr.splitlines()
