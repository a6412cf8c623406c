# SPDX-License-Identifier: MIT
"""Modules: built outside the tree by one command, handed over in an archive,
loaded, used, taken out; and each that is wrong refused by name.

The modules are in tests/modules; those that no compiler makes are good.ko
with some bytes changed.
"""

from __future__ import annotations

import os
import re
import shutil
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path

import harness
import pytest
from cpio import cpio

SOURCES = harness.ROOT / "tests" / "modules"


def build(sources: Path, folder: Path, *words: str) -> dict[str, bytes]:
    """The modules of @sources, copied to @folder, as a stranger builds them."""
    shutil.copytree(sources, folder, dirs_exist_ok=True)
    done = subprocess.run(
        ["make", "-C", harness.ROOT, f"M={folder}",
         f"BUILD={harness.BUILD}", *words],
        capture_output=True,
        text=True,
        # Not a part of the make that runs us.
        env={k: v for k, v in os.environ.items() if "MAKE" not in k},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "warning" not in done.stderr, done.stderr
    return {path.name: path.read_bytes() for path in folder.glob("*.ko")}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return build(SOURCES, tmp_path_factory.mktemp("modules"))


def start(
    folder: Path, files: dict[str, bytes], append: str = "", **options: object
) -> harness.Session:
    """The kernel at its prompt, with @files waiting for insmod."""
    archive = folder / "modules.cpio"
    archive.write_bytes(cpio(files))
    names = ",".join(files)
    words = f"test=none module_blacklist={names} {append}"
    session = harness.session(words, modules=[archive], **options)
    session.wait_prompt()
    return session


@pytest.fixture(scope="module")
def machine(
    built: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[harness.Session]:
    with start(
        tmp_path_factory.mktemp("shared"), {**built, **broken(built)}, cpus=2
    ) as session:
        yield session


def loaded(console: harness.Session) -> list[str]:
    lines = console.command("cat /proc/modules").splitlines()
    return [line.split()[0] for line in lines]


@pytest.fixture(autouse=True)
def empty(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test has left is taken out, users before owners."""
    yield
    if "machine" in request.fixturenames:
        console = request.getfixturevalue("machine")
        for name in reversed(loaded(console)):
            console.command(f"rmmod {name}")


def free_pages(console: harness.Session) -> int:
    text = console.command("cat /proc/meminfo")
    return int(re.search(r"MemFree: +(\d+) kB", text)[1]) // 4


def test_in_and_out(machine: harness.Session) -> None:
    """init, a line in /proc/modules as Linux has it, exit."""
    assert "good: init" in machine.command("insmod good")
    line = machine.command("cat /proc/modules")
    assert re.fullmatch(r"good \d+ 0 - Live 0xffffffffa\w{7}", line), line
    names = machine.command("cat /proc/kallsyms")
    assert re.search(r"^ffffffffa\w+ t good_init\t\[good\]$", names, re.MULTILINE)
    assert "init_module" not in names  # a second name, of the loader's
    for name, kind in (("good_value", "T"), ("good_secret", "T"), ("good_exit", "t")):
        assert re.search(rf"^ffffffffa\w+ {kind} {name}\t", names, re.MULTILINE)
    assert "module: good: is loaded already" in machine.command("insmod good")
    assert "good: exit" in machine.command("rmmod good")
    assert not loaded(machine)


def test_rights_in_the_map(machine: harness.Session) -> None:
    """Text RX, read-only data R, data RW, and a page of nothing behind."""
    machine.command("insmod good")
    text = machine.command("cat /proc/kernel_page_tables")
    region = text.partition("---[ modules ]---\n")[2].partition("---[")[0]
    line = r"0x(\w+)-0x(\w+) +\d+K     (RW|ro) .* (NX|x ) pte"
    ranges = [m.groups() for m in map(re.compile(line).fullmatch, region.splitlines())]
    assert [r[2:] for r in ranges] == [("ro", "x "), ("ro", "NX"), ("RW", "NX")]
    text, rodata, data = ranges
    assert text[1] == rodata[0] and rodata[1] == data[0]
    areas = machine.command("cat /proc/vmallocinfo")
    assert f"\n0x{text[0]}-0x{int(data[1], 16) + 4096:x} " in areas


def test_locks_waits_and_numbers_are_exported(machine: harness.Session) -> None:
    """What an ordinary driver calls, and what Linux's macros come down to."""
    assert "waits: 42" in machine.command("insmod waits")


def test_archive_in_high_memory(built: dict[str, bytes], tmp_path: Path) -> None:
    """QEMU puts an archive at the end of RAM, which the direct map ends below."""
    with start(tmp_path, built, mem="1G", append="lowmem=64M") as console:
        assert "good: init" in console.command("insmod good")


def test_symbols_keep_their_module(machine: harness.Session) -> None:
    """A user of its symbols keeps a module in; without it, it is undefined."""
    answer = machine.command("insmod user")
    assert "module: user: undefined symbol good_value" in answer
    machine.command("insmod good")
    assert "user: good says 42" in machine.command("insmod user")
    assert re.search(r"^good \d+ 1 user, Live", machine.command("cat /proc/modules"))
    assert "good: in use by 1" in machine.command("rmmod good")
    assert "good says" not in machine.command("rmmod user")
    assert "good: exit" in machine.command("rmmod good")


def test_parameters(machine: harness.Session) -> None:
    answer = machine.command(
        'insmod param number=-3 flag "word=two words" list=4,5,6 outside=0x10'
    )
    assert "number -3 flag 1 word 'two words' list 3 last 6 outside 16" in answer
    assert "number=-3" in machine.command("lsmod")
    machine.command("rmmod param")
    answer = machine.command("insmod param number=many")
    assert "param: 'many' is no value for parameter 'number'" in answer
    answer = machine.command("insmod param numbre=1")
    assert "param: unknown parameter 'numbre'" in answer
    assert not loaded(machine)


def test_per_cpu(machine: harness.Session) -> None:
    """Its variables are each CPU's own, with their initial values."""
    for _ in range(3):
        assert "per_cpu: 2 CPUs, 0 wrong" in machine.command("insmod per_cpu")
        machine.command("rmmod per_cpu")


def test_per_cpu_of_another_module(machine: harness.Session) -> None:
    """EXPORT_PER_CPU_SYMBOL: each CPU's own, from another module's code."""
    answer = machine.command("insmod per_cpu_user")
    assert "undefined symbol per_cpu_shared" in answer
    machine.command("insmod per_cpu")
    for _ in range(2):
        answer = machine.command("insmod per_cpu_user")
        assert "per_cpu_user: 2 CPUs, 0 wrong" in answer
        assert "per_cpu: in use by 1" in machine.command("rmmod per_cpu")
        machine.command("rmmod per_cpu_user")


def test_symbol_get(machine: harness.Session) -> None:
    """Its module is kept until symbol_put(); nobody's is NULL, and so is that
    of a module whose init() may still fail."""
    machine.command("insmod good")
    answer = machine.command("insmod gets")
    assert "gets: good 42, nobody 0, kernel 1, itself 0" in answer
    assert "good: in use by 1" in machine.command("rmmod good")
    machine.command("rmmod gets")
    assert "good: exit" in machine.command("rmmod good")


def test_driver_in_use(machine: harness.Session) -> None:
    """A bound driver does not keep its module: exit() lets the device go."""
    machine.command("insmod driver")
    assert "platform/of_a_module driver of_a_module" in machine.command(
        "cat /proc/bus_devices"
    )
    assert "driver: removed" in machine.command("rmmod driver")
    assert "of_a_module" not in machine.command("cat /proc/bus_devices")


def param_of(console: harness.Session, name: str) -> int:
    return int(re.search(rf"\b{name}=(\d+)", console.command("lsmod"))[1])


def until_more(console: harness.Session, name: str) -> None:
    """Wait until a parameter of caller.ko has grown; each look is a command."""
    before = param_of(console, name)
    for _ in range(1000):
        if param_of(console, name) > before:
            return
    pytest.fail(f"{name} stays at {before}")


def take_out(console: harness.Session, name: str) -> None:
    """Others hold it for moments."""
    for _ in range(1000):
        if f"{name}: in use by" not in console.command(f"rmmod {name}"):
            return
    pytest.fail(f"{name} is in use for ever")


def test_used_while_it_comes_and_goes(
    built: dict[str, bytes], tmp_path: Path
) -> None:
    """Four CPUs call good's function, print its name and read what it is;
    it comes and goes. What is freed too early is poison."""
    files = {n: built[n] for n in ("good.ko", "caller.ko")}
    with start(tmp_path, files, "page_poison=1", cpus=4) as console:
        console.command("insmod caller")
        for _ in range(10):
            console.command("insmod good")
            until_more(console, "calls")
            until_more(console, "named")
            take_out(console, "good")
            until_more(console, "unnamed")
        assert "caller: 0 wrong" in console.command("rmmod caller")
        assert not loaded(console)


def test_bare_and_composite(machine: harness.Session) -> None:
    """No init, no exit; several objects, each with its own flags."""
    machine.command("insmod bare")
    assert "bare" in machine.command("cat /proc/modules")
    machine.command("rmmod bare")
    assert "in_two: 22" in machine.command("insmod in_two")
    machine.command("rmmod in_two")


def test_suite(machine: harness.Session) -> None:
    """A module that is a KUnit suite runs it."""
    answer = machine.command("insmod suite")
    assert "# Subtest: from_a_module" in answer
    assert "ok 1 one_is_one" in answer
    machine.command("rmmod suite")


def test_backtrace_names_it(machine: harness.Session) -> None:
    answer = machine.command("insmod warns")
    assert re.search(r"WARNING.* warns_deep\+\w+/\w+ \[warns\]", answer), answer
    assert re.search(r"\] +warns_init\+\w+/\w+ \[warns\]", answer)
    machine.command("rmmod warns")


def broken(built: dict[str, bytes]) -> dict[str, bytes]:
    """good.ko, wrong in one way each."""
    good = built["good.ko"]
    shoff = struct.unpack_from("<Q", good, 40)[0]
    text = shoff + 64  # the first section that is one

    def offset(section: int) -> int:
        return struct.unpack_from("<Q", good, section + 24)[0]

    # The first relocations, and what they change
    rela = next(
        at
        for at in range(text, len(good), 64)
        if struct.unpack_from("<I", good, at + 4)[0] == 4  # SHT_RELA
    )
    target = shoff + 64 * struct.unpack_from("<I", good, rela + 44)[0]

    def change(at: int, form: str, value: int) -> bytes:
        data = bytearray(good)
        struct.pack_into(form, data, at, value)
        return bytes(data)

    return {
        "cut.ko": good[: len(good) // 2],
        "tiny.ko": good[:20],
        "text.ko": b"#!/bin/sh\necho no module\n" * 9,
        "arm.ko": change(18, "<H", 183),
        "program.ko": change(16, "<H", 2),
        "aligned.ko": change(text + 48, "<Q", 0),
        "overlap.ko": change(rela + 24, "<Q", offset(target)),
        "hole.ko": change(offset(rela), "<Q", 1 << 20),
        "kind.ko": change(offset(rela) + 8, "<I", 99),
        "other.ko": good.replace(b"mod_unload", b"mod_reload"),
    }


REFUSED = {
    "cut": r"cut\.ko: truncated: the section table ends at",
    "tiny": r"tiny\.ko: truncated: 20 bytes are no ELF header",
    "text": r"text\.ko: not an ELF file",
    "arm": r"arm\.ko: for another machine \(ELF machine 183, ours is 62\)",
    "program": r"program\.ko: not a relocatable object \(ELF type 2\)",
    "aligned": r"aligned\.ko: section \.text: alignment 0",
    "overlap": r"overlap\.ko: sections (\.[.\w]+) and \.rela\1 overlap",
    "hole": r"hole\.ko: relocation at 0x100000 lies outside its section",
    "kind": r"kind\.ko: relocation at \w+: type 99 is not supported",
    "other": r'good: built for ".* mod_reload", this is ".* mod_unload"',
    "undefined": r"undefined: undefined symbol nor_this[\s\S]*"
    r"undefined symbol nobody_exports_this",
    "gpl_wanted": r"gpl_wanted: symbol good_secret is for GPL-compatible modules",
    "twice": r"twice: exports printk, which the kernel exports already",
    "failing": r"failing: its init function failed: -ENODEV",
}


TIMES = 10


@pytest.mark.parametrize("name", REFUSED)
def test_refused(machine: harness.Session, name: str) -> None:
    """By name, and with nothing left behind."""
    machine.command("insmod good")
    machine.command(f"insmod {name}")  # what is kept for the next time
    before = free_pages(machine)
    for _ in range(TIMES):
        assert re.search(REFUSED[name], machine.command(f"insmod {name}"))
    # A page of each would be missed; the lists of a CPU that the console has
    # come to in between keep one or two.
    assert free_pages(machine) > before - TIMES
    assert loaded(machine) == ["good"]


def test_nothing_is_left(machine: harness.Session) -> None:
    """In and out twenty times: every page is back."""
    machine.command("insmod good")
    machine.command("rmmod good")
    before = free_pages(machine)
    for _ in range(20):
        machine.command("insmod param")
        machine.command("rmmod param")
        machine.command("insmod failing")
    assert abs(free_pages(machine) - before) <= 8  # lists of CPUs, empty slabs


def test_unknown_file(machine: harness.Session) -> None:
    answer = machine.command("insmod gud")
    assert "no file 'gud' came with the kernel; there are:" in answer
    assert "good.ko" in answer


@pytest.mark.parametrize(
    "name, report",
    [
        ("writes_text", r"#PF: write in kernel mode: the page does not allow it"),
        ("runs_data", r"#PF: execution in kernel mode: the page does not allow it"),
    ],
)
def test_rights(
    built: dict[str, bytes], tmp_path: Path, name: str, report: str
) -> None:
    """Text is not writable, data not executable; the report names the module."""
    files = {f"{name}.ko": built[f"{name}.ko"]}
    with start(tmp_path, files) as console:
        console.send(f"insmod {name}\r")
        result = console.finish()
    result.expect("panic")
    result.says(report)
    result.says(rf"\[{name}\]")


def test_loaded_at_boot(built: dict[str, bytes], tmp_path: Path) -> None:
    """Without module_blacklist= all are loaded, with the line's parameters."""
    archive = tmp_path / "modules.cpio"
    archive.write_bytes(cpio({n: built[n] for n in ("good.ko", "param.ko")}))
    with harness.session(
        "test=none param.number=9 param.word=boot", modules=[archive]
    ) as console:
        text = console.wait_prompt()
    assert "good: init" in text
    assert "number 9 flag 0 word 'boot'" in text
    assert "Unknown kernel command line parameters" not in text


def test_grub_hands_it_over(built: dict[str, bytes], tmp_path: Path) -> None:
    """module2: the file by its name, through GRUB."""
    path = tmp_path / "good.ko"
    path.write_bytes(built["good.ko"])
    iso = harness.make_iso(tmp_path, "test=none module_blacklist=good", path)
    with harness.Session(harness.qemu.Machine(iso=iso)) as console:
        console.wait_prompt()
        assert "good: init" in console.command("insmod good")


def test_sample(tmp_path: Path) -> None:
    """What README shows."""
    sample = build(harness.ROOT / "samples" / "hello", tmp_path)
    with start(tmp_path, sample) as console:
        assert "hello: holding 3 pages" in console.command("insmod hello pages=3")
        assert "hello: gone" in console.command("rmmod hello")


def test_real_transfer(built: dict[str, bytes], tmp_path: Path) -> None:
    """QEMU's edu reaches 28 bits: buffers above go through stand-ins below,
    and every byte comes back; coherent memory is within its reach."""
    files = {"edu_dma.ko": built["edu_dma.ko"]}
    with start(tmp_path, files, mem="600M", extra=["-device", "edu"]) as console:
        found = re.search(
            r"00:(\w\w)\.0 \w+: 1234:11e8\n\tBAR0: memory (0x\w+)",
            console.command("lspci"),
        )
        before = free_pages(console)
        answer = console.command(
            f"insmod edu_dma bar={found[2]} devfn={int(found[1], 16) << 3}"
        )
        line = re.search(
            r"edu_dma: (\w+) as (\w+) to edu, back as (\w+) to (\w+): (\d+) wrong",
            answer,
        )
        assert line, answer
        out, to, back, into = (int(x, 16) for x in line.groups()[:4])
        assert out >= 1 << 28 <= into and max(to, back) < 1 << 28
        assert line[5] == "0"
        coherent = re.search(r"coherent (\w+): (\d+) wrong", answer)
        assert int(coherent[1], 16) < 1 << 28 and coherent[2] == "0"
        console.command("rmmod edu_dma")
        assert abs(free_pages(console) - before) <= 600  # kept by CPUs' lists


def test_bad_archive(tmp_path: Path) -> None:
    """An archive that is cut short is said, once, and the boot goes on."""
    archive = tmp_path / "modules.cpio"
    archive.write_bytes(cpio({"a.ko": b"x" * 100})[:200])
    with harness.session(modules=[archive]) as console:
        text = console.wait_prompt()
    assert "archive: no file header at 0x0" in text
