# SPDX-License-Identifier: MIT
"""What clangd will be told."""

import json

import compile_commands


def test_quoting_and_files(capsys):
    """The shell's quotes are gone, and each file has its own command."""
    assert compile_commands.main(
        ["cc -O2 -DNAME='\"0.1\"'", "a.c", "mm/b.c"]) == 0
    first, second = json.loads(capsys.readouterr().out)
    assert first["arguments"] == ["cc", "-O2", '-DNAME="0.1"', "-c", "a.c"]
    assert second["file"] == "mm/b.c"
    assert first["directory"].startswith("/")
