# SPDX-License-Identifier: MIT
"""The harness against kernels that lie: each must be found out, by kind.

The liars of loader.py need no kernel of ours: this file says whether the
other files' verdicts can be believed, also on a day when nothing boots.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import harness
import loader
import pytest

GREEN = "KTAP version 1\n1..2\nok 1 a\nok 2 b\n"
STAMPED = "[    0.001000] hello\n"

LIARS = {
    # name: (text, how it ends, the verdict it must get)
    "panics": ("Kernel panic - not syncing: no memory\n", "panic", "panic"),
    "panics-silently": (GREEN, "panic", "panic"),
    "panics-then-passes": (GREEN + "Kernel panic - oh\n", "pass", "panic"),
    "panics-then-hangs": ("Kernel panic - oh\n", "halt", "panic"),
    "hangs-halted": (STAMPED, "halt", "hang"),
    "hangs-spinning": (STAMPED, "spin", "hang"),
    "hangs-after-green": (GREEN, "halt", "hang"),
    "hangs-mid-suite": ("KTAP version 1\n1..2\nok 1 a\n", "halt", "hang"),
    "triple-faults": (STAMPED, "triple fault", "triple fault"),
    "triple-faults-green": (GREEN, "triple fault", "triple fault"),
    "resets": (GREEN, "reset", "reset"),
    "exits-early": (STAMPED, "pass", "early exit"),
    "false-plan": ("KTAP version 1\n1..3\nok 1 a\nok 2 b\n", "pass", "false plan"),
    "cut-short": (GREEN[:-3], "pass", "false plan"),
    "no-plan": ("KTAP version 1\nok 1 a\nok 2 b\n", "pass", "no plan"),
    "zero-tests": ("KTAP version 1\n1..0\n", "pass", "bad ktap"),
    "garbage": (bytes(range(128, 256)) * 8 + b"\n", "pass", "early exit"),
    "garbage-inside": (GREEN.replace("ok 2", "%$\nok 2"), "pass", "bad ktap"),
    "nothing": ("", "halt", "no output"),
    "nothing-and-passes": ("", "pass", "no output"),
    "not-ok-but-passes": (GREEN.replace("ok 2", "not ok 2"), "pass", "tests failed"),
    "skips": (GREEN.replace("b\n", "b # SKIP\n"), "pass", "tests failed"),
    "fails": (GREEN.replace("ok 2", "not ok 2"), "fail", "tests failed"),
    "fails-though-green": (GREEN, "fail", "tests failed"),
    "warns": (GREEN + "[    0.1] WARNING: at mm/x.c:1\n", "pass", "warning"),
    "bug": (GREEN + "[    0.1] BUG: bad page state\n", "pass", "warning"),
    "restarts": (GREEN, "restart", "restart"),
}


def boot_liar(folder: Path, text: str | bytes, end: str) -> harness.Result:
    path = folder / "liar.elf"
    path.write_bytes(loader.liar(text, end))
    # A liar that hangs would hang for ever: it has printed all after 5 s
    # even on a machine ten times slower than this one.
    timeout = 5 if end in ("halt", "spin") else harness.TIMEOUT_S
    return harness.boot(harness.qemu.Machine(kernel=path, mem="64M"), timeout)


def test_honest_twin(tmp_path: Path) -> None:
    """The same machinery, with nothing wrong: a pass, or no test here means
    anything."""
    result = boot_liar(tmp_path, STAMPED + GREEN, "pass").expect("pass")
    assert result.rc == 33
    assert result.ktap.passed == ["a", "b"]


def test_honest_twin_crlf(tmp_path: Path) -> None:
    """CR LF and foreign bytes outside the results do not make a liar."""
    text = b"\xff\x80\r\n" + GREEN.replace("\n", "\r\n").encode()
    boot_liar(tmp_path, text, "pass").expect("pass")


@pytest.mark.parametrize("name", LIARS)
def test_liar(name: str, tmp_path: Path) -> None:
    """The verdict names the lie, is no pass, and the tail shows the log."""
    text, end, verdict = LIARS[name]
    result = boot_liar(tmp_path, text, end).expect(verdict)
    assert not result.passed
    assert result.why
    lines = harness.clean(text if isinstance(text, bytes) else text.encode())
    for line in lines.splitlines():
        assert line in result.tail()


REASON = "    # b: EXPECTATION FAILED at tests/x.c:7\n    Expected 1 == 2\n    not ok 2 b\n"


def test_tail_says_why(tmp_path: Path) -> None:
    """What a case said when it failed is shown, however long ago that was."""
    text = GREEN.replace("ok 2 b\n", REASON + "not ok 2 b\n" + "# later\n" * 40)
    result = boot_liar(tmp_path, text, "fail").expect("tests failed", "bad ktap")
    assert REASON + "--- the last" in result.tail()


SPEAKER = """
import sys, time
with open(sys.argv[1], "w") as serial:
    for _ in range(int(sys.argv[2])):
        time.sleep(0.1)
        print("still here", file=serial, flush=True)
"""


@pytest.mark.parametrize("lines, rc", [(40, 0), (1000, None)])
def test_slow_is_not_hung(lines: int, rc: int | None, tmp_path: Path) -> None:
    """Who speaks may take longer than the silence allowed, but not for ever."""
    serial = tmp_path / "serial"
    command = [sys.executable, "-c", SPEAKER, str(serial), str(lines)]
    with subprocess.Popen(command) as speaker:
        assert harness.wait_while_it_speaks(speaker, serial, 3.0) == rc
        speaker.kill()


def test_triple_fault_is_located(tmp_path: Path) -> None:
    """The report of a triple fault says where the CPU was: in the liar."""
    result = boot_liar(tmp_path, "", "triple fault")
    assert "0x10000" in result.why


def test_qemu_that_cannot_start(tmp_path: Path) -> None:
    """QEMU's own error is no verdict of the kernel, and its words are shown."""
    path = tmp_path / "not-an-elf"
    path.write_bytes(b"nothing of the kind" * 100)
    machine = harness.qemu.Machine(kernel=path)
    result = harness.boot(machine).expect("qemu")
    assert "invalid kernel header" in result.why


def test_tail_is_short(tmp_path: Path) -> None:
    """A long log shows its end, not its beginning."""
    text = "".join(f"line {n}\n" for n in range(100))
    tail = boot_liar(tmp_path, text, "panic").tail()
    assert "line 99" in tail
    assert "line 70\n" in tail
    assert "line 69\n" not in tail


class SlowTalker:
    """A machine that says one byte in each time-out, @words times; then, if it
    @ends, its prompt."""

    def __init__(self, words: int, ends: bool) -> None:
        self.words, self.ends = words, ends
        self.before, self.after = b"", b"\nmm> "

    def expect(self, pattern: object) -> None:
        if self.words:
            self.words -= 1
            self.before += b"."
        elif self.ends:
            return
        raise harness.TIMEOUT("nothing yet")


@pytest.mark.parametrize(
    "words, ends", [(0, True), (4, True), (5, True), (0, False), (3, False)]
)
def test_slow_session_is_not_hung(words: int, ends: bool) -> None:
    """A conversation waits for who still speaks, not for who is silent, and
    not for ever."""

    class Session(harness.Session):
        def __init__(self) -> None:
            self.child, self.log = SlowTalker(words, ends), b""

        def _fail(self, what: str) -> None:
            raise AssertionError(what)

    if ends and words < harness.TOTAL_FACTOR:
        assert Session().wait_prompt() == "." * words
    else:
        with pytest.raises(AssertionError, match="in time"):
            Session().wait_prompt()
