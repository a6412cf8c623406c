# SPDX-License-Identifier: MIT
"""The KTAP reader: what is green, and everything that must not be."""

from __future__ import annotations

import ktap
import pytest

GOOD = """\
noise before
KTAP version 1
1..2
    KTAP version 1
    # Subtest: bootmem
    1..2
    ok 1 alloc
    ok 2 free
# bootmem: pass:2 fail:0 skip:0 total:2
ok 1 bootmem
    KTAP version 1
    # Subtest: printf
    1..2
        KTAP version 1
        # Subtest: hex
        1..2
        ok 1 zero
        ok 2 max
    ok 1 hex
        KTAP version 1
        # Subtest: oct
        ok 1 zero
        ok 2 max
    # oct: pass:2 fail:0 skip:0 total:2
    ok 2 oct
ok 2 printf
noise after
"""


def optional(line: str) -> bool:
    """Lines that say nothing the verdict hangs on."""
    named = "# Subtest:" in line and "oct" not in line
    return "noise" in line or "# bootmem" in line or named


def test_good_log_is_green() -> None:
    """The twin of every test below: the same log, whole, has no error."""
    report = ktap.parse(GOOD)
    assert report.errors == []
    assert report.green
    assert report.passed == [
        "bootmem/alloc",
        "bootmem/free",
        "printf/hex/zero",
        "printf/hex/max",
        "printf/oct/zero",
        "printf/oct/max",
    ]


def test_every_missing_line_is_seen() -> None:
    """Take any one line of structure away: never green again."""
    lines = GOOD.splitlines(keepends=True)
    for at, line in enumerate(lines):
        if optional(line):
            continue
        report = ktap.parse("".join(lines[:at] + lines[at + 1 :]))
        assert not report.green, f"without line {at + 1} {line!r}"


def test_every_truncation_is_seen() -> None:
    """Cut the log after any byte before the last result's end: not green."""
    end = GOOD.index("noise after")
    for at in range(end):
        report = ktap.parse(GOOD[:at])
        assert not report.green, f"cut at {at}: ...{GOOD[max(0, at - 20):at]!r}"


def test_every_not_ok_is_seen() -> None:
    """Turn any one ok into not ok: that alone makes the log red."""
    at = GOOD.find("ok ")
    while at >= 0:
        report = ktap.parse(GOOD[:at] + "not " + GOOD[at:])
        assert not report.green
        assert report.failed, f"not ok at {at} was not counted"
        at = GOOD.find("ok ", at + 3)


def test_every_line_twice_is_seen() -> None:
    """A line printed twice is a second result, plan or start."""
    lines = GOOD.splitlines(keepends=True)
    for at, line in enumerate(lines):
        if optional(line) or "#" in line:
            continue
        report = ktap.parse("".join(lines[: at + 1] + lines[at:]))
        assert not report.green, f"line {at + 1} {line!r} twice"


def test_cr_lf_and_foreign_bytes() -> None:
    """A UART's CR LF, and bytes in no encoding, change no verdict."""
    log = GOOD.replace("\n", "\r\n").encode().replace(b"noise", b"\xff\xfe\x00")
    assert ktap.parse(log).green


def test_stamped_messages_inside() -> None:
    """The kernel's own messages may stand between results."""
    log = GOOD.replace("    ok 2 free", "[    1.234567] map: clipped\n    ok 2 free")
    assert ktap.parse(log).green


def test_garbage_inside() -> None:
    """Anything else between results is garbage, and said to be."""
    log = GOOD.replace("    ok 2 free", "<<<\x01\x02\n    ok 2 free")
    assert ktap.parse(log).kinds() == {ktap.GARBAGE}


def short(value: str) -> str:
    """A test's name must fit on a line: the last line of a log will do."""
    lines = value.strip().splitlines() or ["nothing"]
    return f"{lines[-1].strip()[:24]} ({len(lines)} lines)" if len(lines) > 1 else lines[0]


@pytest.mark.parametrize(
    ("log", "kind"),
    [
        ("", ktap.NO_KTAP),
        ("hello\nworld\n", ktap.NO_KTAP),
        ("KTAP version 1\n", ktap.NO_PLAN),
        ("KTAP version 1\nok 1 a\n", ktap.NO_PLAN),
        ("KTAP version 1\nok 1 a\n1..1\n", ktap.NO_PLAN),
        ("KTAP version 1\n1..0\n", ktap.NOTHING_RAN),
        ("KTAP version 1\n1..2\nok 1 a\n", ktap.UNFULFILLED),
        ("KTAP version 1\n1..2\nok 1 a\nok 1 b\n", ktap.NUMBER),
        ("KTAP version 1\n1..2\nok 1 a\nok 3 b\n", ktap.NUMBER),
        ("KTAP version 1\n1..1\nok 1 a\nok 2 b\n", ktap.STRAY),
        ("KTAP version 1\n1..1\n1..1\nok 1 a\n", ktap.CONTRADICTION),
        ("KTAP version 1\n1..1\nok 1 a\nKTAP version 1\n", ktap.NO_PLAN),
        ("KTAP version 1\n1..1\nBail out! fire\nok 1 a\n", ktap.BAILED),
        ("KTAP version 2\n1..1\nok 1 a\n", ktap.GARBAGE),
        ("1..1\nok 1 a\n", ktap.STRAY),
        ("ok 1 a\n", ktap.STRAY),
        ("KTAP version 1\n1..1\n  1..1\n  ok 1 x\nok 1 a\n", ktap.STRAY),
        (
            "KTAP version 1\n1..1\n  KTAP version 1\n  1..1\n  not ok 1 x\nok 1 a\n",
            ktap.CONTRADICTION,
        ),
        (
            "KTAP version 1\n1..1\n  KTAP version 1\n  ok 1 x\nok 1 a\n",
            ktap.NO_PLAN,
        ),
        ("KTAP version 1\n1..1\n  KTAP version 1\nok 1 a\n", ktap.NO_PLAN),
        (GOOD.replace("# oct: pass:2", "# other: pass:2"), ktap.NO_PLAN),
        (GOOD.replace("total:2\n    ok 2", "total:3\n    ok 2"), ktap.UNFULFILLED),
        (GOOD.replace("    # oct", "        ok 3 more\n    # oct"), ktap.UNFULFILLED),
    ],
    ids=short,
)
def test_broken(log: str, kind: str) -> None:
    """Each broken rule has its own name."""
    report = ktap.parse(log)
    assert not report.green
    assert kind in report.kinds()
    assert report.why()


def test_skip_is_never_a_pass() -> None:
    """A skipped test is counted apart and is not green."""
    report = ktap.parse("KTAP version 1\n1..2\nok 1 a\nok 2 b # SKIP no disk\n")
    assert report.skipped == ["b"]
    assert not report.green
    assert "skipped" in report.why()


def test_second_block() -> None:
    """The console's `test` prints a second block; both must be green."""
    assert ktap.parse(GOOD + GOOD).blocks == 2
    assert ktap.parse(GOOD + GOOD).green
    assert not ktap.parse(GOOD + GOOD.replace("ok 2 free", "not ok 2 free")).green


def test_old_dash_form() -> None:
    """ "ok 1 - name" is the same result as "ok 1 name"."""
    assert ktap.parse("KTAP version 1\n1..1\nok 1 - a b\n").passed == ["a b"]


EXPLAINED = (
    "KTAP version 1\n1..1\n    KTAP version 1\n    # Subtest: a\n    1..1\n"
    "    # x: EXPECTATION FAILED at a.c:1\n    Expected 1 == 2, but\n"
    "        1 == 1\n    {} 1 x\n{} 1 a\n"
)


def test_a_failure_may_explain_itself() -> None:
    """KUnit's report of a failed expectation is no garbage, and no pass."""
    report = ktap.parse(EXPLAINED.format("not ok", "not ok"))
    assert not report.errors and report.failed == ["a/x", "a"]
    report = ktap.parse(EXPLAINED.format("ok", "ok"))
    assert report.kinds() == {ktap.CONTRADICTION}
