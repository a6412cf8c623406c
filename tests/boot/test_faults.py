# SPDX-License-Identifier: MIT
"""Faults on purpose: each provoke=NAME must be reported as what it is.

The names and what they do are in tests/lkdtm.c. Here stands what each report
owes: the reason in words, the registers, the page-table walk where an address
is at fault, a backtrace by name, and the end that the fault deserves. The
lies of the same table must not be believed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import harness
import pytest

MEM = "64M"

REGISTERS = (r"RIP: \w+:\S+\+0x", r"RSP: ", r"RAX: [0-9a-f]{16}", r"CR2: ")
TRACE = (r"Call Trace:", r"provoke\w*\+0x", r"start_kernel\+0x")
WALK = (r"page-table walk of ", r"pgd\[ *\d+\]")


@dataclass
class Fault:
    """What one provocation owes."""

    says: tuple[str, ...]
    owes: tuple[str, ...] = REGISTERS + TRACE
    verdict: str = "panic"
    boot: str = ""  # what must be on the command line to see it


def page_fault(*says: str) -> Fault:
    return Fault(says, REGISTERS + TRACE + WALK)


FAULTS = {
    "panic": Fault(("Kernel panic - not syncing: provoked",), TRACE),
    "bug": Fault((r"kernel BUG at tests/lkdtm\.c:\d+: hidden\(1\) == 1",), TRACE),
    "null": page_fault(
        "NULL pointer dereference, address: 0+8$",
        "read in kernel mode: the page is not mapped",
        "lies in: null page",
        r"RIP: \w+:do_null_read\+",
    ),
    "null-call": Fault(
        (
            "NULL pointer dereference, address: 0+$",
            "execution in kernel mode",
            # No symbol is there: the way back begins at the caller.
            r"RIP: \w+:0x0$",
            r"do_null_call\+0x",
        ),
        REGISTERS[1:] + TRACE + WALK,
    ),
    "write-text": page_fault(
        "write in kernel mode: the page does not allow it",
        r"lies in: kernel text",
        "mapped: .*R-X",
    ),
    "write-rodata": page_fault(
        "write in kernel mode: the page does not allow it",
        r"lies in: kernel rodata",
        "mapped: .*R--",
    ),
    "write-alias": page_fault(
        "write in kernel mode: the page does not allow it", "lies in: direct map"
    ),
    "exec-data": page_fault(
        "execution in kernel mode: the page does not allow it",
        "lies in: kernel data",
        "mapped: .*RW-",
    ),
    "noncanonical": Fault(("general protection", "not canonical")),
    "unmapped": page_fault(
        "write in kernel mode: the page is not mapped", "lies in: vmalloc"
    ),
    "divide": Fault(("divide", r"RIP: \w+:do_divide\+")),
    "invalid-opcode": Fault(("invalid opcode", r"RIP: \w+:do_invalid_opcode\+")),
    "gp": Fault(("general protection", r"RIP: \w+:do_gp\+")),
    "avx": Fault((r"RIP: \w+:do_avx\+",)),
    "stack-overflow": Fault(
        ("stack overflow: the boot stack", "guard page", r"dig\+0x")
    ),
    # The stack is gone, and with it the frame of whoever called.
    "double-fault": Fault(
        ("double fault", r"Call Trace:", r"do_double_fault\+0x"), REGISTERS
    ),
    "nmi": Fault(("non-maskable interrupt", r"RIP: \w+:do_nmi\+")),
    "bootmem-exhaust": Fault(("bootmem", "do_bootmem_exhaust"), TRACE),
    "warn": Fault(
        (
            r"WARNING: CPU: 0 PID: 1 at tests/lkdtm\.c:\d+ do_warn",
            "provoked warning, value 42",
            "survived warn",
        ),
        TRACE,
        "warning",
    ),
    "bootmem-double-free": Fault(
        ("do_bootmem_double_free", "survived bootmem-double-free"), TRACE, "warning"
    ),
    "bootmem-closed": Fault(
        ("used by do_bootmem_closed", "survived bootmem-closed"), TRACE, "warning"
    ),
    "bootmem-foreign-free": Fault(
        ("do_bootmem_foreign_free", "survived bootmem-foreign-free"), TRACE, "warning"
    ),
}

# Who took the page and who freed it, as page_owner=on knows.
OWNERS = (
    "page_owner tracks the page as freed",
    r"page last allocated via order 0, migratetype Unmovable, "
    r"gfp_mask 0xcc0\(GFP_KERNEL\)",
    r"pid 1, tgid 1 \(init\), cpu 0, ts \d+, free_ts \d+$",
    r"page last free pid 1 tgid 1 stack trace:",
    r"^\[.*\]  freed_page\+0x",
)

FAULTS |= {
    "page-write-after-free": Fault(
        (
            r"pagealloc: single bit error|pagealloc: memory corruption",
            r"was written to while it was free, bytes 0x123 to 0x123",
            r"is 0x01 and not 0xaa",
            r"120: aa aa aa 01 aa",
            r"do_page_write_after_free\+0x",
            *OWNERS,
        ),
        TRACE,
        "warning",
        "page_poison=1 page_owner=on",
    ),
    "page-read-after-free": Fault(
        (
            "read in kernel mode: the page is not mapped",
            "lies in: direct map",
            r"pfn 0x[0-9a-f]+ is free: debug_pagealloc unmapped it",
            r"RIP: \w+:do_page_read_after_free\+",
            *OWNERS,
        ),
        REGISTERS + TRACE + WALK,
        boot="debug_pagealloc=on page_owner=on",
    ),
    "page-double-free": Fault(
        (
            r"Bad page state: pfn 0x[0-9a-f]+ freed twice: it is free already",
            r"do_page_double_free\+0x",
            *OWNERS,
        ),
        TRACE,
        "warning",
        "page_owner=on",
    ),
}

FAULTS |= {
    "map-wx": Fault(
        (
            r"would be writable and executable",
            r"lkdtm_map_wx\+0x",
            "survived map-wx",
        ),
        TRACE,
        "warning",
    ),
    "write-made-ro": page_fault(
        "write in kernel mode: the page does not allow it",
        "lies in: vmalloc",
        "mapped: 4 KiB .*R--",
        r"RIP: \w+:lkdtm_write_made_ro\+",
    ),
    "exec-vmalloc": Fault(
        (
            "execution in kernel mode: the page does not allow it",
            "lies in: vmalloc",
            "mapped: 4 KiB .*RW-",
        ),
        REGISTERS[1:] + TRACE + WALK,
    ),
    # What kmalloc(0) gives is not NULL and may be freed, but nothing else.
    "kmalloc-zero-used": page_fault(
        "NULL pointer dereference, address: 0+10$",
        "lies in: null page",
        r"lkdtm_kmalloc_zero_used\+0x",
    ),
    # Poison makes what is read there an address of nobody's.
    "slab-read-after-free": Fault(
        ("general protection", "not canonical", r"\b6b6b6b6b6b6b6b6b\b"),
        (*REGISTERS, *TRACE, r"lkdtm_slab_read_after_free\+0x"),
        boot="slab_debug=P",
    ),
    "slab-read-unwritten": Fault(
        ("general protection", "not canonical", r"\b5a5a5a5a5a5a5a5a\b"),
        (*REGISTERS, *TRACE, r"lkdtm_slab_read_unwritten\+0x"),
        boot="slab_debug=P",
    ),
    "touch-unmapped": page_fault(
        "read in kernel mode: the page is not mapped",
        "lies in: vmalloc",
        r"RIP: \w+:lkdtm_touch_unmapped\+",
    ),
    "sleep-atomic": Fault(
        (
            r"BUG: scheduling while atomic: init/1/0x0*1",
            r"CPU: 0 PID: 1 Comm: init",
            "survived sleep-atomic",
        ),
        (
            r"Call Trace:",
            r"sleep_far_away\+0x",
            r"lkdtm_sleep_atomic\+0x",
            r"start_kernel\+0x",
        ),
        "warning",
    ),
    "sleep-irqs-off": Fault(
        (
            r"BUG: sleeping function called from invalid context at "
            r"tests/lkdtm_tasks\.c:\d+",
            r"in_atomic\(\): 0, irqs_disabled\(\): 1, pid: 1, name: init",
            "survived sleep-irqs-off",
        ),
        (
            r"Call Trace:",
            r"ask_far_away\S*\+0x",
            r"lkdtm_sleep_irqs_off\+0x",
            r"start_kernel\+0x",
        ),
        "warning",
    ),
    "soft-lockup": Fault(
        (
            r"watchdog: BUG: soft lockup - CPU#0 stuck for [23]s! \[init:1\]",
            r"Comm: init at lkdtm_soft_lockup\+0x",
            "survived soft-lockup",
        ),
        (r"Call Trace:", r"watchdog_tick\+0x", r"start_kernel\+0x"),
        "warning",
        "watchdog_thresh=1",
    ),
    "spin-lockup": Fault(
        (
            r"watchdog: BUG: soft lockup - CPU#0 stuck for [23]s! \[init:1\]",
            r"Comm: init at arch_spin_lock_slow\+0x",
            "survived spin-lockup",
        ),
        (r"Call Trace:", r"lkdtm_spin_lockup\+0x", r"start_kernel\+0x"),
        "warning",
        "watchdog_thresh=1",
    ),
    "lost-wake-up": Fault(
        (
            r"INFO: task forlorn:\d+ blocked for more than [12] seconds",
            r"task:forlorn state:D",
            r"wait_for_nobody\+0x",
            "survived lost-wake-up",
        ),
        (r"Call Trace:", r"schedule\+0x", r"task_begin\+0x"),
        "pass",
        "hung_task_timeout=1",
    ),
    "task-stack-overflow": Fault(
        (
            r"BUG: stack overflow of task digger:\d+",
            r"Comm: digger",
            r"dig_deeper\+0x",
        ),
        (*REGISTERS, r"Call Trace:"),
    ),
    "percpu-bare-static": page_fault(
        "read in kernel mode: the page is not mapped",
        r"is lkdtm_counter\+0x0/\S+, a per-CPU variable: its address was used bare",
        r"this CPU's copy is at [0-9a-f]{16}: see this_cpu_ptr",
        r"RIP: \w+:lkdtm_percpu_bare_static\+",
    ),
    "percpu-bare-dynamic": page_fault(
        "write in kernel mode: the page is not mapped",
        r"[0-9a-f]{16} may be a per-CPU pointer that was used bare",
        r"this CPU's copy is at [0-9a-f]{16}: see this_cpu_ptr",
        r"RIP: \w+:lkdtm_percpu_bare_dynamic\+",
    ),
    # A chunk's pointer, not one into the first chunk's reserve.
    "percpu-bare-chunk": page_fault(
        "write in kernel mode: the page is not mapped",
        "lies in: no region of the layout",
        r"[0-9a-f]{16} may be a per-CPU pointer that was used bare",
        r"RIP: \w+:lkdtm_percpu_bare_chunk\+",
    ),
    "percpu-no-put": Fault(
        (
            r"BUG: thread forgets_to_put\+\S+ returned with preempt count 0x1, not 0x0",
            r"get_cpu_var\(\) without put_cpu_var\(\)",
            r"kthread_main\S*\+0x",
            "survived percpu-no-put",
        ),
        (),
        "warning",
    ),
}

BROKEN = {
    "broken-buddy": r"mm: zone \w+ of node 0: buddy invariant I6 is broken",
    "broken-pcp": r"mm: zone \w+ of node 0: pcp invariant C1 is broken",
    "broken-marks": r"mm: zone \w+ of node 0: invariant Z1 is broken",
    "broken-zonelist": r"mm: zone \w+ of node 0: invariant Z3 is broken",
    "broken-distance": r"mm: invariant N2 is broken",
    "broken-memmap": r"mm: invariant V1 is broken",
    "broken-kmap": r"mm: invariant K1 is broken",
}

FAULTS |= {
    "cache-panic": Fault(
        (
            "Kernel panic - not syncing: slab: cache needed cannot be created",
            r"lkdtm_cache_panic\+0x",
        ),
        TRACE,
    ),
}

FAULTS |= {
    name: Fault((f"Kernel panic - not syncing: {text}",), TRACE)
    for name, text in BROKEN.items()
}

# These need a second CPU.
SMP_FAULTS = {
    "ap-null": (
        "NULL pointer dereference, address: 0+8$",
        "CPU: 1 ",
        r"RIP: \w+:null_job\+",
        r"task_begin\+0x",
    ),
    "ap-stack-overflow": (
        r"stack overflow of task job/1:\d+",
        "CPU: 1 ",
        r"overflow_job\+0x",
    ),
    "panic-everywhere": ("Kernel panic - not syncing: provoked on every CPU",),
    "panic-among-deaf": ("Kernel panic - not syncing: provoked among the deaf",),
}

LIES = {
    "hang": "hang",
    "triple-fault": "triple fault",
    "exit-early": "early exit",
    "false-plan": "false plan",
    "no-plan": "no plan",
    "garbage": "early exit",
}


def provoke(name: str, cpu: str = "") -> harness.Result:
    boot = FAULTS[name].boot if name in FAULTS else ""
    machine = harness.kernel(
        f"provoke={name} {boot}", test="bootmem", mem=MEM, cpu=cpu
    )
    timeout = 10 if name == "hang" else harness.TIMEOUT_S
    return harness.boot(machine, timeout)


@pytest.mark.parametrize("name", FAULTS)
def test_fault(name: str) -> None:
    """The report names the fault, its place and its state; then it ends, or
    goes on with the tests, as FAULTS.md says."""
    fault = FAULTS[name]
    result = provoke(name).expect(fault.verdict)
    result.before_tests().says(f"provoking {name}", *fault.says, *fault.owes)
    if fault.verdict == "panic":
        assert result.rc == harness.qemu.RC_PANIC
        result.says("Kernel panic - not syncing: ")
        result.silent_about(f"survived {name}")
    else:
        assert result.ktap.green, result.tail()


@pytest.mark.parametrize("name", SMP_FAULTS)
def test_fault_among_cpus(name: str) -> None:
    """A fault on another CPU is reported like one on the first; where several
    report at once, one does, whole, and the rest keep silent."""
    machine = harness.kernel(f"provoke={name}", test="bootmem", mem=MEM, cpus=4)
    result = harness.boot(machine).expect("panic")
    result.says(*SMP_FAULTS[name])
    assert result.log.count("not syncing: ") <= 2, result.tail()


def test_missing_ipi() -> None:
    """The CPU that was not reached is named, with who called it for what and
    where it is; the call is made once it can be."""
    machine = harness.kernel("provoke=missing-ipi", test="bootmem", mem=MEM, cpus=3)
    result = harness.boot(machine).expect("pass")
    result.before_tests().says(
        r"smp: CPU 1 has not answered CPU 0's call of unheard_call for \d+ ms; "
        r"it is at \w+\+0x",
        "survived missing-ipi",
    )


def halted(registers: str) -> dict[int, str]:
    """By CPU, where it has halted for good: with interrupts off."""
    states = re.findall(
        r"CPU#(\d+)\n(?:.*\n)*?RIP=(\w+) RFL=(\w+) .* HLT=(\d)", registers
    )
    return {
        int(cpu): rip
        for cpu, rip, flags, hlt in states
        if hlt == "1" and not int(flags, 16) & 1 << 9
    }


def test_panic_stops_the_others() -> None:
    """Busy and deaf to interrupts as they are. QEMU's monitor says so, while
    the one that panics waits for its reboot."""
    with harness.session("test=none panic=600", mem=MEM, cpus=4) as console:
        console.wait_prompt()
        console.send("provoke panic-among-deaf\r")
        console.wait_for("Rebooting in 600 seconds")
        for _ in range(1000):  # an emulator may leave one without a turn
            stopped = halted(console.monitor("info registers -a"))
            if len(stopped) == 3:
                break
        assert stopped.keys() == {1, 2, 3}, stopped
        assert halted(console.monitor("info registers -a")) == stopped


@pytest.mark.parametrize("name", ["null", "write-text", "stack-overflow", "gp"])
def test_fault_on_a_plain_processor(name: str) -> None:
    """The same reports on a processor without 1 GiB pages, SMEP and SMAP."""
    fault = FAULTS[name]
    provoke(name, "qemu64").expect("panic").says(*fault.says, *fault.owes)


@pytest.mark.parametrize("name", LIES)
def test_lie_is_found_out(name: str) -> None:
    """The real kernel as a liar: the runner calls it what it is, and shows
    the log's tail."""
    result = provoke(name).expect(LIES[name])
    assert not result.passed
    assert f"provoking {name}" in result.log
    assert "--- the last" in result.tail()


def test_triple_fault_is_located() -> None:
    """A triple fault's place is told by the symbol, from QEMU's log."""
    assert "(lkdtm_triple_fault+0x" in provoke("triple-fault").why


def test_every_name_is_tested() -> None:
    """A fault added to tests/lkdtm.c without a line here is not believed."""
    # Here, because they import this file.
    import test_devices
    import test_object_faults
    source = (harness.ROOT / "tests" / "lkdtm.c").read_text()
    names = re.findall(r'\{ "([a-z0-9-]+)", (?!lkdtm_lock_)\w+, [A-Z_]+ \}', source)
    assert names, "the table in tests/lkdtm.c looks different now"
    elsewhere = {"missing-ipi"}  # test_missing_ipi()
    elsewhere |= {"percpu-preemptible"}  # test_lockdep.py
    elsewhere |= test_devices.MISSED.keys() | test_devices.WRONG.keys()
    elsewhere |= test_object_faults.FAULTS.keys()
    assert set(names) - elsewhere == FAULTS.keys() | SMP_FAULTS.keys() | LIES.keys()


def test_twin_without_a_fault() -> None:
    """No provocation, no report."""
    result = harness.boot(harness.kernel(test="bootmem", mem=MEM)).expect("pass")
    result.before_tests().silent_about("lkdtm", "BUG", "WARNING", "Call Trace", "RIP")


@pytest.mark.parametrize("name", ["panic", "null", "stack-overflow"])
def test_fault_from_the_console(name: str) -> None:
    """The same reports when asked for at the prompt."""
    with harness.session(mem=MEM) as console:
        console.wait_prompt()
        console.send(f"provoke {name}\r")
        result = console.finish().expect("panic")
    result.says(*FAULTS[name].says, r"console_loop\+0x")


def test_monitor_nmi() -> None:
    """An NMI from outside, at any moment, is reported on its own stack."""
    with harness.session(mem=MEM) as console:
        console.wait_prompt()
        console.monitor("nmi")
        console.finish().expect("panic").says("non-maskable interrupt", "RIP: ")


def test_symbols_are_right() -> None:
    """Backtrace offsets agree with the ELF: name+offset is inside name."""
    log = provoke("null").log
    table = harness.symbols()
    match = re.search(r"RIP: \w+:(\w+)\+0x([0-9a-f]+)/0x([0-9a-f]+)", log)
    assert match, log
    assert match[1] in table
    assert int(match[2], 16) < int(match[3], 16)


def test_elf_path() -> None:
    """What is tested is what was built."""
    assert Path(harness.KERNEL).exists()
