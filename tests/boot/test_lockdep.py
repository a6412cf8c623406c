# SPDX-License-Identifier: MIT
"""Locks that explain themselves: the kernel of `make LOCKDEP=1`.

Every suite is green in it and nothing is reported; what it saw agrees with
docs/LOCKING.md; and each fault of tests/lkdtm_locks.c is reported by name,
with both stacks.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import harness
import ktap
import pytest

sys.path.insert(0, str(harness.ROOT / "tools"))

import lockorder  # noqa: E402
import test_modules as modules  # noqa: E402
from cpio import cpio  # noqa: E402

BUILD = harness.BUILD
if BUILD.name != "lockdep":
    BUILD = BUILD / "lockdep"
KERNEL = BUILD / "pagewright.elf"
HOST = BUILD / "host-gcc" / "pagewright-host"

MEM = "64M"
HOST_TIMEOUT_S = 240


def boot(append: str, test: str, **options: object) -> harness.Result:
    machine = harness.kernel(append, test=test, **options)
    return harness.boot(harness.replace(machine, kernel=KERNEL))


@pytest.mark.parametrize("cpus, mem", [(4, "256M"), (1, "24M")])
def test_every_suite(cpus: int, mem: str) -> None:
    """All green with every lock watched, and not one report."""
    result = boot("", "*", cpus=cpus, mem=mem).expect("pass")
    assert "ok" in result.log and "lockdep" in result.log
    result.silent_about("WARNING: ", "is not watched")


def test_order_is_the_document_s() -> None:
    """What was taken under what, in all suites, has rising numbers in
    docs/LOCKING.md; no lock is without one."""
    machine = harness.qemu.Machine(kernel=KERNEL, append="", cpus=4)
    with harness.Session(machine) as console:
        console.wait_prompt()
        log = console.command("cat /proc/lockdep")
        stats = console.command("cat /proc/lockdep_stats")
    locks, _ = lockorder.seen(log)
    assert len(locks) >= 5, log
    assert "direct dependencies:" in stats
    document = (harness.ROOT / "docs" / "LOCKING.md").read_text()
    exempt = lockorder.only_in_tests() | lockorder.taken_in_tests(log)
    assert list(lockorder.contradictions(log, document, exempt)) == []


BACKTRACE = r"stack backtrace of CPU \d, where this was found:"

REPORTS = {
    "inversion": (
        "WARNING: possible circular locking dependency detected",
        r"CPU 0 is trying to take:\n.* \(first_lock\)",
        r"but it already holds:\n.* \(second_lock\).*\n.* second_then_first\+0x",
        r"-> #1 \(second_lock\).*\n.*was taken under \(first_lock\).*\n"
        r".* first_then_second\+0x",
        r"-> #0 \(first_lock\)",
        BACKTRACE,
    ),
    "recursion": (
        "WARNING: possible recursive locking detected",
        r"trying to take:\n.* \(&twin\[i\]\)",
        r"already holds:\n.* \(&twin\[i\]\).*\n.* lkdtm_lock_recursion\+0x",
        BACKTRACE,
    ),
    "irq-unsafe": (
        "WARNING: inconsistent lock state",
        r"inconsistent \{IN-HARDIRQ-W\} -> \{HARDIRQ-ON-W\} usage",
        r"used \{IN-HARDIRQ-W\} by:\n.* take_in_interrupt\+0x",
        r"used \{HARDIRQ-ON-W\} by:\n.* take_with_interrupts_on\+0x",
        BACKTRACE,
    ),
    "irq-inversion": (
        "WARNING: HARDIRQ-safe -> HARDIRQ-unsafe lock order detected",
        r"\(irq_lock\).* was used \{IN-HARDIRQ-W\} by:\n.* take_in_interrupt\+0x",
        r"\(first_lock\).* was used \{HARDIRQ-ON-W\} by:\n.* lkdtm_lock_irq_inv",
        r"\(first_lock\).*\n.*was taken under \(irq_lock\)",
        BACKTRACE,
    ),
    "reclaim": (
        "WARNING: possible circular locking dependency detected",
        r"CPU 0 is trying to take:\n.* \(fs_reclaim\)",
        r"but it already holds:\n.* \(cache_lock\).*\n(.*\n)*?.* ask_under_cache_lock\+0x",
        r"-> #1 \(cache_lock\).*\n.*was taken under \(fs_reclaim\).*\n"
        r"(.*\n)*?.* count_cache\+0x",
        BACKTRACE,
    ),
    "held-at-exit": (
        "WARNING: still has locks held",
        "task lkdtm ends with:",
        r"\(first_lock\).*\n.* take_and_forget\+0x",
        rf"{BACKTRACE}(.*\n)*.* lkdtm_lock_held_at_exit\+0x",
    ),
    "held-at-sleep": (
        "WARNING: Invalid wait context",
        r"trying to take:\n.* \(sleeping_lock\)",
        r"already holds:\n.* \(first_lock\).*\n.* take_and_forget\+0x",
        rf"{BACKTRACE}(.*\n)*.* lkdtm_lock_held_at_sleep\+0x",
    ),
    "foreign-unlock": (
        "WARNING: bad unlock balance detected!",
        r"CPU 1 releases .* \(first_lock\).*, which it does not hold",
        r"CPU 0 holds it:\n.* \(first_lock\).*\n.* take_and_forget\+0x",
        r"stack backtrace of CPU 1(.*\n)*.* unlock_job\+0x",
    ),
}


@pytest.mark.parametrize("name", REPORTS)
def test_report(name: str) -> None:
    """The fault by name, who did it, and who did the other half of it."""
    result = boot(f"provoke=lock-{name}", "bootmem", mem=MEM, cpus=2)
    result.expect("warning").says(*REPORTS[name], f"survived lock-{name}")


ASLEEP = {
    "sleep-atomic": ("Preemption", "take_and_return", "sleep_far_away"),
    "sleep-irqs-off": ("Interrupts", "switch_off_and_return", "ask_far_away"),
}


@pytest.mark.parametrize("name", ASLEEP)
def test_sleep_in_atomic_context(name: str) -> None:
    """Who may not sleep and does: the stack on which that began, and his."""
    what, began, asleep = ASLEEP[name]
    fault = "lkdtm_" + name.replace("-", "_")
    result = boot(f"provoke={name}", "bootmem", mem=MEM, cpus=2)
    result.expect("warning").says(
        rf"{what} disabled at:\n.* {began}\+0x.*\n.* {fault}\+0x"
        r"(.*\n)*?.* start_kernel\+0x",
        rf"Call Trace:(.*\n)*?.* {asleep}\S*\+0x.*\n.* {fault}\+0x"
        r"(.*\n)*?.* start_kernel\+0x",
        f"survived {name}",
    )


def test_this_cpu_in_preemptible_code() -> None:
    """Who asks where he is, and may be elsewhere at once, is told."""
    result = boot("provoke=percpu-preemptible", "bootmem", mem=MEM, cpus=2)
    result.expect("warning").says(
        r"BUG: using smp_processor_id\(\) in preemptible \[0+\] code: lkdtm/\d+, "
        r"caller is asks_where_it_is\+0x",
        r"Call Trace:(.*\n)*.* kthread_main\S*\+0x",
        "survived percpu-preemptible",
    )


def test_every_name_is_tested() -> None:
    """A lock fault added to tests/lkdtm.c without a report here is none."""
    source = (harness.ROOT / "tests" / "lkdtm.c").read_text()
    names = re.findall(r'\{ "lock-([a-z-]+)", lkdtm_lock_', source)
    assert set(names) == REPORTS.keys()


def test_a_module_takes_locks(tmp_path: Path) -> None:
    """Locks, preemption and "this CPU" are other functions in this build: a
    module finds them, is watched, and unloads."""
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "Kbuild").write_text("obj-m := waits.o\n")
    shutil.copy(harness.ROOT / "tests" / "modules" / "waits.c", sources)
    built = modules.build(sources, tmp_path / "build",
                          f"BUILD={BUILD.parent}", "LOCKDEP=1")
    archive = tmp_path / "waits.cpio"
    archive.write_bytes(cpio(built))
    machine = harness.qemu.Machine(
        kernel=KERNEL, append="test=none module_blacklist=waits", modules=[archive]
    )
    with harness.Session(machine) as console:
        console.wait_prompt()
        answer = console.command("insmod waits")
        assert "waits: 42" in answer and "WARNING" not in answer
        assert "waits" not in console.command("rmmod waits")


def test_host() -> None:
    """The same on the host, four threads as CPUs."""
    done = subprocess.run(
        [HOST], capture_output=True, timeout=HOST_TIMEOUT_S, stdin=subprocess.DEVNULL
    )
    log = done.stdout.decode(errors="replace")
    tail = "\n".join(log.splitlines()[-30:])
    assert done.returncode == 0, f"exit status {done.returncode}\n{tail}"
    assert ktap.parse(done.stdout).green, tail
    assert "WARNING: " not in log, tail


def test_built_apart() -> None:
    """Its objects are its own."""
    assert KERNEL.exists() and Path(harness.KERNEL) != KERNEL or BUILD == harness.BUILD
