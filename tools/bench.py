#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What the kernel's memory costs, in instructions, beside Linux.

    tools/bench.py KERNEL [--json FILE] [--mem SIZE]

Boots KERNEL under -icount, where the time-stamp counter counts executed
instructions and two runs agree to the last one, types `bench` at its prompt
and prints each row beside tests/bench/data/MARKS.md. Ends non-zero if a row costs
more than the best bare Linux and its mark; a row above its mark is shown as such.
"""
from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from qemu import Machine, MachineError  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
MARKS = ROOT / "tests" / "bench" / "data" / "MARKS.md"
TIMEOUT = 300  # seconds; a run takes about ten


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


def run(kernel: Path, mem: str) -> str:
    """The console's output for the command `bench`."""
    machine = Machine(kernel=kernel, mem=mem, cpu="qemu64", icount=True,
                      append="test=none")
    # The first line may be lost to the firmware. Input is not at its end
    # before the guest has left: QEMU would stop reading, not the guest.
    typed = b"\nbench\npoweroff\n"
    done = subprocess.run(machine.command(["-serial", "stdio"]), input=typed,
                          capture_output=True, timeout=TIMEOUT, check=False)
    return done.stdout.decode(errors="replace")


def print_rows(rows: dict[str, float]) -> int:
    """The table; how many rows cost more than the best bare Linux."""
    marks = read_marks()
    print(f"{'instructions a call':<38}{'ours':>9}{'Linux':>9}{'bare':>9}"
          f"{'/ bare':>8}{'mark':>7}")
    worse = 0
    for name, ours in rows.items():
        if name not in marks:
            print(f"{name:<38}{ours:>9.1f}")
            continue
        stock, bare, mark = marks[name]
        note = "" if ours <= mark + 0.5 else "  above the mark"
        worse += ours > max(bare, mark)
        print(f"{name:<38}{ours:>9.1f}{stock:>9}{bare:>9}"
              f"{ours / bare:>8.2f}{mark:>7}{note}")
    return worse


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kernel", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--mem", default="1G")
    args = parser.parse_args()
    try:
        log = run(args.kernel, args.mem)
    except MachineError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    rows = {name: float(cost)
            for name, cost in re.findall(r"BENCH (\S+) ([0-9.]+)", log)}
    frag = dict(re.findall(r"FRAG (\S+) ([0-9.]+)", log))
    if not rows or not frag:
        print(f"bench: the kernel did not finish:\n{log[-2000:]}",
              file=sys.stderr)
        return 2
    worse = print_rows(rows)
    print("\nfree memory in 2 MiB blocks after a hostile mix, per cent")
    print(f"{'  grouped by mobility':<38}{frag['order9_share_grouped']:>9}")
    print(f"{'  all alike':<38}{frag['order9_share_ungrouped']:>9}")
    if args.json:
        args.json.write_text(json.dumps({"rows": rows, "frag": frag},
                                        indent=1) + "\n")
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
