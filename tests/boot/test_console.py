# SPDX-License-Identifier: MIT
"""The prompt: each command answers, the line can be edited, nothing kills it.

One machine serves many tests: each leaves the prompt as it found it. A test
that ends the machine starts its own.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

import harness
import pytest

LEFT, RIGHT, UP, DOWN = "\x1b[D", "\x1b[C", "\x1b[A", "\x1b[B"
HOME, END, BACKSPACE = "\x01", "\x05", "\x7f"
KILL_LINE, KILL_WORD, CANCEL = "\x15", "\x17", "\x03"


class Shared:
    """The machine that the tests share, and a new one after a failure."""

    def __init__(self) -> None:
        self.opened: harness.Session | None = None

    def get(self) -> harness.Session:
        if self.opened is None or not self.opened.alive:
            self.close()
            self.opened = harness.session(mem="128M")
            self.opened.wait_prompt()
        return self.opened

    def close(self) -> None:
        if self.opened is not None:
            self.opened.__exit__(None, None, None)
            self.opened = None


@pytest.fixture(scope="module")
def shared() -> Iterator[Shared]:
    machine = Shared()
    yield machine
    machine.close()


@pytest.fixture
def console(shared: Shared) -> harness.Session:
    return shared.get()


def commands(console: harness.Session) -> list[str]:
    """The words that `help` lists."""
    return re.findall(r"^  ([a-z]\w*)", console.command("help"), re.MULTILINE)


def test_help_lists_what_was_promised(console: harness.Session) -> None:
    """The words of the issue are all there."""
    promised = {
        *("help", "memmap", "iomem", "layout", "bootmem", "test", "cat"),
        *("dmesg", "provoke", "poweroff", "reboot", "panic"),
    }
    assert promised <= set(commands(console))


def test_each_command_has_help(console: harness.Session) -> None:
    """`help WORD` shows a usage line for every word."""
    for word in commands(console):
        assert f"usage: {word}" in console.command(f"help {word}")


@pytest.mark.parametrize(
    ("line", "pattern"),
    [
        ("memmap", r"\[0x0000000000000000-.* System RAM"),
        ("memmap -f", r"as the loader handed them over"),
        ("iomem", r"^00100000-[0-9a-f]{8} : System RAM\n  [0-9a-f-]+ : Kernel code"),
        ("layout", r"direct map of low memory"),
        ("layout", r"kernel text \(RX\)"),
        ("bootmem", r"kernel image"),
        ("cat /proc/iomem", r"System RAM"),
        ("cat iomem", r"System RAM"),
        ("dmesg", r"Pagewright .*\n(.*\n)*.*command line: test=none"),
        ("test -l", r"^bootmem\."),
        ("test bootmem", r"^ok 1 bootmem"),
        ("provoke", r"^stack-overflow$"),
        ("provoke warn", r"WARNING: .*do_warn"),
    ],
)
def test_command(console: harness.Session, line: str, pattern: str) -> None:
    """The answer has what the command is for."""
    answer = console.command(line)
    assert re.search(pattern, answer, re.MULTILINE), answer


def test_memmap_agrees_with_the_machine(console: harness.Session) -> None:
    """The map's sum is what QEMU was given, and its ranges do not overlap."""
    answer = console.command("memmap")
    line = r"\[0x([0-9a-f]+)-0x([0-9a-f]+)\] +\d+ \w+ +(.*)$"
    ranges = re.findall(line, answer, re.MULTILINE)
    end = -1
    for first, last, _ in ranges:
        assert int(first, 16) > end
        end = int(last, 16)
    ram = sum(
        int(last, 16) + 1 - int(first, 16)
        for first, last, kind in ranges
        if kind == "System RAM"
    )
    assert 126 << 20 <= ram <= 128 << 20


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("nonsense", "nonsense: unknown command"),
        ("memmpa", "did you mean memmap"),
        ("cat /proc/none", "no such view"),
        ("help nonsense", "unknown command"),
        ("poweroff now", "usage: poweroff"),
        ("test a b c", "usage: test"),
        ("test no-such-suite", "no test matches"),
        ("provoke nonsense", "provoke: "),
        ('cat "/proc/iomem', "open quote"),
    ],
)
def test_mistakes_are_answered(
    console: harness.Session, line: str, answer: str
) -> None:
    """A wrong word gets a line that says so, and the prompt returns."""
    assert answer in console.command(line)


def test_empty_lines(console: harness.Session) -> None:
    """Nothing typed, nothing said."""
    assert console.command("").strip() == ""
    assert console.command("    ").strip() == ""


@pytest.mark.parametrize(
    ("keys", "typed"),
    [
        ("echo onx" + BACKSPACE + "e", "one"),
        ("echo onx" + "\b" + "e", "one"),
        ("rubbish" + KILL_LINE + "echo two", "two"),
        ("echo three four" + KILL_WORD + "five", "three five"),
        ("cho six" + HOME + "e" + END + "!", "six!"),
        ("echo svn" + LEFT * 2 + "e" + RIGHT + "e" + END, "seven"),
        ("rubbish" + CANCEL + "echo eight", "eight"),
        (BACKSPACE * 50 + "echo nine", "nine"),
        (LEFT * 50 + "echo ten" + RIGHT * 50, "ten"),
        ("echo eleven\x1b[99~\x1b[Z\x1bOQ", "eleven"),
    ],
)
def test_editing(console: harness.Session, keys: str, typed: str) -> None:
    """The keys that people's fingers know."""
    console.send(keys + "\r")
    console.wait_for(rf"[\r\n]{re.escape(typed)}\r?\nmm> ")


def test_history(console: harness.Session) -> None:
    """Arrows walk through the lines that were typed."""
    console.command("echo alpha")
    console.command("echo beta")
    console.send(UP + UP + "\r")
    console.wait_for(r"[\r\n]alpha\r?\nmm> ")
    console.send(UP + UP + UP + DOWN + "\r")
    console.wait_for(r"[\r\n]beta\r?\nmm> ")


def alive(console: harness.Session, word: str) -> None:
    """The prompt takes a fresh line, whatever was typed before."""
    console.send(CANCEL + KILL_LINE + f"echo {word}\r")
    console.wait_for(rf"[\r\n]{word}\r?\nmm> ")


def test_overlong_line(console: harness.Session) -> None:
    """5000 characters are more than a line holds: refused, not overrun."""
    console.send("x" * 5000)
    alive(console, "after-overlong")


def test_overlong_line_entered(console: harness.Session) -> None:
    """What the line took of them is an unknown command, and no more."""
    answer = console.command("y" * 5000)
    assert "unknown command" in answer
    alive(console, "after-entered")


def test_garbage_bytes(console: harness.Session) -> None:
    """Any byte but the line's end and ^D changes nothing for good."""
    stream = random.Random(2)
    noise = bytes(stream.choice(range(256)) for _ in range(4000))
    console.send(noise.translate(None, b"\r\n\x04\x0a\x0d"))
    # Ends an escape sequence that the noise may have left open.
    console.send("\x18~")
    alive(console, "after-garbage")


def test_burst(console: harness.Session) -> None:
    """A hundred lines at once, beyond any FIFO: each is answered, in order."""
    console.send("".join(f"echo line-{n}\r" for n in range(100)))
    for n in range(100):
        console.wait_for(rf"[\r\n]line-{n}\r*\n")
    alive(console, "after-burst")


def test_line_ends(console: harness.Session) -> None:
    """CR, LF and CR LF each end one line."""
    for end in ("\r", "\n", "\r\n"):
        console.send("echo ended" + end)
        console.wait_for(r"[\r\n]ended\r?\nmm> ")
    alive(console, "after-ends")


def leave(keys: str) -> harness.Result:
    with harness.session(mem="64M") as console:
        console.wait_prompt()
        console.send(keys)
        return console.finish()


def test_poweroff() -> None:
    """poweroff leaves with the verdict."""
    assert leave("poweroff\r").rc == harness.qemu.RC_PASS


def test_control_d() -> None:
    """^D on an empty line does the same."""
    assert leave("\x04").rc == harness.qemu.RC_PASS


def test_control_d_in_a_line() -> None:
    """^D on a line that is not empty is no way out."""
    with harness.session(mem="64M") as console:
        console.wait_prompt()
        console.send("echo still\x04 here\r")
        console.wait_for(r"[\r\n]still here\r*\n")


def test_reboot() -> None:
    """reboot asks for a restart."""
    leave("reboot\r").expect("restart")


def test_panic() -> None:
    """panic stops with a backtrace and the status of a panic."""
    result = leave("panic\r").expect("panic")
    assert result.rc == harness.qemu.RC_PANIC
    result.says("Call Trace:", r"console_loop\+0x")


def test_failed_test_spoils_the_verdict() -> None:
    """A `test` that cannot be run takes the pass away... and a good one that
    follows does not bring it back."""
    with harness.session("", mem="64M") as console:
        console.wait_prompt()
        console.command("test no-such-suite")
        console.command("test bootmem")
        console.send("poweroff\r")
        assert console.finish().rc == harness.qemu.RC_FAIL
