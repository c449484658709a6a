"""What every test may rely on: fixed random searches, the reference, a browser in CI."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.reference.live import Local, Reference, interpreter

# Tests search the same examples every time, here and in CI; `make fuzz` searches new ones.
FIXED_SEED = 20151109
FUZZING = os.environ.get("SCOPEFLOW_HYPOTHESIS") == "fuzz"
# What a test compiles is compiled anew, and nothing is written to the user's folders; tests of kept programs say where.
os.environ["SCOPEFLOW_CACHE"] = "off"
BROWSER_REQUIRED = bool(os.environ.get("SCOPEFLOW_BROWSER_REQUIRED"))

_common = {
    "deadline": None,
    "print_blob": True,
    "suppress_health_check": [hypothesis.HealthCheck.too_slow],
}
hypothesis.settings.register_profile("ci", database=None, **_common)
hypothesis.settings.register_profile(
    "fuzz", max_examples=int(os.environ.get("FUZZ_EXAMPLES", "2000")), **_common
)

_browser_tests_passed = 0


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--picture", type=Path, help="where the browser test is to leave its screenshot"
    )


@pytest.hookimpl(tryfirst=True)  # before hypothesis reads its option
def pytest_configure(config: pytest.Config) -> None:
    hypothesis.settings.load_profile("fuzz" if FUZZING else "ci")
    if config.getoption("--hypothesis-seed", None) is None:
        config.option.hypothesis_seed = secrets.randbelow(2**32) if FUZZING else FIXED_SEED


def pytest_report_header(config: pytest.Config) -> list[str]:
    profile, seed = "fuzz" if FUZZING else "ci", config.option.hypothesis_seed
    live = interpreter()
    return [
        f"hypothesis: profile {profile}, --hypothesis-seed={seed}",
        f"reference: {f'live, {live}' if live else 'none here, comparisons replay records'}",
        f"browser: {find_chromium() or 'none on PATH, its tests will not run (make browser)'}",
    ]


def find_chromium() -> str | None:
    """A chromium on PATH."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((found for name in names if (found := shutil.which(name))), None)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") and not find_chromium():
        if BROWSER_REQUIRED:
            pytest.fail("no chromium on PATH, and this run must drive one", pytrace=False)
        pytest.skip("no chromium on PATH: `make browser` installs one")
    if item.get_closest_marker("reference") and interpreter() is None:
        pytest.skip("no TensorFlow 1.15 here: docs/reference.md says how to set one up")


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    global _browser_tests_passed
    if report.when == "call" and report.passed and "browser" in report.keywords:
        _browser_tests_passed += 1


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A run that must include browser tests and did not is a failed run, whatever the reason."""
    if BROWSER_REQUIRED and not _browser_tests_passed and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if BROWSER_REQUIRED and not _browser_tests_passed:
        terminalreporter.section("browser", red=True)
        terminalreporter.line(
            "no browser test passed, and SCOPEFLOW_BROWSER_REQUIRED says that one must"
        )


@pytest.fixture(scope="session")
def reference() -> Iterator[Reference]:
    """A live TensorFlow 1.15; tests that use it are skipped where there is none."""
    if interpreter() is None:
        pytest.skip("no TensorFlow 1.15 here: docs/reference.md says how to set one up")
    with Reference() as live:
        yield live


@pytest.fixture(scope="session")
def local() -> Local:
    """scopeflow, asked in the same way as the `reference`."""
    return Local()
