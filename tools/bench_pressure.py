#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What an allocation costs when there is no memory left.

    tools/bench_pressure.py KERNEL [--json FILE]

Boots KERNEL under -icount, where the time-stamp counter counts executed
instructions and a nanosecond of the guest is one of them, and types
`bench-pressure` (tests/pressure_bench.c): 20480 pages are allocated in bursts,
out of what two tasks have filled with a page cache. Ends with 1 if an allocation has
failed or a page of the cache was not what had been written.
"""
from __future__ import annotations

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import bench_cli  # noqa: E402
from bench_cli import BenchError  # noqa: E402
from qemu import Machine  # noqa: E402

MEM = "64M"


def run(kernel: Path) -> str:
    machine = Machine(kernel=kernel, mem=MEM, cpu="qemu64", icount=True,
                      append="test=none debug_atomic_sleep=0")
    return bench_cli.console(machine, ["bench-pressure"])


def read_log(log: str) -> dict[str, int]:
    counts = {name: int(value) for name, value in
              re.findall(r"^PRESSURE (\w+) (\d+)$", log, re.MULTILINE)}
    if not counts.get("allocations"):
        raise BenchError(f"the kernel did not finish:\n{log[-2000:]}")
    return counts


def measure(kernel: Path) -> dict:
    counts = read_log(run(kernel))
    calls = counts["allocations"]
    return {
        "memory": MEM,
        "per_second": round(calls / counts["ticks"] * 1e9),
        "mean": round(counts["ticks_in_calls"] / calls),
        "longest": counts["longest_call"],
        "stalls": sum(value for name, value in counts.items()
                      if name.startswith("allocstall")),
        "failed": counts["failed"],
        "wrong_data": counts["wrong_data"],
        "events": {name: counts[name] for name in
                   ("pgscan_kswapd", "pgscan_direct", "pgsteal_kswapd",
                    "pgsteal_direct", "pgpgin", "pgpgout")},
    }


def format_figures(found: dict) -> list[str]:
    rows = (("allocations a second of guest time", "per_second"),
            ("instructions a call, waits included", "mean"),
            ("longest call, instructions", "longest"),
            ("stalls (calls that had to reclaim)", "stalls"),
            ("calls that failed", "failed"),
            ("cached pages with wrong contents", "wrong_data"))
    lines = [f"{name:<40}{found[key]:>12}" for name, key in rows]
    lines.append("")
    lines += [f"{name:<40}{value:>12}"
              for name, value in found["events"].items()]
    return lines


def report(found: dict) -> tuple[list[str], bool]:
    return format_figures(found), not (found["failed"] or found["wrong_data"])


def main() -> int:
    args = bench_cli.parser(__doc__, "kernel").parse_args()
    return bench_cli.main(args, lambda: measure(args.kernel), report)


if __name__ == "__main__":
    sys.exit(main())
