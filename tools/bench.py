#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the kernel's memory costs, in instructions, beside Linux.

    tools/bench.py KERNEL MODULE [--json FILE] [--mem SIZE]

Boots KERNEL under -icount, where the time-stamp counter counts executed
instructions (two runs agree but for the ticks), and loads MODULE:
tests/bench/data/mmbench.c, the file that was measured on Linux. Each row is
printed beside tests/bench/data/MARKS.md; then the module's reference trace,
and what only the command `bench` of the kernel measures (tests/*_bench.c).
Ends with 1 if a row is above its mark, or is missing.
"""
from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import bench_cli  # noqa: E402
from bench_cli import BenchError  # noqa: E402
from cpio import cpio  # noqa: E402
from qemu import Machine  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
MARKS = ROOT / "tests" / "bench" / "data" / "MARKS.md"

# The module's own checks of the counter: what must come out
CALIBRATION = {"loop_2000000_insns": 2000000, "nops_1000": 1000}
CALIBRATION_SLACK = 16


def read_marks() -> dict[str, tuple[int, int, int]]:
    """Row -> (best stock Linux, best bare Linux, mark)."""
    marks = {}
    for line in MARKS.read_text().splitlines():
        cells = [cell.strip(" *") for cell in line.strip("|").split("|")]
        if len(cells) < 7 or not cells[6].isdigit():
            continue
        stock = min(int(cells[1]), int(cells[2]))
        bare = min(int(cells[4]), int(cells[5]))
        marks[cells[0]] = stock, bare, int(cells[6])
    return marks


def run(kernel: Path, module: Path, commands: list[str],
        mem: str = "1G", words: str = "") -> str:
    """The console of a boot with @words that runs @commands."""
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "mmbench.cpio"
        archive.write_bytes(cpio({"mmbench.ko": module.read_bytes()}))
        # It measures GFP_KERNEL with interrupts off: said once a call.
        machine = Machine(kernel=kernel, mem=mem, cpu="qemu64", icount=True,
                          append="test=none module_blacklist=mmbench "
                                 "debug_atomic_sleep=0 " + words,
                          modules=[archive])
        return bench_cli.console(machine, commands)


def run_rows(kernel: Path, module: Path, mem: str = "1G",
             builtin: bool = False, words: str = "") -> str:
    """Every row of the module, and perhaps the kernel's own."""
    commands = ["insmod mmbench step=1"] + ["bench"] * builtin
    log = run(kernel, module, commands, mem, words)
    if "BENCH_END" not in log:
        raise BenchError(f"the kernel did not finish:\n{log[-2000:]}")
    return log


def run_trace(kernel: Path, module: Path, mem: str = "1G") -> str:
    """The trace, in a kernel that has done nothing else."""
    look = "cat /proc/slabinfo"
    log = run(kernel, module,
              ["insmod mmbench", look, "modparam mmbench step=2", look,
               "modparam mmbench step=3", look, "modparam mmbench step=4",
               look], mem)
    if "TRACE all freed" not in log:
        raise BenchError(f"the kernel did not finish:\n{log[-2000:]}")
    return log


def slab_pages(log: str) -> list[int]:
    """Pages in slabs, each time /proc/slabinfo was shown."""
    sums = []
    for view in log.split("# name ")[1:]:
        total = 0
        for line in view.partition("mm> ")[0].splitlines()[1:]:
            cells = line.split()
            total += int(cells[5]) * int(cells[14])
        sums.append(total)
    return sums


def read_trace(log: str) -> dict[str, float]:
    """The reference trace: instructions a call, slab pages a byte wanted."""
    calls = re.search(r"TRACE live_objects \d+ requested_bytes (\d+) .* "
                      r"per_call_300000 (\d+)", log)
    thin = re.search(r"TRACE thinned .* requested_bytes (\d+)", log)
    before, live, thinned, freed = slab_pages(log)
    return {
        "instructions_per_call": int(calls[2]),
        "slab_bytes_per_requested": round((live - before) * 4096 /
                                          int(calls[1]), 4),
        "after_thinning": round((thinned - before) * 4096 / int(thin[1]), 2),
        "pages_kept_when_all_is_freed": freed - before,
    }


def read_log(log: str) -> dict:
    """What run_rows() says: rows in hundredths, as the guest prints them."""
    rows = {name: float(mean) for name, mean in
            re.findall(r"BENCH (\S+) \d+ ([0-9.]+) [0-9.]+ [0-9.]+\n", log)}
    own = {name: float(mean) for name, mean in
           re.findall(r"BENCH (\S+) ([0-9.]+)\n", log) if name not in rows}
    for name, want in CALIBRATION.items():
        got = int(re.search(rf"CALIB {name} (\d+)", log)[1])
        if not 0 <= got - want <= CALIBRATION_SLACK:
            raise BenchError(f"the counter does not count instructions: "
                             f"{name} took {got}")
    return {
        "compiler": re.search(r"compiler ([0-9.]+)", log)[1],
        "struct_page": int(re.search(r"SIZES struct_page (\d+)", log)[1]),
        "rows": rows,
        "builtin": own,
        "frag": dict(re.findall(r"FRAG (\S+) ([0-9.]+)", log)),
    }


def is_above(ours: float, mark: int) -> bool:
    """Linux's figures are whole numbers: so is what is compared with them."""
    return ours >= mark + 0.5


def format_rows(rows: dict[str, float]) -> tuple[list[str], list[str]]:
    """The table's lines; the rows that are above their mark, or missing."""
    marks = read_marks()
    lines = [f"{'instructions a call':<41}{'ours':>10}{'stock':>9}{'bare':>9}"
             f"{'/ bare':>8}{'mark':>8}"]
    missed = [name for name in marks if name not in rows]
    for name, ours in rows.items():
        if name not in marks:
            lines.append(f"{name:<41}{ours:>10.1f}")
            continue
        stock, bare, mark = marks[name]
        note = ""
        if is_above(ours, mark):
            note = "  above"
            missed.append(name)
        lines.append(f"{name:<41}{ours:>10.1f}{stock:>9}{bare:>9}"
                     f"{ours / bare:>8.2f}{mark:>8}{note}")
    return lines, missed


def format_rest(found: dict) -> list[str]:
    trace = found["trace"]
    lines = ["", "reference trace, 100000 live objects"]
    lines += [f"  {name.replace('_', ' '):<39}{value:>10}"
              for name, value in trace.items()]
    lines += ["", "measured by the command `bench` only"]
    lines += [f"  {name:<39}{cost:>10.1f}"
              for name, cost in found["builtin"].items()]
    if found["frag"]:
        lines += ["", "free memory in 2 MiB blocks after a hostile mix, per cent"]
        lines += [f"  {name:<39}{share:>10}"
                  for name, share in found["frag"].items()]
    return lines


def measure(kernel: Path, module: Path, mem: str) -> dict:
    found = read_log(run_rows(kernel, module, mem, builtin=True))
    found["trace"] = read_trace(run_trace(kernel, module, mem))
    return found


def report(found: dict) -> tuple[list[str], bool]:
    lines, missed = format_rows(found["rows"])
    marks = len(read_marks())
    lines += format_rest(found)
    lines += ["", f"{marks - len(missed)} of {marks} rows reach their mark"]
    return lines, not missed


def main() -> int:
    parser = bench_cli.parser(__doc__, "kernel", "module")
    parser.add_argument("--mem", default="1G")
    args = parser.parse_args()
    return bench_cli.main(
        args, lambda: measure(args.kernel, args.module, args.mem), report)


if __name__ == "__main__":
    sys.exit(main())
