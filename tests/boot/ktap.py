# SPDX-License-Identifier: MIT
"""ktap.py - a reader of KTAP that does not want to be kind

Most TAP readers forgive: a missing plan, a stream that ends early, a number
that repeats. Here each of these is how a broken kernel looks from outside, so
each is an error. A report is green only if there is at least one block, every
plan at every level was fulfilled to the number, at least one test ran, and
nothing was "not ok" or skipped.

	KTAP version 1
	1..1				plan: one suite
	    KTAP version 1		a deeper indent opens a level
	    # Subtest: page_alloc
	    1..2
	    ok 1 split
	    ok 2 merge
	ok 1 page_alloc			the result closes the level

A parameterised case, the third level, may have no plan, because KUnit learns
how many parameters there are by using them. Its summary stands for the plan
and must come before its result and agree with what was counted:

	        # Subtest: sizes
	        ok 1 zero
	        ok 2 huge
	    # sizes: pass:2 fail:0 skip:0 total:2
	    ok 3 sizes

Inside a block the kernel's stamped messages ("[    0.12] ...") and "#" lines
may stand between the results, and after "# case: EXPECTATION FAILED" what was
expected, up to the next result; anything else there is garbage. Outside of a
block everything may stand but a result or a plan, which would be one that the
plan did not announce.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

# Kinds of error, as the harness tells them apart.
NO_KTAP = "no ktap"
NO_PLAN = "no plan"
UNFULFILLED = "unfulfilled plan"
NUMBER = "number"
GARBAGE = "garbage"
NOTHING_RAN = "nothing ran"
STRAY = "stray result"
BAILED = "bail out"
CONTRADICTION = "contradiction"

VERSION = re.compile(r"K?TAP version (\d+)$")
PLAN = re.compile(r"1\.\.(\d+)$")
RESULT = re.compile(
    r"(?P<bad>not )?ok (?P<number>\d+)(?: (?:- )?(?P<name>.*?))?"
    r"(?P<directive> ?# ?(?:SKIP|TODO|XFAIL|TIMEOUT|ERROR)\b.*)?$",
    re.IGNORECASE,
)
FAILED = re.compile(r"# .*: (EXPECTATION|ASSERTION) FAILED at ")
SUMMARY = re.compile(r"# (.+): pass:\d+ fail:\d+ skip:\d+ total:(\d+)$")
SUBTEST = re.compile(r"# Subtest: (.*)$")
STAMP = re.compile(r"\[ *\d+\.\d+\]")


# Levels, from 0: the block, a suite, a case's parameters.
PARAMETERS = 2


@dataclass
class Error:
    """One broken rule, with the line (from 1) where it was noticed."""

    kind: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.kind}: {self.text}"


@dataclass(eq=False)
class Level:
    """One list of results: the top, a suite, or a parameterised case."""

    indent: int
    name: str = ""
    plan: int | None = None
    total: int | None = None  # from the summary
    done: int = 0
    failed: int = 0


@dataclass
class Report:
    """What a log says. Names are paths of leaves: "page_alloc/split"."""

    blocks: int = 0
    passed: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    errors: list[Error] = field(default_factory=list)

    @property
    def green(self) -> bool:
        return bool(self.passed) and not (self.failed or self.skipped or self.errors)

    def kinds(self) -> set[str]:
        return {error.kind for error in self.errors}

    def why(self) -> str:
        """In one sentence, why this report is not green."""
        if self.errors:
            more = f" (and {len(self.errors) - 1} more)" if self.errors[1:] else ""
            return f"{self.errors[0]}{more}"
        if self.failed:
            return f"{len(self.failed)} not ok: {', '.join(self.failed[:5])}"
        if self.skipped:
            return f"{len(self.skipped)} skipped: {', '.join(self.skipped[:5])}"
        return "" if self.passed else "no test ran"


class _Parser:
    """Walks the lines with a stack of open levels, outermost first."""

    def __init__(self) -> None:
        self.report = Report()
        self.stack: list[Level] = []
        self.line = 0
        self.explaining = False  # KUnit says why a case fails

    def error(self, kind: str, text: str) -> None:
        self.report.errors.append(Error(kind, self.line, text))

    def feed(self, raw: str) -> None:
        self.line += 1
        text = raw.strip("\r")
        indent = len(text) - len(text.lstrip(" "))
        text = text.strip()
        if version := VERSION.match(text):
            self._version(indent, version)
        elif plan := PLAN.match(text):
            self._plan(indent, int(plan[1]))
        elif result := RESULT.match(text):
            # A case that was explained and is ok all the same is a lie.
            if self.explaining and not result["bad"]:
                self.error(CONTRADICTION, f"{text}, but an expectation failed")
            self.explaining = False
            self._result(indent, result)
        elif text.lower().startswith("bail out!"):
            self.error(BAILED, text)
        elif subtest := SUBTEST.match(text):
            if self.stack and indent == self.stack[-1].indent:
                self.stack[-1].name = subtest[1]
        elif summary := SUMMARY.match(text):
            if self.stack and self.stack[-1].name == summary[1]:
                self.stack[-1].total = int(summary[2])
        elif FAILED.match(text):
            self.explaining = True
        elif self.stack and not (self.explaining or self._tolerated(text)):
            self.error(GARBAGE, repr(text[:60]))

    @staticmethod
    def _tolerated(text: str) -> bool:
        return not text or text.startswith("#") or bool(STAMP.match(text))

    def _version(self, indent: int, version: re.Match[str]) -> None:
        if version[1] != "1":
            self.error(GARBAGE, f"unknown KTAP version {version[1]}")
        if self.stack and indent <= self.stack[-1].indent:
            # A new start where results were owed: what was open is cut off.
            self._close(0)
        if not self.stack:
            self.report.blocks += 1
        self.stack.append(Level(indent))

    def _plan(self, indent: int, count: int) -> None:
        if not self.stack:
            self.error(STRAY, f"plan 1..{count} outside of a block")
            return
        level = self.stack[-1]
        if indent != level.indent:
            self.error(STRAY, f"plan 1..{count} at an indent nobody opened")
        elif level.plan is not None or level.total is not None:
            self.error(CONTRADICTION, "a second plan on the same level")
        elif level.done:
            self.error(NO_PLAN, "the plan came after results")
        else:
            level.plan = count
            if count == 0:
                self.error(NOTHING_RAN, f"{level.name or 'the plan'} has no tests")
                self._finish_if_complete()

    def _result(self, indent: int, result: re.Match[str]) -> None:
        depth = self._depth_at(indent)
        if depth is None:
            self.error(STRAY, repr(result[0][:60]))
            return
        children = self._close(depth + 1)
        level = self.stack[depth]
        level.done += 1
        self._check_number(level, int(result["number"]))
        self._note(result, children)
        if result["bad"]:
            level.failed += 1
        self._finish_if_complete()

    def _depth_at(self, indent: int) -> int | None:
        """The open level with this indent."""
        for depth, level in enumerate(self.stack):
            if level.indent == indent:
                return depth
        return None

    def _check_number(self, level: Level, number: int) -> None:
        if level.total is not None:
            self.error(CONTRADICTION, f"{level.name} goes on after its summary")
        if number != level.done:
            self.error(NUMBER, f"{number} where {level.done} was due")
        if level.plan is not None and number > level.plan:
            self.error(NUMBER, f"{number} exceeds the plan of {level.plan}")

    def _note(self, result: re.Match[str], children: Level | None) -> None:
        """Files the result under its path, if it is a leaf."""
        name = result["name"] or f"#{result['number']}"
        if children is not None:
            if children.failed and not result["bad"]:
                self.error(CONTRADICTION, f"{name} is ok, but a test in it is not")
            if not result["bad"]:
                return
        path = "/".join([level.name for level in self.stack if level.name] + [name])
        if result["bad"]:
            self.report.failed.append(path)
        elif result["directive"]:
            self.report.skipped.append(path)
        else:
            self.report.passed.append(path)

    def _close(self, depth: int) -> Level | None:
        """Closes the levels from @depth on; the outermost of them, if any."""
        closed = self.stack[depth:]
        for level in reversed(closed):
            name = level.name or "the block"
            promised = level.plan
            if promised is None and self.stack.index(level) >= PARAMETERS:
                promised = level.total
            if promised is None:
                self.error(NO_PLAN, f"{name} announced no plan")
            elif level.done != promised:
                text = f"{name} promised {promised}, ran {level.done}"
                self.error(UNFULFILLED, text)
        del self.stack[depth:]
        return closed[0] if closed else None

    def _finish_if_complete(self) -> None:
        """The top level's last result ends the block."""
        if len(self.stack) == 1 and self.stack[0].plan == self.stack[0].done:
            self._close(0)

    def end(self) -> Report:
        self._close(0)
        report = self.report
        if report.blocks == 0:
            self.error(NO_KTAP, "there is no KTAP in the log")
        elif not (report.passed or report.failed or report.skipped):
            self.error(NOTHING_RAN, "no test ran")
        return report


def parse(log: bytes | str) -> Report:
    """Reads a whole console log. CR LF and bytes that are no UTF-8 are fine."""
    text = log.decode("utf-8", "replace") if isinstance(log, bytes) else log
    parser = _Parser()
    lines = text.split("\n")
    if lines and lines[-1]:
        cut = lines.pop().strip("\r")
        if RESULT.match(cut.strip()) or PLAN.match(cut.strip()):
            # "ok 12 name" cut short may have been "ok 120 name", "not ok".
            parser.line = len(lines) + 1
            parser.error(UNFULFILLED, f"the log ends inside a line: {cut[:60]!r}")
            parser.line = 0
    for line in lines:
        parser.feed(line)
    return parser.end()
