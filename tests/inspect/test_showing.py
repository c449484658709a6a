"""Explanations as people see them: plain text, colours in a terminal, HTML in a notebook."""

from __future__ import annotations

import html.parser
import sys
from collections.abc import Iterator

import pytest

import scopeflow as tf


class Checker(html.parser.HTMLParser):
    """Fails on tags that are not closed in order; keeps the text."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def read(page: str) -> str:
    checker = Checker()
    checker.feed(page)
    assert checker.open == []
    return "".join(checker.text)


@pytest.fixture(autouse=True)
def graph() -> Iterator[tf.Graph]:
    with tf.Graph().as_default() as graph, tf.name_scope("n"):
        tf.get_variable("v", [1])
        yield graph


def test_a_notebook_shows_a_table_of_the_parts() -> None:
    page = tf.explain("v")._repr_html_()
    text = read(page)
    assert "The name" not in page and "<table" in page
    for said in ("get_variable looks at variable scopes only", "Who gets it", "To make it n/v"):
        assert said in text


def test_a_notebook_shows_the_nearest_name_too() -> None:
    text = read(tf.explain("n/v")._repr_html_())
    assert "there is no such name" in text and "the name that get_variable was given" in text


def test_html_escapes_what_programs_write() -> None:
    tf.constant("<b>&", name="c")
    text = read(tf.explain("n/c")._repr_html_())
    assert '"<b>&"' in text


def test_a_sharing_report_is_a_table_in_a_notebook() -> None:
    with tf.variable_scope("", reuse=tf.AUTO_REUSE):
        tf.get_variable("v", [1])
    tf.get_variable("alone", [1])
    text = read(tf.sharing_report()._repr_html_())
    assert "1 of 2 variables shared" in text and "alone:0" in text


def test_plain_text_has_no_codes_and_a_terminal_gets_colours(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told = tf.explain("v")
    assert "\x1b" not in str(told) and repr(told) == str(told)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    assert "\x1b[" in repr(told) and "\x1b" not in str(told)
    assert "\x1b[" in repr(tf.sharing_report())


def test_rich_prints_an_explanation() -> None:
    from rich.console import Console

    console = Console(width=200)
    with console.capture() as capture:
        console.print(tf.explain("v"))
    assert capture.get().splitlines()[0] == str(tf.explain("v")).splitlines()[0]


@pytest.mark.parametrize(
    ("filename", "said"),
    [
        ("<ipython-input-3-0a1b>", "notebook cell 3"),
        ("/tmp/ipykernel_77/123.py", "a notebook cell"),
        ("<stdin>", "<stdin>"),
    ],
)
def test_cells_of_a_notebook_are_called_cells(filename: str, said: str) -> None:
    code = compile("import scopeflow as tf\nc = tf.constant(1.0, name='cell_c')", filename, "exec")
    exec(code, {})
    assert tf.explain("n/cell_c").summary.endswith(f"made on line 2 of {said}")
