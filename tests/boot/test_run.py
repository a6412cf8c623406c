# SPDX-License-Identifier: MIT
"""tools/qemu.py and `make run`: input, output, exit status.

The fake console of loader.py stands in for the kernel where the conversation
is what is tested: it throws away what comes before its prompt, as a UART does
that nobody has set up.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import time
from pathlib import Path

import harness
import loader
import pexpect
import pytest

PROGRAM = harness.ROOT / "tools" / "qemu.py"
LIMIT = 60


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("run") / "console.elf"
    path.write_bytes(loader.fake_console())
    return path


def run(
    kernel: Path, text: str | bytes = b"", *options: str
) -> subprocess.CompletedProcess[bytes]:
    data = text.encode() if isinstance(text, str) else text
    return subprocess.run(
        [PROGRAM, "--kernel", kernel, *options],
        input=data,
        capture_output=True,
        timeout=LIMIT,
        check=False,
    )


def said(output: bytes) -> list[str]:
    return harness.clean(output).strip().splitlines()


def test_input_waits_for_the_prompt(console: Path) -> None:
    """No byte is lost, no line overtakes an answer, and ^D ends it."""
    done = run(console, "one\ntwo\nlast without a newline")
    assert said(done.stdout) == [
        "mm> one",
        "mm> two",
        "mm> last without a newline",
        "mm>",
    ]
    assert done.returncode == 0
    assert done.stderr == b""


def test_many_long_lines(console: Path) -> None:
    """Bursts beyond the UART's 16 bytes arrive whole."""
    lines = [f"{n} " + "x" * 3000 for n in range(20)]
    done = run(console, "\n".join(lines) + "\n")
    assert said(done.stdout) == [f"mm> {line}" for line in lines] + ["mm>"]


def test_prompt_in_the_input_is_no_prompt(console: Path) -> None:
    """The echo of a line that contains the prompt lets nothing through."""
    done = run(console, "mm> a\nx mm> b\n")
    assert said(done.stdout) == ["mm> mm> a", "mm> x mm> b", "mm>"]


def test_dev_null(console: Path) -> None:
    """No input at all: the prompt appears, then the machine is switched off."""
    done = subprocess.run(
        [PROGRAM, "--kernel", console],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=LIMIT,
        check=False,
    )
    assert (done.returncode, said(done.stdout)) == (0, ["mm>"])


def test_closed_input(console: Path) -> None:
    """Started with its input closed, it behaves as with an empty one."""
    done = subprocess.run(
        ["sh", "-c", f"{PROGRAM} --kernel {console} <&-"],
        capture_output=True,
        timeout=LIMIT,
        check=False,
    )
    assert (done.returncode, said(done.stdout)) == (0, ["mm>"])


def test_regular_file(console: Path, tmp_path: Path) -> None:
    """A file on the input works as a pipe does."""
    script = tmp_path / "script"
    script.write_text("one\n")
    with script.open() as stdin:
        done = subprocess.run(
            [PROGRAM, "--kernel", console],
            stdin=stdin,
            capture_output=True,
            timeout=LIMIT,
            check=False,
        )
    assert (done.returncode, said(done.stdout)) == (0, ["mm> one", "mm>"])


def test_ends_with_the_machine(console: Path) -> None:
    """QEMU ends first while the input stays open: no waiting for more."""
    child = subprocess.Popen(
        [PROGRAM, "--kernel", console],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert child.stdin is not None
    child.stdin.write(b"P\n")
    child.stdin.flush()
    assert child.wait(LIMIT) == 2
    child.communicate()


@pytest.mark.parametrize(
    ("word", "status", "text"),
    [
        ("F", 1, "tests failed"),
        ("P", 2, "the kernel panicked"),
        ("T", 3, "triple fault"),
        ("R", 3, "asked for a restart"),
    ],
)
def test_exit_status(console: Path, word: str, status: int, text: str) -> None:
    """The status is the kernel's verdict, and one line says it in words."""
    done = run(console, f"{word}\n")
    assert done.returncode == status
    assert len(said(done.stderr)) == 1
    assert text in said(done.stderr)[0]
    assert f"(exit {status})" in said(done.stderr)[0]


def test_timeout(console: Path) -> None:
    """A machine that hangs is killed after --timeout, with status 124."""
    done = run(console, "H\n", "--timeout", "3")
    assert done.returncode == 124
    assert b"killed" in done.stderr


def children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(word) for word in text.split()]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_kills_qemu(console: Path, number: int) -> None:
    """No QEMU is left behind when the runner is told to go."""
    child = subprocess.Popen(
        [PROGRAM, "--kernel", console],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert child.stdout is not None
    seen = b""
    while b"mm>" not in seen:
        data = os.read(child.stdout.fileno(), 100)
        assert data, "it ended before the prompt"
        seen += data
    (machine,) = children(child.pid)
    child.send_signal(number)
    child.communicate(timeout=LIMIT)
    assert child.returncode == 128 + number
    deadline = time.monotonic() + LIMIT
    while Path(f"/proc/{machine}").exists():
        assert time.monotonic() < deadline, "QEMU outlived its runner"
        time.sleep(0.05)


def test_terminal(console: Path) -> None:
    """At a terminal QEMU owns it, says how to leave, and the exit status and
    the terminal's settings survive."""
    child = pexpect.spawn(
        "sh",
        ["-c", f"stty -a >&2; {PROGRAM} --kernel {console}; echo rc=$?; stty -a >&2"],
        timeout=LIMIT,
    )
    child.expect("Ctrl-A x quits")
    child.expect("mm> ")
    child.send("hello there\r")
    child.expect("hello there")
    child.expect("mm> ")
    child.send("P\r")
    child.expect(r"panicked \(exit 2\)")
    child.expect("rc=2")
    child.expect(pexpect.EOF)
    assert b" icanon" in child.before
    assert b" echo " in child.before


def test_terminal_quit(console: Path) -> None:
    """Ctrl-A x leaves at once, without a verdict."""
    child = pexpect.spawn(str(PROGRAM), ["--kernel", str(console)], timeout=LIMIT)
    child.expect("mm> ")
    child.send("\x01x")
    child.expect("without a verdict")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 3


def test_terminal_restart(console: Path) -> None:
    """A restart at a terminal starts the machine again."""
    child = pexpect.spawn(str(PROGRAM), ["--kernel", str(console)], timeout=LIMIT)
    child.expect("mm> ")
    child.send("R\r")
    child.expect("\nmm> ")
    child.send("\x04")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (["--cpus", "2", "--icount"], "hides every race"),
        (["--firmware", "uefi"], "ISO only"),
        (["--mem", "much"], "expected a number"),
        (["--mem", "0"], "expected a number"),
        (["--cpus", "0"], "1 to 255"),
        (["--cpus", "256"], "1 to 255"),
        (["--iso", "x.iso"], "either a kernel or an ISO"),
        (["--nodes", "17"], "1 to 16"),
    ],
)
def test_refusals(console: Path, options: list[str], text: str) -> None:
    """What cannot be started, or would lie, is refused in words."""
    done = run(console, b"", *options)
    assert done.returncode == 3
    assert text in done.stderr.decode()
    assert len(said(done.stderr)) == 1


def test_missing_kernel(tmp_path: Path) -> None:
    """A kernel that was not built is named, with what builds it."""
    done = run(tmp_path / "none.elf")
    assert done.returncode == 3
    assert b"run make first" in done.stderr


def test_kvm_missing() -> None:
    """kvm without /dev/kvm is named before QEMU's own error."""
    if os.access("/dev/kvm", os.R_OK | os.W_OK):
        harness.qemu.check_kvm()
        return
    with pytest.raises(harness.qemu.MachineError, match="/dev/kvm"):
        harness.qemu.check_kvm()


@pytest.mark.parametrize(
    ("text", "size"),
    [("24M", 24 << 20), ("8G", 8 << 30), ("1T", 1 << 40), ("64", 64 << 20)],
)
def test_sizes(text: str, size: int) -> None:
    """Sizes read as QEMU reads them."""
    assert harness.qemu.parse_size(text) == size


def test_tcg_runs_one_thread_a_cpu(console: Path) -> None:
    """Without thread=multi races would be hidden, and tests green for it."""
    done = run(console, b"", "--cpus", "4", "--print")
    assert b"tcg,thread=multi" in done.stdout
    assert b"icount" not in done.stdout


# --- the real kernel, as users start it --------------------------------------


def make_command(*words: str) -> list[str]:
    """`make run` with the variables of the make that runs us, if one does:
    with others it would build another kernel over the one under test."""
    flags = re.search(r"(?:^|\s)-- (.*)", os.environ.get("MAKEFLAGS", ""))
    given = shlex.split(flags[1]) if flags else []
    make = ["make", "--no-print-directory", "-C", str(harness.ROOT), "run"]
    return [*make, *given, *words]


def make_environment() -> dict[str, str]:
    """Ours without the other make's job server, which we do not have."""
    mine = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES")
    return {name: value for name, value in os.environ.items() if name not in mine}


def make_run(text: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        make_command(*words),
        input=text,
        env=make_environment(),
        capture_output=True,
        timeout=3 * LIMIT,
        text=True,
        check=False,
    )


def test_make_run_with_a_pipe() -> None:
    """The README's promise: commands through a pipe, the verdict back; and no
    kernel built over the one that other tests boot."""
    done = make_run("memmap\npoweroff\n")
    assert done.returncode == 0, done.stderr
    assert not re.search(r"^  (CC|LD) ", done.stdout, re.MULTILINE), done.stdout
    assert "mm> memmap" in done.stdout
    assert "System RAM" in done.stdout
    assert done.stdout.rstrip().endswith("mm> poweroff")


def test_make_run_without_input() -> None:
    """An empty input: tests, prompt, ^D, the tests' verdict; 64 GiB."""
    done = make_run("", "MEM=64G")
    assert done.returncode == 0, done.stderr
    assert "memory: 65535 MiB usable" in done.stdout


def test_make_run_fails_with_the_kernel() -> None:
    """A panic fails the command, and says that it was one."""
    done = make_run("panic\n")
    assert done.returncode != 0
    assert "the kernel panicked (exit 2)" in done.stderr


def test_make_run_at_a_terminal() -> None:
    """The same at a terminal, typed by a person."""
    make, *words = make_command()
    child = pexpect.spawn(make, words, env=make_environment(), timeout=LIMIT)
    child.expect("Ctrl-A x quits")
    child.expect("\nmm> ")
    child.send("bootmem\r")
    child.expect("kernel image")
    child.expect("\nmm> ")
    child.send("poweroff\r")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == 0
