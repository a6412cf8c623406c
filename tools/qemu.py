#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""qemu.py - the one place that knows how to start the machine

Everything that runs the kernel goes through here: `make run`, `make debug`,
the boot tests (which import this file) and the benchmarks. So a flag that
matters for the truth of a result is decided once:

  * The kernel leaves through isa-debug-exit with a verdict. QEMU turns the
    value v into the exit status 2 * v + 1, which is never 0; status 0 is what
    a triple fault under -no-reboot ends with, so 0 is never a success.
  * Guest memory is reserve=off: 64 GiB start on a small host, and only pages
    that the guest touches are real.
  * TCG runs one thread a CPU. -icount makes runs repeatable by running CPUs in
    turn, which hides every data race: it is refused for more than one CPU.

As a program it also carries the conversation. With a terminal, QEMU owns it.
With a pipe or a file, input is held back until the kernel's prompt appears and
fed line by line, because bytes sent before the UART is set up are lost; at the
end of the input ^D asks the kernel to power off.

Exit status: 0 all tests passed, 1 some failed, 2 the kernel panicked, 3 the
machine ended in another way, 124 --timeout ran out.
"""

from __future__ import annotations

import argparse
import os
import re
import selectors
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import termios
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

QEMU = "qemu-system-x86_64"
PROMPT = b"mm> "

# What the guest writes to isa-debug-exit, as QEMU's exit status.
RC_PASS = 2 * 0x10 + 1
RC_FAIL = 2 * 0x11 + 1
RC_PANIC = 2 * 0x12 + 1
RC_RESTART = 2 * 0x13 + 1

EXIT_PASS, EXIT_FAIL, EXIT_PANIC, EXIT_OTHER, EXIT_TIMEOUT = 0, 1, 2, 3, 124

MIB = 1 << 20
TIB = 1 << 40
UNITS = {"K": 1 << 10, "M": MIB, "G": 1 << 30, "T": TIB}

# Debian and Ubuntu, Fedora, Arch, Homebrew. Single images that -bios takes.
OVMF_PATHS = (
    "/usr/share/ovmf/OVMF.fd",
    "/usr/share/qemu/OVMF.fd",
    "/usr/share/OVMF/OVMF.fd",
    "/usr/share/edk2/ovmf/OVMF.fd",
    "/usr/share/edk2-ovmf/x64/OVMF.fd",
    "/usr/share/edk2/x64/OVMF.4m.fd",
    "/opt/homebrew/share/qemu/edk2-x86_64-code.fd",
)


class MachineError(Exception):
    """The machine that was asked for cannot be started; says why."""


def parse_size(text: str) -> int:
    """Bytes of "24M", "64G", "1T"; a bare number is MiB, as in QEMU."""
    match = re.fullmatch(r"(\d+)([KMGT]?)(?:i?B)?", text.strip().upper())
    if not match or int(match[1]) == 0:
        raise MachineError(f"memory size '{text}': expected a number and K, M, G or T")
    return int(match[1]) * UNITS[match[2] or "M"]


def find_ovmf() -> str:
    """The UEFI firmware image, or an error that names the package."""
    for path in OVMF_PATHS:
        if os.path.exists(path):
            return path
    raise MachineError("UEFI needs OVMF.fd: apt install ovmf")


def check_kvm() -> None:
    """Says what is wrong with /dev/kvm before QEMU does it less clearly."""
    if not os.path.exists("/dev/kvm"):
        raise MachineError(
            "ACCEL=kvm: /dev/kvm is missing (no hardware virtualisation here, or its "
            "module is not loaded); use ACCEL=tcg"
        )
    if not os.access("/dev/kvm", os.R_OK | os.W_OK):
        raise MachineError(
            "ACCEL=kvm: /dev/kvm may not be opened; add yourself to the group kvm"
        )


@dataclass
class Machine:
    """A machine to start; command() turns it into QEMU's arguments."""

    kernel: Path | None = None
    iso: Path | None = None
    append: str = ""
    cpus: int = 1
    mem: str = "256M"
    machine: str = "q35"
    cpu: str = ""
    firmware: str = "bios"
    accel: str = "tcg"
    nodes: int = 1
    icount: bool = False
    gdb: bool = False
    display: str = "none"
    bios: str = ""
    modules: list[Path] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)

    def check(self) -> None:
        """Refuses what would fail later with a worse message, or lie."""
        if (self.kernel is None) == (self.iso is None):
            raise MachineError("give either a kernel or an ISO")
        image = self.kernel or self.iso
        if not os.path.exists(str(image)):
            raise MachineError(f"{image} does not exist: run make first")
        if not 1 <= self.cpus <= 255:
            raise MachineError(f"{self.cpus} CPUs: 1 to 255 can be started")
        if self.icount and self.cpus > 1:
            raise MachineError(
                "icount runs CPUs in turn and hides every race: 1 CPU only"
            )
        if self.icount and self.accel != "tcg":
            raise MachineError("icount needs ACCEL=tcg")
        if self.firmware == "uefi" and self.iso is None:
            raise MachineError("UEFI boots the ISO only: -kernel needs FIRMWARE=bios")
        if self.iso is not None and self.append:
            raise MachineError(
                "an ISO carries its own command line: make iso APPEND=..."
            )
        if self.machine == "microvm" and self.iso is not None:
            raise MachineError("microvm has no CD drive: give a kernel")
        if not 1 <= self.nodes <= 16:
            raise MachineError(f"{self.nodes} NUMA nodes: 1 to 16 are known")
        if self.accel == "kvm":
            check_kvm()

    def _accel_args(self) -> list[str]:
        if self.accel == "kvm":
            return ["-accel", "kvm"]
        if self.icount:
            # thread=multi is refused by icount; sleep=on is not repeatable.
            return [
                *("-accel", "tcg,thread=single"),
                *("-icount", "shift=0,sleep=off"),
            ]
        return ["-accel", "tcg,thread=multi"]

    def _cpu_args(self) -> list[str]:
        model = self.cpu or ("host" if self.accel == "kvm" else "max")
        # 40 address bits, the default, end below 1 TiB with the PCI hole.
        if parse_size(self.mem) >= TIB and "phys-bits" not in model:
            model += ",phys-bits=46"
        return ["-cpu", model, "-smp", str(self.cpus)]

    def _memory_args(self) -> list[str]:
        total = parse_size(self.mem)
        board = self.machine
        if board == "microvm":
            board += ",isa-serial=on"
        backend = "memory-backend-ram,id=m{},size={},reserve=off"
        if self.nodes == 1:
            board += ",memory-backend=m0"
            return [
                *("-machine", board, "-m", f"{total // 1024}K"),
                *("-object", backend.format(0, total)),
            ]
        args = ["-machine", board, "-m", f"{total // 1024}K"]
        share = total // self.nodes // MIB * MIB
        for node in range(self.nodes):
            last = node == self.nodes - 1
            size = total - share * node if last else share
            args += ["-object", backend.format(node, size)]
            cpus = [c for c in range(self.cpus) if c * self.nodes // self.cpus == node]
            spec = f"node,nodeid={node},memdev=m{node}"
            spec += "".join(f",cpus={cpu}" for cpu in cpus)
            args += ["-numa", spec]
        # QEMU emits a SLIT only when it is told distances.
        for src in range(self.nodes):
            for dst in range(src + 1, self.nodes):
                args += ["-numa", f"dist,src={src},dst={dst},val={20 + dst - src}"]
        return args

    def _image_args(self) -> list[str]:
        if self.iso is not None:
            args = ["-cdrom", str(self.iso)]
        else:
            args = ["-kernel", str(self.kernel)]
            if self.append:
                args += ["-append", self.append]
            if self.modules:
                args += ["-initrd", ",".join(map(str, self.modules))]
        if self.firmware == "uefi":
            args += ["-bios", find_ovmf()]
        elif self.bios:
            args += ["-bios", self.bios]
        return args

    def command(self, serial: list[str]) -> list[str]:
        """QEMU's argument vector; @serial says where COM1 goes."""
        self.check()
        qemu = shutil.which(QEMU)
        if qemu is None:
            raise MachineError(f"{QEMU} is missing: apt install qemu-system-x86")
        args = [qemu, "-no-user-config", "-nodefaults", "-no-reboot"]
        args += self._memory_args() + self._cpu_args() + self._accel_args()
        args += ["-display", self.display]
        # A screen costs nothing and the kernel's VGA sink is exercised; a
        # microvm has no slot for one.
        if self.machine != "microvm":
            args += ["-vga", "std"]
        args += ["-device", "isa-debug-exit,iobase=0xf4,iosize=0x04"]
        args += serial + self._image_args()
        if self.gdb:
            args += ["-s", "-S"]
        return args + self.extra


# --- what QEMU said of a fault --------------------------------------------


def fault_log_args(path: Path | str, items: str = "cpu_reset") -> list[str]:
    """Arguments that make QEMU name a triple fault in the file @path.

    With @items "cpu_reset,int" it also logs each interrupt, so that the place
    of the fault is known; a timer makes that 100 KB a second, too much for a
    session that may last for hours.
    """
    return ["-d", items, "-D", str(path)]


def triple_fault(path: Path | str) -> str | None:
    """Where the CPU gave up: an address, "" if not known; None if it did not."""
    try:
        text = Path(path).read_text(errors="replace")
    except OSError:
        return None
    before, found, _ = text.partition("Triple fault")
    if not found:
        return None
    places = re.findall(r"v=[0-9a-f]+ .* pc=([0-9a-f]+)", before)
    return places[-1] if places else ""


# --- the program -----------------------------------------------------------


def say(text: str) -> None:
    print(f"pagewright: {text}", file=sys.stderr, flush=True)


class Feeder:
    """The input of a run that is not a terminal.

    A line goes to the kernel only when it stands at its prompt: earlier bytes
    would meet a UART that nobody has set up, or a test that reads nothing.
    @input is what came from stdin, @output what is ready for QEMU.
    """

    def __init__(self) -> None:
        self.input = b""
        self.output = b""
        self.at_end = False
        self.done = False
        self._seen = b"\n"
        self._at_prompt = False

    def take_input(self, data: bytes) -> None:
        self.input += data
        self.at_end = not data
        self._advance()

    def take_output(self, data: bytes) -> None:
        """Looks for the prompt at the start of a line, and only there: the
        kernel's echo of a line that contains it must not count."""
        self._seen += data
        if b"\n" + PROMPT in self._seen.replace(b"\r", b""):
            self._at_prompt = True
            self._seen = b""
            self._advance()
        else:
            self._seen = self._seen[-4 * len(PROMPT) :]

    def _advance(self) -> None:
        if not self._at_prompt or self.done:
            return
        line, newline, rest = self.input.partition(b"\n")
        if newline or (line and self.at_end):
            self.output += line + b"\n"
            self.input = rest
        elif self.at_end:
            self.output += b"\x04"
            self.done = True
        else:
            return
        self._at_prompt = False


def converse(qemu: subprocess.Popen[bytes], deadline: float | None) -> bool:
    """Passes bytes until QEMU ends. False if the deadline came first."""
    assert qemu.stdin is not None and qemu.stdout is not None
    feeder = Feeder()
    to_qemu, from_qemu = qemu.stdin.fileno(), qemu.stdout.fileno()
    os.set_blocking(to_qemu, False)
    # poll(), not epoll(): epoll refuses regular files.
    select = selectors.PollSelector()
    select.register(from_qemu, selectors.EVENT_READ)
    select.register(0, selectors.EVENT_READ)
    writing = False
    last = b"\n"
    while True:
        if bool(feeder.output) != writing:
            writing = bool(feeder.output)
            if writing:
                select.register(to_qemu, selectors.EVENT_WRITE)
            else:
                select.unregister(to_qemu)
        wait = None if deadline is None else deadline - time.monotonic()
        if wait is not None and wait <= 0:
            return False
        for key, _ in select.select(wait):
            if key.fd == from_qemu:
                data = os.read(from_qemu, 65536)
                if not data:
                    if last != b"\n":
                        write_all(1, b"\n")
                    return True
                last = data[-1:]
                write_all(1, data)
                feeder.take_output(data)
            elif key.fd == to_qemu:
                try:
                    sent = os.write(to_qemu, feeder.output)
                except BrokenPipeError:
                    sent = len(feeder.output)
                feeder.output = feeder.output[sent:]
            else:
                data = os.read(0, 4096)
                if not data:
                    select.unregister(0)
                feeder.take_input(data)


def write_all(fd: int, data: bytes) -> None:
    """os.write may be short; a reader who left is not our error."""
    try:
        while data:
            data = data[os.write(fd, data) :]
    except BrokenPipeError:
        # Nobody reads on: point the rest at nothing and let the run end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), fd)


class Terminal:
    """Puts the terminal back as it was, however QEMU ended."""

    def __enter__(self) -> Terminal:
        try:
            self._saved = termios.tcgetattr(0)
        except termios.error:
            self._saved = None
        return self

    def __exit__(self, *exc: object) -> None:
        if self._saved is not None:
            termios.tcsetattr(0, termios.TCSANOW, self._saved)


def on_signal(number: int, _frame: object) -> NoReturn:
    raise SystemExit(128 + number)


def start(machine: Machine, log: str, terminal: bool) -> subprocess.Popen[bytes]:
    """Starts QEMU with COM1 on our terminal, or on pipes."""
    if terminal:
        serial = ["-serial", "mon:stdio"]
    else:
        serial = ["-chardev", "stdio,id=com1,signal=off", "-serial", "chardev:com1"]
    command = machine.command(serial) + fault_log_args(log)
    if terminal:
        return subprocess.Popen(command)
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def run_once(machine: Machine, log: str, timeout: float | None) -> int | None:
    """One life of the machine. QEMU's exit status, None if time ran out."""
    terminal = os.isatty(0)
    deadline = None if timeout is None else time.monotonic() + timeout
    qemu = start(machine, log, terminal)
    try:
        if not terminal and not converse(qemu, deadline):
            return None
        wait = None if deadline is None else max(0.1, deadline - time.monotonic())
        return qemu.wait(wait)
    except subprocess.TimeoutExpired:
        return None
    finally:
        if qemu.poll() is None:
            qemu.kill()
            qemu.wait()


def explain(rc: int | None, log: str, timeout: float | None) -> tuple[int, str]:
    """Our exit status and the sentence that goes with it."""
    if rc is None:
        return EXIT_TIMEOUT, f"no end within {timeout:g} s, killed"
    if rc == RC_PASS:
        return EXIT_PASS, "passed"
    if rc == RC_FAIL:
        return EXIT_FAIL, "tests failed"
    if rc == RC_PANIC:
        return EXIT_PANIC, "the kernel panicked"
    if rc == RC_RESTART:
        return EXIT_OTHER, "the kernel asked for a restart"
    if triple_fault(log) is not None:
        return EXIT_OTHER, "triple fault: the machine reset itself"
    if rc == 0:
        return EXIT_OTHER, "QEMU ended without a verdict of the kernel"
    if rc < 0:
        return EXIT_OTHER, f"QEMU was killed by signal {-rc}"
    return EXIT_OTHER, f"QEMU ended with status {rc}"


def run(machine: Machine, timeout: float | None) -> int:
    """Runs until the kernel leaves; a restart at a terminal starts again."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, on_signal)
    if machine.gdb:
        say("waiting for gdb on port 1234; in another terminal type:")
        elf = machine.kernel or "build/pagewright.elf"
        say(f"  make gdb    (gdb -x tools/gdb/pagewright-gdb.py {elf}"
            " -ex 'target remote :1234')")
    if os.isatty(0):
        say("Ctrl-A x quits QEMU, Ctrl-A c is its monitor")
    with tempfile.TemporaryDirectory(prefix="pagewright-") as folder, Terminal():
        log = os.path.join(folder, "cpu.log")
        rc = run_once(machine, log, timeout)
        while rc == RC_RESTART and os.isatty(0):
            rc = run_once(machine, log, timeout)
        status, text = explain(rc, log, timeout)
    if status != EXIT_PASS:
        say(f"{text} (exit {status})")
    return status


def parse_args(argv: list[str]) -> argparse.Namespace:
    """Options; those that the Makefile offers default to its variables."""
    env = os.environ.get
    parser = argparse.ArgumentParser(
        description="Start Pagewright in QEMU.",
        epilog="Exit status: 0 passed, 1 tests failed, 2 panic, 3 other, 124 timeout.",
    )
    add = parser.add_argument
    add("--kernel", type=Path, help="boot this ELF directly (PVH)")
    add("--iso", type=Path, help="boot this ISO through GRUB")
    add("--append", default="", help="kernel command line (with --kernel)")
    add("--cpus", type=int, default=env("CPUS") or "1", help="number of CPUs")
    add("--mem", default=env("MEM") or "256M", help="memory: 24M, 8G, 64G, 4T")
    add("--machine", choices=("q35", "pc", "microvm"), default="q35")
    add("--cpu", default="", help="QEMU's CPU model, default max")
    add("--firmware", choices=("bios", "uefi"), default=env("FIRMWARE") or "bios")
    add("--accel", choices=("tcg", "kvm"), default=env("ACCEL") or "tcg")
    add("--nodes", "--numa", type=int, default=1, help="number of NUMA nodes")
    add("--module", type=Path, action="append", default=[], help="boot module")
    add("--icount", action="store_true", help="count instructions (1 CPU)")
    add("--gdb", action="store_true", help="wait for gdb on port 1234")
    add("--display", default="none", help="QEMU's display, e.g. gtk")
    add("--timeout", type=float, help="kill the machine after so many seconds")
    add("--print", action="store_true", help="print QEMU's command and stop")
    add("extra", nargs="*", metavar="-- QEMU-OPTION", help="passed to QEMU")
    return parser.parse_args(argv)


def open_stdin() -> None:
    """A closed input is an empty one, and its number must not be reused."""
    try:
        os.fstat(0)
    except OSError:
        os.open(os.devnull, os.O_RDONLY)


def main(argv: list[str]) -> int:
    open_stdin()
    args = parse_args(argv)
    append = args.append
    if not append and args.iso is None:
        append = os.environ.get("APPEND", "")
    machine = Machine(
        kernel=args.kernel,
        iso=args.iso,
        append=append,
        cpus=args.cpus,
        mem=args.mem,
        machine=args.machine,
        cpu=args.cpu,
        firmware=args.firmware,
        accel=args.accel,
        nodes=args.nodes,
        icount=args.icount,
        gdb=args.gdb,
        display=args.display,
        modules=args.module,
        extra=args.extra,
    )
    try:
        if args.print:
            print(shlex.join(machine.command(["-serial", "mon:stdio"])))
            return EXIT_PASS
        return run(machine, args.timeout)
    except MachineError as error:
        say(f"{error}")
        return EXIT_OTHER


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
