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

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from qemu import Machine, MachineError  # noqa: E402

TIMEOUT = 300  # seconds; a run takes about ten
MEM = "64M"


class BenchError(Exception):
    """The run did not get to its end."""


def run(kernel: Path) -> str:
    machine = Machine(kernel=kernel, mem=MEM, cpu="qemu64", icount=True,
                      append="test=none debug_atomic_sleep=0")
    # The first line may be lost to the firmware; not at its end, see bench.py.
    typed = b"\nbench-pressure\npoweroff\n"
    done = subprocess.run(machine.command(["-serial", "stdio"]), input=typed,
                          capture_output=True, timeout=TIMEOUT, check=False)
    return done.stdout.decode(errors="replace").replace("\r", "")


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


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("kernel", type=Path)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    try:
        found = measure(args.kernel)
    except (MachineError, BenchError) as error:
        print(f"bench-pressure: {error}", file=sys.stderr)
        return 2
    print("\n".join(format_figures(found)))
    if args.json:
        args.json.write_text(json.dumps(found, indent=1) + "\n")
    return 1 if found["failed"] or found["wrong_data"] else 0


if __name__ == "__main__":
    sys.exit(main())
