#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Our kmalloc() beside glibc, mimalloc and jemalloc, on the host.

    tools/bench_host.py PROGRAM [--json FILE]

PROGRAM is the kernel's code as a program (make host-bench); `--bench` runs
each shape of work with each allocator, all in one process. It runs twice:
by itself, for the least time of some rounds, and under valgrind's callgrind,
for instructions: per call, without what the loop itself costs. Time is a
ratio, with the loop: ours is 1. Libraries that are not there are named and left
out; so are the instructions without valgrind.
"""
from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import bench_cli  # noqa: E402
from bench_cli import BenchError  # noqa: E402

PACKAGES = {"libmimalloc.so.2": "libmimalloc2.0",
            "libjemalloc.so.2": "libjemalloc2"}
OURS = "pagewright"
ROUNDS = 15
TIMEOUT = 300

# jemalloc keeps its thread's state where a library that comes late has little.
ENV = {**os.environ, "GLIBC_TUNABLES": "glibc.rtld.optional_static_tls=65536"}

Counts = dict[str, dict[str, float]]


def lines_of(command: list[str]) -> list[tuple[str, str, int, int]]:
    """Shape, allocator, calls and nanoseconds, in order."""
    done = subprocess.run(command, env=ENV, capture_output=True, text=True,
                          timeout=TIMEOUT, check=False)
    if done.returncode:
        raise BenchError(f"{command[0]} failed:\n{done.stdout[-1000:]}"
                           f"{done.stderr[-1000:]}")
    for library in re.findall(r"^HOST missing (\S+)", done.stdout, re.M):
        print(f"bench-host: {library} is missing: apt install "
              f"{PACKAGES[library]}", file=sys.stderr)
    return [(shape, name, int(calls), int(ns)) for shape, name, calls, ns in
            re.findall(r"^HOST (\S+) (\S+) (\d+) (\d+)$", done.stdout, re.M)]


def net(counts: dict[tuple[str, str], float]) -> Counts:
    """Shape -> allocator -> what it costs beyond the loop's own."""
    found: Counts = {}
    for (shape, name), cost in counts.items():
        if name != "none":
            found.setdefault(shape, {})[name] = cost - counts[shape, "none"]
    return found


def time(program: Path) -> Counts:
    """With the loop: the difference of two times is noise."""
    rows = lines_of([str(program), "--bench", "cpus=1", f"rounds={ROUNDS}"])
    found: Counts = {}
    for shape, name, calls, ns in rows:
        if name != "none":
            found.setdefault(shape, {})[name] = ns / calls
    return found


def instructions(program: Path) -> Counts:
    """Each line of the program is two dumps: the second round's counts."""
    with tempfile.TemporaryDirectory() as folder:
        rows = lines_of(["valgrind", "--tool=callgrind",
                         "--zero-before=phase_begin",
                         "--dump-after=phase_end",
                         f"--callgrind-out-file={folder}/dump",
                         str(program), "--bench", "cpus=1", "rounds=2"])
        found = {}
        for i, (shape, name, calls, _) in enumerate(rows):
            dump = Path(folder, f"dump.{2 * i + 2}").read_text()
            total = re.search(r"^totals: (\d+)", dump, re.M)
            found[shape, name] = int(total[1]) / calls
    return net(found)


def format_table(found: dict[str, Counts]) -> list[str]:
    lines = []
    for title, counts in found.items():
        names = list(next(iter(counts.values())))
        lines += ["", f"{title:<30}" + "".join(f"{n:>12}" for n in names)]
        for shape, row in counts.items():
            lines.append(f"{shape:<30}" +
                         "".join(f"{row[name]:>12.2f}" for name in names))
    return lines[1:]


def measure(program: Path) -> dict[str, Counts]:
    found = {}
    if shutil.which("valgrind"):
        found["instructions a call"] = {
            shape: {name: round(cost, 1) for name, cost in row.items()}
            for shape, row in instructions(program).items()}
    else:
        print("bench-host: valgrind is missing, so no instructions: apt "
              "install valgrind", file=sys.stderr)
    found["time, ours = 1"] = {
        shape: {name: round(ns / row[OURS], 2) for name, ns in row.items()}
        for shape, row in time(program).items()}
    return found


def report(found: dict) -> tuple[list[str], bool]:
    return format_table(found), True


def main() -> int:
    args = bench_cli.parser(__doc__, "program").parse_args()
    return bench_cli.main(args, lambda: measure(args.program), report)


if __name__ == "__main__":
    sys.exit(main())
