#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""docs/COST.md's tables and its chart, from the counts of the last look.

    tools/cost.py [--check]

Reads tests/bench/data/*.json (make bench-counts) and writes what stands
between the marks in docs/COST.md, and docs/cost.svg. With --check nothing is
written; ends with 1 if something would be.
"""
from __future__ import annotations

import json
import math
import sys
from html import escape
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import bench  # noqa: E402
import bench_boot  # noqa: E402
import bench_debug  # noqa: E402
import bench_host  # noqa: E402
import bench_pressure  # noqa: E402
import bench_scale  # noqa: E402

DATA = bench.ROOT / "tests" / "bench" / "data"
DOCUMENT = bench.ROOT / "docs" / "COST.md"
CHART = bench.ROOT / "docs" / "cost.svg"

BLOCK = "<!-- cost.py: {} -->\n```text\n"


def load(name: str) -> dict:
    return json.loads((DATA / f"{name}.json").read_text())


def row_lines() -> list[str]:
    found = load("counts")
    lines, missed = bench.format_rows(found["rows"])
    marks = len(bench.read_marks())
    return ([f"{marks - len(missed)} of {marks} rows reach their mark", ""] +
            lines + bench.format_rest(found))


def blocks() -> dict[str, list[str]]:
    """Name of a block in the document -> its lines."""
    return {
        "rows": row_lines(),
        "boot": bench_boot.format_boots(load("boot")),
        "debug": bench_debug.format_prices(load("debug")),
        "scale": bench_scale.format_counts(load("scale")),
        "pressure": bench_pressure.format_figures(load("pressure")),
        "host": bench_host.format_table(load("host")),
    }


def fill(text: str, name: str, lines: list[str]) -> str:
    """@text with @lines in the block called @name."""
    start = text.index(BLOCK.format(name)) + len(BLOCK.format(name))
    end = text.index("```", start)
    body = "\n".join(line.rstrip() for line in lines)
    return text[:start] + body + "\n" + text[end:]


# ---- the chart -------------------------------------------------------------

ROW, TOP, LEFT, WIDTH, RIGHT = 14, 92, 290, 560, 70
LOW, HIGH = 0.02, 12.0          # of bare Linux, on a logarithmic scale
TICKS = (0.02, 0.05, 0.1, 1 / 3, 1, 2, 5, 10)
BLUE, RED, GREY, DARK = "#1f6fb4", "#c8452d", "#9a9a9a", "#333333"

STYLE = f"""<style>
text {{ font: 11px sans-serif; fill: {DARK}; }}
.head {{ font-size: 15px; font-weight: bold; }}
.axis {{ font-size: 10px; text-anchor: middle; }}
.name {{ text-anchor: end; }}
</style>"""


def x_of(ratio: float) -> float:
    share = math.log(min(max(ratio, LOW), HIGH) / LOW) / math.log(HIGH / LOW)
    return round(LEFT + share * WIDTH, 1)


def label(ratio: float) -> str:
    return "1/3" if abs(ratio - 1 / 3) < 0.01 else f"{ratio:g}"


def line(x: float, top: float, bottom: float, colour: str) -> str:
    return (f'<line x1="{x}" x2="{x}" y1="{top}" y2="{bottom}" '
            f'stroke="{colour}"/>')


def draw_row(y: float, name: str, ours: float,
             marks: tuple[int, int, int]) -> list[str]:
    stock, bare, mark = marks
    colour = RED if bench.is_above(ours, mark) else BLUE
    mid = y + ROW / 2
    at, one = x_of(ours / bare), x_of(1)
    left, right = min(at, one), max(at, one)
    return [
        f'<text class="name" x="{LEFT - 8}" y="{mid + 4}">{escape(name)}</text>',
        f'<rect x="{left}" y="{mid - 1.5}" width="{right - left:.1f}" '
        f'height="3" fill="{colour}" opacity="0.25"/>',
        f'<circle cx="{x_of(stock / bare)}" cy="{mid}" r="3.2" fill="white" '
        f'stroke="{GREY}"/>',
        line(x_of(mark / bare), mid - 5, mid + 5, DARK),
        f'<circle cx="{at}" cy="{mid}" r="3.6" fill="{colour}"/>',
        f'<text x="{LEFT + WIDTH + 8}" y="{mid + 4}">{ours:.0f}</text>',
    ]


def legend() -> list[str]:
    return [
        f'<text class="head" x="{LEFT}" y="22">Instructions a call, as a '
        'multiple of bare Linux</text>',
        f'<circle cx="{LEFT + 4}" cy="42" r="3.6" fill="{BLUE}"/>'
        f'<text x="{LEFT + 14}" y="46">ours, mark reached</text>',
        f'<circle cx="{LEFT + 134}" cy="42" r="3.6" fill="{RED}"/>'
        f'<text x="{LEFT + 144}" y="46">ours, above the mark</text>',
        line(LEFT + 274, 37, 47, DARK) +
        f'<text x="{LEFT + 282}" y="46">mark</text>',
        f'<circle cx="{LEFT + 334}" cy="42" r="3.2" fill="white" '
        f'stroke="{GREY}"/><text x="{LEFT + 344}" y="46">stock Linux '
        '(Debian)</text>',
        f'<text x="{LEFT}" y="64">Better of 6.1 and 6.12 each; 1 is bare '
        'Linux; the number is ours.</text>',
    ]


def chart() -> str:
    rows = load("counts")["rows"]
    marks = {name: cost for name, cost in bench.read_marks().items()
             if name in rows}
    bottom = TOP + ROW * len(marks)
    out = ['<svg xmlns="http://www.w3.org/2000/svg" '
           f'width="{LEFT + WIDTH + RIGHT}" height="{bottom + 24}">',
           STYLE, '<rect width="100%" height="100%" fill="white"/>',
           *legend()]
    for ratio in TICKS:
        colour = DARK if ratio == 1 else "#dddddd"
        out += [line(x_of(ratio), TOP, bottom, colour),
                f'<text class="axis" x="{x_of(ratio)}" y="{TOP - 6}">'
                f'{label(ratio)}</text>',
                f'<text class="axis" x="{x_of(ratio)}" y="{bottom + 14}">'
                f'{label(ratio)}</text>']
    for i, (name, cost) in enumerate(marks.items()):
        out += draw_row(TOP + ROW * i, name, rows[name], cost)
    return "\n".join([*out, "</svg>", ""])


def main(argv: list[str]) -> int:
    text = DOCUMENT.read_text()
    for name, lines in blocks().items():
        text = fill(text, name, lines)
    stale = []
    for path, now in ((DOCUMENT, text), (CHART, chart())):
        if path.exists() and path.read_text() == now:
            continue
        stale.append(path.name)
        if "--check" not in argv:
            path.write_text(now)
    if stale:
        print(f"cost: {', '.join(stale)} "
              f"{'is not' if '--check' in argv else 'was not'} what "
              "tests/bench/data says")
    return 1 if stale and "--check" in argv else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
