# SPDX-License-Identifier: MIT
"""conftest.py - a line for each test as it ends, and one last line for all

The last line of a run is "N passed, N failed", printed by the controlling
process after everything that pytest says. An error counts as a failure, and
so does a skipped test: what did not run has not passed.
"""

from __future__ import annotations

import re
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))


# Far beyond any wait of the harness: what reaches it would never end.
TEST_LIMIT_S = 600


def readable(nodeid: str) -> str:
    """ "test_matrix.py::test_pvh[q35-24M]" -> "matrix: pvh q35 24M"."""
    match = re.match(r"(?:.*/)?test_(\w+)\.py::(?:test_)?(.*)", nodeid)
    if not match:
        return nodeid
    name, _, parameters = match[2].partition("[")
    words = name.replace("_", " ")
    if parameters:
        words += " " + parameters.rstrip("]")
    return f"{match[1]}: {words}"


class Progress:
    """Counts, and says what has ended."""

    def __init__(self, config: pytest.Config) -> None:
        self.reporter = config.pluginmanager.getplugin("terminalreporter")
        self.total = 0
        self.bad: set[str] = set()
        self.ended: dict[str, str] = {}
        self.seconds: dict[str, float] = {}

    @property
    def failed(self) -> int:
        return len(self.bad)

    @property
    def passed(self) -> int:
        return len(self.ended.keys() - self.bad)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.total = len(session.items)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node: object, ids: list) -> None:
        self.total = len(ids)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed or report.skipped:
            self.bad.add(report.nodeid)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        spent = self.seconds.get(report.nodeid, 0.0) + report.duration
        self.seconds[report.nodeid] = spent
        outcome = report.outcome
        if outcome == "passed" and hasattr(report, "wasxfail"):
            outcome = "skipped"
        if outcome != "passed":
            self.bad.add(report.nodeid)
        if report.when == "call" or outcome != "passed":
            first = report.nodeid not in self.ended
            self.ended[report.nodeid] = outcome
            if first or outcome != "passed":
                self._line(report.nodeid, outcome, spent)

    def _line(self, nodeid: str, outcome: str, spent: float) -> None:
        word = {"passed": "pass", "failed": "FAIL", "skipped": "SKIP"}[outcome]
        width = len(str(self.total))
        count = f"[{len(self.ended):{width}}/{self.total}]"
        colour = {"green": True} if outcome == "passed" else {"red": True}
        self.reporter.ensure_newline()
        self.reporter.write(f"{count} ")
        self.reporter.write(word, **colour)
        self.reporter.write(f"  {readable(nodeid)}  ({spent:.1f} s)\n", flush=True)


def controller(config: pytest.Config) -> bool:
    """Not one of xdist's workers."""
    return not hasattr(config, "workerinput")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: boots that take many seconds")
    if controller(config) and config.pluginmanager.hasplugin("terminalreporter"):
        config.pluginmanager.register(Progress(config), "boot-progress")


@pytest.hookimpl(tryfirst=True)
def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """No dots: Progress prints a line. The category keeps pytest's summary."""
    if report.when != "call" and report.outcome == "passed":
        return None
    if hasattr(report, "wasxfail"):
        return None
    if report.failed and report.when != "call":
        return "error", "", ""
    return report.outcome, "", ""


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """A test that hangs fails instead of taking the run with it."""

    def give_up(_number: int, _frame: object) -> None:
        raise TimeoutError(f"the test took more than {TEST_LIMIT_S} s")

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(TEST_LIMIT_S)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long boots first, so that no worker is left with one at the end."""
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    progress = session.config.pluginmanager.getplugin("boot-progress")
    if progress is None or exitstatus != 0:
        return
    if progress.failed or not progress.passed:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    progress = config.pluginmanager.getplugin("boot-progress")
    if progress is not None and not config.option.collectonly:
        print(f"{progress.passed} passed, {progress.failed} failed", flush=True)
