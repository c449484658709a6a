"""What a notebook shows of a graph, a scope and a list of variables."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

import scopeflow as tf
from tests.inspect.graphs import two_towers


@pytest.fixture(scope="module")
def towers() -> tf.Graph:
    return two_towers()


def model_in(shown: str) -> dict[str, Any]:
    """The picture's model in the frame that a notebook shows."""
    frame = re.fullmatch(r'<iframe [^>]*srcdoc="([^"]*)"></iframe>', shown)
    assert frame is not None
    page = html.unescape(frame[1])
    return json.loads(page.split('id="model">')[1].split("</script>")[0])


def test_a_graph_shows_its_picture(towers: tf.Graph) -> None:
    model = model_in(towers._repr_html_())
    assert [op[0] for op in model["ops"]] == [op.name for op in towers.get_operations()]


def test_a_variable_scope_shows_the_picture_with_itself_open(towers: tf.Graph) -> None:
    with towers.as_default(), tf.variable_scope("net", reuse=True):
        with tf.variable_scope("layer_1") as scope:
            pass
        model = model_in(scope._repr_html_())
    assert model["focus"] == "net/layer_1/"
    assert {"net/layer_1", "net_1/layer_1"} <= set(model["open"])


@pytest.mark.browser
def test_the_frame_draws_inside_a_page(towers: tf.Graph) -> None:
    from tests.browser.board import page as chromium_page
    from tests.conftest import find_chromium

    chromium = find_chromium()
    assert chromium is not None
    with chromium_page(chromium) as page:
        page.set_content(f"<h1>notebook</h1>{towers._repr_html_()}")
        frame = page.frame_locator("iframe")
        frame.locator("#view[data-drawn]").wait_for()
        assert frame.locator('[data-id="net/"]').count() == 1


def test_the_frame_cannot_reach_the_notebook(towers: tf.Graph) -> None:
    assert 'sandbox="allow-scripts"' in towers._repr_html_()[:400]


def test_a_list_of_variables_shows_a_table_and_is_a_list(towers: tf.Graph) -> None:
    with towers.as_default():
        variables = tf.trainable_variables()
        assert "got 2 times" in variables._repr_html_()
        plain = list(variables)
        assert isinstance(variables, list)
        assert variables == plain
        assert plain == variables
        assert repr(variables) == repr(plain)
        assert (
            type(variables[1:])
            is type(variables + plain)
            is type(sorted(variables, key=id))
            is list
        )


def test_a_list_of_variables_is_fetched_and_differentiated_like_any_list() -> None:
    with tf.Graph().as_default():
        weights = tf.get_variable("w", [], initializer=tf.ones_initializer())
        variables = tf.trainable_variables()
        slopes = tf.gradients(3.0 * weights, variables)
        with tf.Session() as session:
            session.run(tf.variables_initializer(variables))
            values = session.run(variables)
            assert type(values) is list
            assert [values, session.run(slopes)] == [[1.0], [3.0]]
            assert tf.nest.flatten([variables, variables]) == [weights, weights]


@pytest.mark.parametrize(
    "query",
    [
        tf.global_variables,
        tf.local_variables,
        tf.trainable_variables,
        tf.model_variables,
        tf.moving_average_variables,
        lambda: tf.scope_variables("**"),
        lambda: tf.get_variable_scope().variables(),
        lambda: tf.get_variable_scope().trainable_variables(),
    ],
)
def test_every_query_gives_such_a_list(query: Callable[[], Any]) -> None:
    with tf.Graph().as_default():
        assert query() == []
        assert "<table" in query()._repr_html_()
