#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What CPUs share: locks taken and shared lines written, a call.

    tools/bench_scale.py PROGRAM [--json FILE]

PROGRAM is the kernel's code as a program in which each load and store is
noted (make bench-scale; tests/host/count). It runs with 1, 2, 4 and 8 CPUs,
which take turns, so that a count does not depend on who was faster. A line
is shared if one CPU writes it and another touches it. Ends with 1 if a call
that has to be a CPU's own affair takes a lock or writes a shared line.
"""
from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import bench_cli  # noqa: E402
from bench_cli import BenchError  # noqa: E402

CPUS = (1, 2, 4, 8)
TIMEOUT = 120

# No lock, no shared line, however many CPUs there are.
OWN = ("kmalloc_64_pair", "kmem_cache_pair", "alloc_page_pair",
       "mempool_pair")

Counts = dict[str, dict[str, list[float]]]


def count(program: Path) -> Counts:
    """Call -> "locks" and "lines" -> one number for each of CPUS."""
    found: Counts = {}
    for cpus in CPUS:
        done = subprocess.run([program, "--count", f"cpus={cpus}"],
                              capture_output=True, text=True,
                              timeout=TIMEOUT, check=False)
        if done.returncode or "WARNING" in done.stdout:
            raise BenchError(f"{cpus} CPUs:\n{done.stdout[-2000:]}")
        for name, calls, locks, lines in re.findall(
                r"^COUNT (\S+) \d+ (\d+) (\d+) (\d+)$", done.stdout, re.M):
            row = found.setdefault(name, {"locks": [], "lines": []})
            row["locks"].append(round(int(locks) / int(calls), 3))
            row["lines"].append(round(int(lines) / int(calls), 3))
    return found


def format_counts(found: Counts) -> list[str]:
    lines = [f"{'':<24}{'locks taken, a call':>30}"
             f"{'shared lines written, a call':>36}",
             f"{'CPUs':<24}" + 2 * ("  " + "".join(f"{n:>8}" for n in CPUS))]
    for name, row in found.items():
        lines.append(f"{name:<24}" + "".join(
            "  " + "".join(f"{n:>8.3f}" for n in row[what])
            for what in ("locks", "lines")))
    return lines


def report(found: Counts) -> tuple[list[str], bool]:
    shared = [name for name in OWN
              if any(found[name]["locks"] + found[name]["lines"])]
    said = ["", f"shared, and must not be: {', '.join(shared)}"]
    return format_counts(found) + (said if shared else []), not shared


def main() -> int:
    args = bench_cli.parser(__doc__, "program").parse_args()
    return bench_cli.main(args, lambda: count(args.program), report)


if __name__ == "__main__":
    sys.exit(main())
