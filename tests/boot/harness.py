# SPDX-License-Identifier: MIT
"""harness.py - boots a kernel and says what became of it

A run passes only if three witnesses agree: the kernel left with the verdict
"pass", its KTAP is complete and green, and no line of the log speaks of a
panic, a BUG or a WARNING. Whatever else happens is a failure with a kind:

	panic		it said so, by status or in words
	triple fault	the CPU gave up; `-d cpu_reset` says where
	reset		the machine went away without a verdict
	hang		nothing ended it; the harness did
	no output	not one byte came over the serial line
	early exit	the verdict "pass" without a test run
	false plan	a KTAP plan that was not fulfilled
	no plan		KTAP without a plan
	bad ktap	KTAP that breaks another rule (see ktap.py)
	tests failed	not ok or skipped tests, or the verdict says so
	warning		all tests green, but the kernel warned or said BUG
	restart		it asked for a restart
	qemu		QEMU itself failed

test_liars.py boots kernels that do each of these on purpose.
"""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any

import ktap
from pexpect import EOF, TIMEOUT
from pexpect.fdpexpect import fdspawn

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import qemu  # noqa: E402  (the path has to be set first)

BUILD = ROOT / os.environ.get("PAGEWRIGHT_BUILD", "build")
KERNEL = BUILD / "pagewright.elf"
ISO = BUILD / "pagewright.iso"
MKISO = ROOT / "tools" / "mkiso.sh"

# No test measures time, and the machine may be loaded: slow is not hung. A run
# has hung when it has said nothing for so long, or never comes to an end.
TIMEOUT_S = float(os.environ.get("PAGEWRIGHT_TIMEOUT", "60"))
TOTAL_FACTOR = 5
POLL_S = 0.05
TAIL_LINES = 30
REASONS_MAX = 60

# Runs the tests and leaves with the verdict instead of going to the prompt.
TEST_AND_LEAVE = "kunit_shutdown=poweroff"

PANIC = re.compile(r"\bKernel panic\b|\bpanic(?:ked)?:|\bpanic - ", re.IGNORECASE)
FAILED = re.compile(r"# \S+: (?:EXPECTATION|ASSERTION) FAILED at ")
# Stamped, hence the kernel's: GRUB has warnings of its own.
COMPLAINT = re.compile(r"^\[ *\d+\.\d+\] .*\b(?:BUG|WARNING):", re.MULTILINE)


@dataclass
class Result:
    """What became of a boot."""

    log: str
    rc: int | None
    ktap: ktap.Report
    verdict: str
    why: str
    command: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        return self.verdict == "pass"

    def reasons(self) -> str:
        """What the cases that failed said, each up to its "not ok"."""
        said, failed = [], False
        for line in self.log.splitlines():
            failed = failed or bool(FAILED.search(line))
            if failed:
                said.append(line + "\n")
                failed = "not ok " not in line
        return "".join(said[:REASONS_MAX])

    def tail(self) -> str:
        """The log's last lines, as a failed test shows them."""
        lines = self.log.splitlines()
        text = "\n".join(lines[-TAIL_LINES:]) or "(no output)"
        return (
            f"{self.verdict}: {self.why}\n"
            f"exit status: {self.rc}\n"
            f"{self.reasons()}"
            f"--- the last {min(len(lines), TAIL_LINES)} of {len(lines)} lines ---\n"
            f"{text}\n---"
        )

    def expect(self, *verdicts: str) -> Result:
        """Fails the test, with the tail, unless the verdict is one of these."""
        assert self.verdict in verdicts, (
            f"expected {' or '.join(verdicts)}, got {self.tail()}"
        )
        return self

    def says(self, *patterns: str) -> Result:
        """Fails the test, with the tail, unless the log matches each pattern."""
        for pattern in patterns:
            found = re.search(pattern, self.log, re.MULTILINE)
            assert found, f"the log does not say /{pattern}/\n{self.tail()}"
        return self

    def before_tests(self) -> Result:
        """The boot alone: suites provoke complaints of their own."""
        return replace(self, log=self.log.partition("KTAP version")[0])

    def silent_about(self, *patterns: str) -> Result:
        """The twin of says(): no such line may be there."""
        for pattern in patterns:
            found = re.search(pattern, self.log, re.MULTILINE | re.IGNORECASE)
            assert not found, f"the log says {found[0]!r}\n{self.tail()}"
        return self


def fault_log(path: Path) -> list[str]:
    return qemu.fault_log_args(path, "cpu_reset,int")


def clean(log: bytes) -> str:
    """Text for people and patterns: no CR, no bytes that are no UTF-8."""
    return log.decode("utf-8", "replace").replace("\r", "")


def _judge_pass(log: str, report: ktap.Report) -> tuple[str, str]:
    """Verdict of a kernel that says it passed."""
    kinds = report.kinds()
    if ktap.NO_KTAP in kinds:
        return "early exit", "the kernel reported success before any test ran"
    if ktap.NO_PLAN in kinds:
        return "no plan", report.why()
    if ktap.UNFULFILLED in kinds:
        return "false plan", report.why()
    if kinds:
        return "bad ktap", report.why()
    if not report.green:
        return "tests failed", report.why()
    if complaint := COMPLAINT.search(log):
        line = log[complaint.start() :].splitlines()[0]
        return "warning", line.strip()
    return "pass", ""


def judge(log: str, rc: int | None, fault: str | None) -> tuple[str, str]:
    """The verdict and why. @rc None: the harness had to end the machine."""
    report = ktap.parse(log)
    panicked = PANIC.search(log)
    if rc == qemu.RC_PANIC or panicked:
        at = panicked.start() if panicked else len(log)
        line = log[log.rfind("\n", 0, at) + 1 :].splitlines()
        return "panic", line[0] if line else "by its exit status, without a word"
    if fault is not None:
        return "triple fault", f"the CPU gave up at {place(fault)}"
    if rc is None:
        if not log.strip():
            return "no output", "silent until it was killed"
        return "hang", "silent for too long, or no end in time; killed"
    if rc == 0:
        return "reset", "the machine was reset or powered off without a verdict"
    if rc == qemu.RC_RESTART:
        return "restart", "the kernel asked for a restart"
    if rc == qemu.RC_FAIL:
        return "tests failed", report.why() or "by its exit status only"
    if rc != qemu.RC_PASS:
        return "qemu", f"QEMU ended with status {rc}"
    if not log.strip():
        return "no output", "success without one byte of output"
    return _judge_pass(log, report)


def wait_while_it_speaks(
    process: subprocess.Popen, serial: Path, silence: float
) -> int | None:
    """The exit status, or None for one that is silent, or talks for ever."""
    now = time.monotonic()
    end, heard, size = now + silence * TOTAL_FACTOR, now, 0
    while now < end and now - heard < silence:
        try:
            return process.wait(POLL_S)
        except subprocess.TimeoutExpired:
            now = time.monotonic()
        length = serial.stat().st_size if serial.exists() else 0
        if length != size:
            heard, size = now, length
    return None


def boot(machine: qemu.Machine, timeout: float = TIMEOUT_S) -> Result:
    """Boots @machine and waits for its end; @timeout: seconds of silence."""
    with tempfile.TemporaryDirectory(prefix="pagewright-") as name:
        folder = Path(name)
        serial = [
            *("-chardev", f"file,id=com1,path={folder / 'serial'}"),
            *("-serial", "chardev:com1"),
        ]
        command = machine.command(serial) + fault_log(folder / "cpu")
        with (folder / "stderr").open("wb") as stderr:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
            )
        try:
            rc = wait_while_it_speaks(process, folder / "serial", timeout)
        finally:
            process.kill()
            process.wait()
        words = (folder / "stderr").read_text(errors="replace")
        raw = b""
        if (folder / "serial").exists():
            raw = (folder / "serial").read_bytes()
        verdict, why = judge(clean(raw), rc, qemu.triple_fault(folder / "cpu"))
    if verdict == "qemu":
        why += ": " + words.strip()
    return Result(clean(raw), rc, ktap.parse(raw), verdict, why, command)


def kernel(
    append: str = "", *, test: str | None = None, **options: Any
) -> qemu.Machine:
    """A machine with the real kernel that runs its tests and leaves.

    @test: a glob of suites; None runs all.
    """
    words = [TEST_AND_LEAVE]
    if test is not None:
        words.append(f"test={test}")
    # Last, because an open quote swallows what follows.
    line = " ".join([*words, append]).strip()
    return qemu.Machine(kernel=KERNEL, append=line, **options)


def make_iso(folder: Path, append: str, *modules: Path) -> Path:
    """An ISO of the real kernel with another command line."""
    iso = folder / "test.iso"
    subprocess.run(
        [MKISO, KERNEL, iso, append, *modules],
        check=True,
        stdout=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
    )
    return iso


def expect_clean(done: subprocess.CompletedProcess[bytes]) -> str:
    """Of the host's program: not one report, all green. What it has said."""
    output = (done.stdout + done.stderr).decode(errors="replace")
    tail = "\n".join(output.splitlines()[-TAIL_LINES:])
    for word in ("Sanitizer", "runtime error"):
        assert word not in output, f"{word}:\n{output[output.find(word) - 500:][:4000]}"
    assert done.returncode == 0, f"exit status {done.returncode}\n{tail}"
    report = ktap.parse(done.stdout)
    assert report.green, f"{report.errors}\n{tail}"
    return output


@lru_cache(maxsize=None)
def symbols(elf: Path = KERNEL) -> dict[str, int]:
    """Addresses by name, from nm."""
    text = subprocess.run(
        ["nm", elf], check=True, capture_output=True, text=True
    ).stdout
    table = {}
    for line in text.splitlines():
        value, _, name = line.split(maxsplit=2)
        if value != "U":
            table[name] = int(value, 16)
    return table


def place(address: str) -> str:
    """An address of the real kernel's with its symbol, as in a backtrace."""
    if not address:
        return "an unknown place"
    value = int(address, 16)
    below = [
        (at, name)
        for name, at in (symbols() if KERNEL.exists() else {}).items()
        if at <= value < at + 0x10000
    ]
    if not below:
        return f"0x{value:x}"
    at, name = max(below)
    return f"0x{value:x} ({name}+0x{value - at:x})"


class Session:
    """A conversation at the kernel's prompt, over a socket to COM1.

    QEMU holds one end of a socket pair from its start, so nothing is lost at
    either end and no path has to be agreed on.
    """

    prompt = "\nmm> "

    def __init__(self, machine: qemu.Machine, timeout: float = TIMEOUT_S) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="pagewright-")
        self._cpu_log = Path(self._folder.name) / "cpu"
        self._stderr = Path(self._folder.name) / "stderr"
        self._socket, serial_end = socket.socketpair()
        self._monitor, monitor_end = socket.socketpair()
        self._monitor.settimeout(timeout)
        self._greeted = False
        ends = [serial_end.fileno(), monitor_end.fileno()]
        serial = [
            *("-chardev", f"socket,id=com1,fd={ends[0]}"),
            *("-serial", "chardev:com1"),
            *("-chardev", f"socket,id=hmp,fd={ends[1]}"),
            *("-mon", "chardev=hmp,mode=readline"),
        ]
        command = machine.command(serial) + fault_log(self._cpu_log)
        with self._stderr.open("wb") as stderr:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                pass_fds=ends,
            )
        serial_end.close()
        monitor_end.close()
        self.log = b""
        self._timeout = timeout
        self.child = fdspawn(self._socket.fileno(), timeout=timeout, maxread=65536)

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()
        self._socket.close()
        self._monitor.close()
        self._folder.cleanup()

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def _end(self) -> None:
        if self.alive:
            self.process.kill()
        self.process.wait()

    def _fail(self, what: str) -> None:
        self._end()
        text = clean(self.log + bytes(self.child.before or b""))
        tail = "\n".join(text.splitlines()[-TAIL_LINES:])
        rc = self.process.returncode
        words = self._stderr.read_text(errors="replace")
        raise AssertionError(
            f"{what} (QEMU: {rc}) {words}\n--- the log's tail ---\n{tail}"
        )

    def wait_for(self, pattern: str) -> str:
        """Text up to and with @pattern, a regular expression. Slow is not hung:
        who has said more since is waited for again, TOTAL_FACTOR times."""
        heard = 0
        for attempt in range(1, TOTAL_FACTOR + 1):
            try:
                self.child.expect(re.compile(pattern.encode()))
                break
            except TIMEOUT:
                said = len(self.child.before)
                if said <= heard or attempt == TOTAL_FACTOR:
                    self._fail(f"no /{pattern}/ in time")
                heard = said
            except (EOF, OSError):
                self._fail(f"the machine ended before /{pattern}/")
        raw = self.child.before + self.child.after
        self.log += raw
        return clean(raw)

    def wait_prompt(self) -> str:
        """What was said until the kernel waits at its prompt."""
        text = self.wait_for(r"[\r\n]mm> ")
        return text[: -len(self.prompt)]

    def send(self, data: str | bytes) -> None:
        """Keys, as they are."""
        raw = data.encode() if isinstance(data, str) else data
        self._socket.sendall(raw)

    def monitor(self, line: str) -> str:
        """One of QEMU's own commands; what its monitor answers."""
        if not self._greeted:
            self._greeted = bool(self._monitor_prompt())
        self._monitor.sendall(line.encode() + b"\n")
        return self._monitor_prompt().partition("\n")[2]

    def _monitor_prompt(self) -> str:
        """What the monitor says until it waits for a command."""
        prompt = b"(qemu) "
        answer = b""
        while not answer.endswith(prompt) and self.alive:
            data = self._monitor.recv(65536)
            if not data:
                break
            answer += data
        return clean(answer.removesuffix(prompt))

    def command(self, line: str) -> str:
        """Types @line and Enter; what came before the next prompt, without
        the echo of the line itself."""
        self.send(line + "\r")
        text = self.wait_prompt()
        return text.partition("\n")[2]

    def finish(self) -> Result:
        """Waits until the machine has left by itself."""
        try:
            self.child.expect(EOF)
            self.log += self.child.before
        except TIMEOUT:
            self._fail("the machine did not leave")
        except OSError:
            self.log += self.child.before or b""
        try:
            rc: int | None = self.process.wait(self._timeout)
        except subprocess.TimeoutExpired:
            rc = None
        log = clean(self.log)
        verdict, why = judge(log, rc, qemu.triple_fault(self._cpu_log))
        return Result(log, rc, ktap.parse(self.log), verdict, why)


def session(append: str = "test=none", **options: Any) -> Session:
    """The real kernel at its prompt, without the self-tests."""
    return Session(qemu.Machine(kernel=KERNEL, append=append, **options))


__all__ = [
    "KERNEL",
    "ROOT",
    "Result",
    "Session",
    "boot",
    "judge",
    "kernel",
    "make_iso",
    "qemu",
    "replace",
    "session",
    "symbols",
]
