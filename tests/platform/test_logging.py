"""tf.logging: which messages come out, in which form, and from whose line."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest

import scopeflow as tf

LOG = tf.logging


@pytest.fixture(autouse=True)
def _verbosity_as_it_was():
    before = tf.get_logger().level
    yield
    tf.get_logger().setLevel(before)


def said(caplog):
    return [record.getMessage() for record in caplog.records]


def test_lines_look_like_tensorflows():
    program = (
        "import scopeflow as tf\n"
        "tf.logging.info('quiet')\n"
        "tf.logging.warn('w %d', 3)\n"
        "tf.logging.set_verbosity(tf.logging.INFO)\n"
        "tf.logging.info('i')\n"
        "tf.logging.fatal('f')\n"
        "tf.logging.TaskLevelStatusMessage('t')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == ""
    assert done.stderr.splitlines() == [
        "WARNING:tensorflow:w 3",
        "INFO:tensorflow:i",
        "CRITICAL:tensorflow:f",
        "ERROR:tensorflow:t",
    ]


def test_a_program_that_configured_logging_keeps_its_own_form():
    program = (
        "import logging; logging.basicConfig(format='ROOT %(message)s')\n"
        "import scopeflow as tf; tf.logging.warn('x')\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stderr.splitlines() == ["ROOT x"]


@pytest.mark.parametrize(
    ("level", "spoken"),
    [(LOG.DEBUG, 6), (LOG.INFO, 5), (LOG.WARN, 4), (LOG.ERROR, 2), (LOG.FATAL, 1)],
)
def test_verbosity_is_the_lowest_level_that_is_logged(caplog, level, spoken):
    LOG.set_verbosity(level)
    assert LOG.get_verbosity() == level
    for speak in (LOG.debug, LOG.info, LOG.warn, LOG.warning, LOG.error, LOG.fatal):
        speak("message %s", "x")
    assert said(caplog) == ["message x"] * spoken


def test_the_line_logged_is_the_callers(caplog):
    LOG.set_verbosity(LOG.DEBUG)
    for speak in (LOG.debug, LOG.info, LOG.warn, LOG.warning, LOG.error, LOG.fatal):
        speak("x")
    LOG.log(LOG.INFO, "x")
    LOG.vlog(LOG.INFO, "x")
    assert {record.filename for record in caplog.records} == {"test_logging.py"}


def test_every_n_and_first_n_count_by_line(caplog):
    for i in range(5):
        LOG.log_every_n(LOG.ERROR, "every %d", 2, i)
        LOG.log_first_n(LOG.ERROR, "first %d", 2, i)
        LOG.log_every_n(LOG.ERROR, "third %d", 3, i)
    expected = ["every 0", "first 0", "third 0", "first 1", "every 2", "third 3", "every 4"]
    assert said(caplog) == expected


def test_log_if_asks(caplog):
    LOG.log_if(LOG.ERROR, "yes %d", True, 1)
    LOG.log_if(LOG.ERROR, "no %d", False, 1)
    assert said(caplog) == ["yes 1"]


def test_flush_is_refused():
    with pytest.raises(NotImplementedError):
        LOG.flush()


def test_the_logger_is_the_one_programs_know():
    assert tf.get_logger() is logging.getLogger("tensorflow")
