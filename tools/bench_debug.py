#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The price of each debugging option, as a ratio of rows.

    tools/bench_debug.py KERNEL MODULE [--lockdep KERNEL MODULE] [--json FILE]

Runs MODULE (tests/bench/data/mmbench.c) once with nothing, and once with each
option, under -icount; what is printed is how many times more instructions a
call takes than in the kernel as it ships. An option is a word of the command
line; LOCKDEP=1 is a build of its own.
"""
from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import bench  # noqa: E402
import bench_cli  # noqa: E402

OPTIONS = ("init_on_alloc=1", "init_on_free=1", "page_poison=1",
           "page_owner=on", "debug_pagealloc=on", "slab_debug=F",
           "slab_debug=Z", "slab_debug=P", "slab_debug=U",
           "slab_debug=FZPU")

# Row of mmbench.c, and what stands above its column
COLUMNS = {
    "kmalloc_c_64_pair": ("kmalloc", "pair"),
    "kmalloc_64_batch1000_rand_alloc": ("kmalloc", "of 1000"),
    "kmalloc_64_batch1000_rand_free": ("kfree", "of 1000"),
    "kmem_cache_192_pair": ("cache", "pair"),
    "alloc_page_pair": ("page", "pair"),
    "alloc_page_batch1000_rand_alloc": ("alloc", "of 1000"),
    "alloc_page_batch1000_rand_free": ("free", "of 1000"),
    "vmalloc_vfree_4k_pair": ("vmalloc", "pair"),
    "alloc_percpu_8_pair": ("percpu", "pair"),
}


def rows_of(kernel: Path, module: Path, words: str = "") -> dict[str, float]:
    log = bench.run_rows(kernel, module, words=words)
    found = bench.read_log(log)["rows"]
    return {name: found[name] for name in COLUMNS}


def measure(kernel: Path, module: Path,
            lockdep: list[Path] | None) -> dict[str, dict[str, float]]:
    """Option -> row -> times what it costs without; "" has instructions."""
    plain = rows_of(kernel, module)
    runs = {words: rows_of(kernel, module, words) for words in OPTIONS}
    if lockdep:
        runs["LOCKDEP=1"] = rows_of(*lockdep)
    prices = {words: {name: round(cost / plain[name], 2)
                      for name, cost in rows.items()}
              for words, rows in runs.items()}
    return {"": plain, **prices}


def format_prices(prices: dict[str, dict[str, float]]) -> list[str]:
    heads = [f"{'':<20}" + "".join(f"{head[i]:>9}" for head in
                                   COLUMNS.values()) for i in (0, 1)]
    lines = heads + [f"{'instructions, none':<20}" +
                     "".join(f"{cost:>9.1f}" for cost in prices[""].values())]
    for words, rows in prices.items():
        if words:
            lines.append(f"{words:<20}" + "".join(f"{ratio:>9.2f}" for ratio
                                                  in rows.values()))
    return lines


def report(prices: dict) -> tuple[list[str], bool]:
    return format_prices(prices), True


def main() -> int:
    parser = bench_cli.parser(__doc__, "kernel", "module")
    parser.add_argument("--lockdep", type=Path, nargs=2)
    args = parser.parse_args()
    return bench_cli.main(
        args, lambda: measure(args.kernel, args.module, args.lockdep), report)


if __name__ == "__main__":
    sys.exit(main())
