"""The picture as its user meets it: the page in a headless Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, ViewportSize

from scopeflow.inspect.picture.page import page as page_of
from tests.browser.board import Box
from tests.browser.board import page as chromium_page
from tests.conftest import find_chromium
from tests.inspect.graphs import large, two_towers
from tests.inspect.picture_page import PicturePage

pytestmark = pytest.mark.browser

WIDE: ViewportSize = {"width": 1400, "height": 1000}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("picture") / "towers.html"
    path.write_text(page_of(two_towers(), "Two towers"), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def browser_page() -> Iterator[Page]:
    chromium = find_chromium()
    assert chromium is not None
    with chromium_page(chromium) as page:
        yield page


@pytest.fixture
def picture(file: Path, browser_page: Page) -> Iterator[PicturePage]:
    browser_page.emulate_media(color_scheme="light")
    opened = PicturePage(browser_page, file)
    yield opened
    assert opened.problems == []


def test_the_page_opens_with_the_model_and_without_helpers(picture: PicturePage) -> None:
    names = picture.names()
    assert {"net/", "net_1/", "loss/", "left", "right", "net/layer_0/w"} <= names
    assert not [name for name in names if name.startswith(("save", "gradients", "Adam", "init"))]
    assert not [name for name in names if "Initializer" in name or name.endswith("/read")]


def test_what_is_in_a_scope_is_drawn_inside_its_box(picture: PicturePage) -> None:
    assert picture.box("net/layer_0/w").inside(picture.box("net/layer_0/"))
    assert picture.box("net/layer_0/").inside(picture.box("net/"))
    assert picture.box("net_1/").apart_from(picture.box("net/"))
    assert picture.box("left").apart_from(picture.box("net/"))


def test_variable_scopes_have_a_colour_of_their_own(picture: PicturePage) -> None:
    fill = "e => getComputedStyle(e.querySelector('.shape')).fill"
    variable_scope, again, name_scope = (
        picture.node(name).evaluate(fill) for name in ("net/", "net_1/", "loss/")
    )
    assert variable_scope == again != name_scope


def test_a_shared_variable_is_drawn_once_with_a_line_to_each_user(picture: PicturePage) -> None:
    assert picture.node("net/layer_0/w").count() == 1
    assert sorted(picture.edges("net/layer_0/w")) == [
        ("net/layer_0/w", "net/layer_0/MatMul", True),
        ("net/layer_0/w", "net_1/layer_0/MatMul", True),
    ]


def test_a_scope_closes_and_opens_again(picture: PicturePage) -> None:
    before = picture.names()
    picture.toggle("net/")
    assert "net/layer_0/" not in picture.names()
    assert ("net/", "net_1/layer_0/MatMul", True) in picture.edges("net/")
    picture.toggle("net/")
    assert picture.names() == before


def test_a_scope_stays_where_it_is_while_it_closes(picture: PicturePage) -> None:
    before = picture.box("net_1/")
    picture.toggle("net_1/")
    after = picture.box("net_1/")
    assert abs(before.left - after.left) < 2
    assert abs(before.top - after.top) < 2


def test_a_click_tells_what_the_node_is_and_why_it_has_its_name(picture: PicturePage) -> None:
    picture.node("net/layer_0/w").click()
    told = picture.details()
    assert "[4, 4]" in told
    assert "got 2 times" in told
    assert "graphs.py" in told
    assert 'tf.variable_scope("net")' in told
    assert "net_1/layer_0/MatMul" in told
    assert picture.node("net/layer_0/w").get_attribute("aria-selected") == "true"


def test_the_details_say_whether_a_scope_is_open(picture: PicturePage) -> None:
    picture.toggle("loss/")
    assert "Open it" in picture.details()
    picture.after(lambda: picture.page.click("#details .fold-here"))
    assert "Close it" in picture.details()
    assert "loss/Sum" in picture.names()


def test_a_name_in_the_details_leads_there(picture: PicturePage) -> None:
    picture.node("net/layer_0/w").click()
    picture.after(lambda: picture.page.click('#details [data-go="net_1/layer_0/MatMul"]'))
    assert picture.focused() == "net_1/layer_0/MatMul"
    assert "MatMul" in picture.details()


def test_search_finds_a_node_in_a_closed_scope_and_opens_it(picture: PicturePage) -> None:
    picture.toggle("net_1/")
    picture.press("/")
    picture.page.keyboard.type("net_1/layer_1/rel")
    assert picture.page.locator("#results [role=option]").count() == 1
    picture.after(lambda: picture.press("Enter"))
    assert picture.focused() == "net_1/layer_1/Relu"
    assert not picture.page.is_visible("#results")


def test_search_says_what_is_among_the_helpers(picture: PicturePage) -> None:
    picture.page.fill("#search", "no such name")
    assert picture.page.inner_text("#results") == "nothing that is shown has this in its name"
    picture.page.fill("#search", "SaveV2")
    assert "among the helpers that are left out" in picture.page.inner_text("#results")
    picture.page.locator("#search").press("Escape")
    assert not picture.page.is_visible("#results")


def test_keys_walk_open_and_close_like_a_tree(picture: PicturePage) -> None:
    picture.node("net/").focus()
    picture.press("ArrowRight")
    assert picture.focused() == "net/layer_0/"
    picture.press("ArrowDown")
    assert str(picture.focused()).startswith("net/layer_0/")
    picture.press("ArrowLeft")
    assert picture.focused() == "net/layer_0/"
    picture.after(lambda: picture.press("ArrowLeft"))
    assert picture.node("net/layer_0/").get_attribute("aria-expanded") == "false"
    assert picture.focused() == "net/layer_0/"
    picture.press("ArrowLeft")
    assert picture.focused() == "net/"
    picture.after(lambda: picture.press("Enter"))
    assert "net/layer_0/" not in picture.names()
    picture.press("Escape")
    assert picture.details() == ""


def test_the_panel_covers_nothing_of_the_picture(picture: PicturePage) -> None:
    before = picture.box("net_1/")
    panel = picture.place("#details")
    assert "Click a scope" in picture.page.inner_text("#details")
    picture.node("net/layer_0/w").click()
    assert picture.place("#details") == panel
    assert picture.box("net_1/") == before
    assert picture.place("#view").right <= panel.left + 1


def test_counts_in_boxes_are_those_of_the_tree(picture: PicturePage) -> None:
    scope = picture.node("net/").get_attribute("aria-label")
    assert scope == "variable scope net, 78 nodes, 68 folded, 40 parameters"
    assert "78 nodes · 68 folded · 40 parameters" in str(picture.page.text_content(".titles"))
    assert picture.page.inner_text("#totals") == (
        "226 nodes, 4 variables, 40 parameters, and 10 more variables kept by the optimizer (82 numbers)"
    )
    picture.page.click("#roles summary")
    picture.after(lambda: picture.page.check("#roles input[value=slot]"))
    scope = picture.node("net/").get_attribute("aria-label")
    assert scope == "variable scope net, 78 nodes, 60 folded, 40 parameters"
    picture.after(lambda: picture.page.uncheck("#roles input[value=slot]"))


def test_titles_stand_on_their_boxes_colour_above_the_lines(picture: PicturePage) -> None:
    groups = "[...document.querySelector('#stage').children].map(e => e.getAttribute('class'))"
    assert picture.page.evaluate(groups)[-2:] == ["edges", "titles"]
    fill = "selector => getComputedStyle(document.querySelector(selector)).fill"
    for kind in (".variable-scope", ":not(.variable-scope)"):
        back = picture.page.evaluate(fill, f".titles .scope{kind} .back")
        assert back == picture.page.evaluate(fill, f".nodes .scope.open{kind} .shape")


def test_a_broken_line_of_an_explanation_goes_on_under_its_beginning(picture: PicturePage) -> None:
    picture.node("net/layer_0/w").click()
    for line in picture.page.locator("#details .line").all():
        padding, indent = line.evaluate(
            "e => [getComputedStyle(e).paddingLeft, getComputedStyle(e).textIndent].map(parseFloat)"
        )
        assert padding >= -indent > 0


def test_the_header_is_one_row_on_a_common_screen(picture: PicturePage) -> None:
    picture.page.set_viewport_size({"width": 1280, "height": 800})
    rows = {picture.place(f"#{part}").top for part in ("search", "expand", "fit", "theme")}
    assert max(rows) - min(rows) < 4
    picture.page.set_viewport_size(WIDE)


def test_a_narrow_window_keeps_picture_results_and_panel_in_view(picture: PicturePage) -> None:
    picture.page.set_viewport_size({"width": 420, "height": 800})
    picture.page.wait_for_function("document.getElementById('view').clientWidth <= 420")
    view = picture.place("#view")
    whole = picture.place("#stage")
    assert whole.left >= 0
    assert whole.top >= view.top
    picture.page.fill("#search", "w")
    found = picture.place("#results")
    assert (found.left >= 0, found.right <= 420) == (True, True)
    picture.page.press("#search", "Escape")
    picture.page.click("#roles summary")
    assert picture.place("#roles > div").left >= 0
    picture.page.click("#roles summary")
    picture.node("net/layer_0/w").click()
    picture.page.wait_for_selector("#details:not(.empty)")
    picture.page.wait_for_function("document.getElementById('view').clientHeight < 500")
    assert picture.box("net/layer_0/w").inside(picture.place("#view"))
    picture.page.set_viewport_size(WIDE)


def test_a_double_click_opens_and_closes_in_a_narrow_window_too(picture: PicturePage) -> None:
    picture.page.set_viewport_size({"width": 700, "height": 700})
    picture.toggle("net/")
    picture.press("Escape")
    picture.after(lambda: picture.node("net/").dblclick())
    assert "net/layer_0/" in picture.names()
    picture.page.set_viewport_size(WIDE)


def test_a_long_title_stays_in_its_box(browser_page: Page, tmp_path: Path) -> None:
    import scopeflow as tf

    name = "n" * 3000
    with tf.Graph().as_default() as graph, tf.variable_scope(name), tf.variable_scope("inner"):
        tf.add(tf.get_variable("v", [1]), 1.0)
    path = tmp_path / "long.html"
    path.write_text(page_of(graph, "Long"), encoding="utf-8")
    picture = PicturePage(browser_page, path)
    box = picture.box(f"{name}/")
    title = picture.page.locator(".titles .label").first
    assert str(title.text_content()).endswith("…")
    assert Box.of(title.bounding_box()).inside(box)
    assert picture.node(f"{name}/").locator("title").first.text_content() == name
    assert box.right - box.left > box.bottom - box.top


def test_one_parameter_is_one(browser_page: Page, tmp_path: Path) -> None:
    import scopeflow as tf

    with tf.Graph().as_default() as graph, tf.variable_scope("s"):
        tf.get_variable("v", [1])
    path = tmp_path / "one.html"
    path.write_text(page_of(graph, "One", open_scopes=[]), encoding="utf-8")
    picture = PicturePage(browser_page, path)
    assert "10 nodes · 9 folded · 1 parameter" in str(picture.node("s/").text_content())


def test_every_node_is_named_for_those_who_do_not_see_it(picture: PicturePage) -> None:
    label = picture.node("net/layer_0/w").get_attribute("aria-label")
    assert label == "variable net/layer_0/w, float32 [4, 4], shared 2 times"
    scope = picture.node("net/").get_attribute("aria-label")
    assert scope is not None
    assert scope.startswith("variable scope net, ")
    assert scope.endswith("40 parameters")
    assert picture.page.get_by_role("treeitem").count() == len(picture.names())
    assert picture.page.locator('.nodes [tabindex="0"]').count() == 1
    for control in ("button", "select", "input"):
        for found in picture.page.locator(f"{control}:visible").all():
            name = found.get_attribute("aria-label") or found.inner_text()
            assert name.strip(), found


def test_helpers_are_shown_when_asked_for(picture: PicturePage) -> None:
    picture.page.click("#roles summary")
    picture.after(lambda: picture.page.check("#roles input[value=gradient]"))
    assert {"gradients/", "Adam/"} <= picture.names()
    picture.after(lambda: picture.page.uncheck("#roles input[value=gradient]"))
    assert not {"gradients/", "Adam/"} & picture.names()


def test_bigger_variables_are_drawn_bigger(picture: PicturePage) -> None:
    weights, bias = picture.box("net/layer_0/w"), picture.box("net/layer_0/b")
    assert weights.bottom - weights.top > bias.bottom - bias.top


def test_dark_follows_the_system_and_the_switch(picture: PicturePage) -> None:
    assert picture.brightness() > 600
    picture.page.emulate_media(color_scheme="dark")
    picture.page.wait_for_selector("html[data-theme=dark]")
    assert picture.brightness() < 150
    picture.page.click("#theme")
    assert picture.brightness() > 600


def test_the_wheel_zooms_and_fit_brings_all_back(picture: PicturePage) -> None:
    picture.page.click("#fit")
    before = picture.box("net/")
    picture.page.mouse.move(500, 500)
    picture.page.mouse.wheel(0, -500)
    assert picture.box("net/").right - picture.box("net/").left > 1.2 * (before.right - before.left)
    picture.page.click("#fit")
    assert picture.box("net/") == before


def test_the_picture_has_the_colours_of_what_it_shows(picture: PicturePage, tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    picture.page.screenshot(path=path)
    with Image.open(path) as image:
        colours = {colour for _, colour in image.convert("RGB").getcolors(maxcolors=1 << 24) or []}
    assert {(0xBF, 0xE5, 0xC6), (0xEF, 0xF5, 0xFB), (0xC2, 0x54, 0x0A)} <= colours


@pytest.mark.slow
def test_twenty_thousand_nodes_stay_usable(browser_page: Page, tmp_path: Path) -> None:
    graph = large()
    assert len(graph.get_operations()) > 15_000
    path = tmp_path / "large.html"
    path.write_text(page_of(graph, "Large"), encoding="utf-8")
    picture = PicturePage(browser_page, path)
    assert 10 < len(picture.names()) < 120
    picture.toggle("block_3/")
    picture.toggle("block_3/layer_1/")
    assert len(picture.names()) < 200
    picture.page.fill("#search", "block_17/layer_2/relu_7")
    picture.after(lambda: picture.page.press("#search", "Enter"))
    assert picture.focused() == "block_17/layer_2/Relu_7"
    assert len(picture.names()) < 300
    picture.after(lambda: picture.page.click("#collapse"))
    picture.after(lambda: picture.page.click("#expand"))
    assert len(picture.names()) < 500
    assert picture.problems == []


def test_an_empty_graph_says_so(browser_page: Page, tmp_path: Path) -> None:
    import scopeflow as tf

    path = tmp_path / "empty.html"
    path.write_text(page_of(tf.Graph(), "Empty"), encoding="utf-8")
    browser_page.goto(path.as_uri())
    browser_page.wait_for_selector("#busy:visible")
    assert browser_page.inner_text("#busy") == "There is nothing in this graph."
