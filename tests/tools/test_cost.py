# SPDX-License-Identifier: MIT
"""docs/COST.md and its chart say what was counted."""

import cost
import pytest


def test_the_document_is_what_was_counted(capsys):
    """After make bench-counts, or make cost, nothing is left to write."""
    assert cost.main(["--check"]) == 0, capsys.readouterr().out


def test_only_the_block_is_written():
    """What stands around it stays; lines have no blanks at their end."""
    text = "a\n" + cost.BLOCK.format("x") + "old\n```\nb\n```\n"
    assert cost.fill(text, "x", ["1  ", "2"]) == \
        "a\n" + cost.BLOCK.format("x") + "1\n2\n```\nb\n```\n"
    with pytest.raises(ValueError):
        cost.fill(text, "y", [])


def test_a_row_above_its_mark_is_red():
    """As tools/bench.py judges it: whole instructions."""
    blue, red = ("".join(cost.draw_row(0, "r", ours, (90, 60, 20)))
                 for ours in (20.4, 20.6))
    assert cost.BLUE in blue and cost.RED not in blue
    assert cost.RED in red and cost.BLUE not in red
