# SPDX-License-Identifier: MIT
"""Each rule of style: kept and broken."""

import pytest
import tidy

SPDX = "// SPDX-License-Identifier: MIT\n"


def messages(text, name="lib/x.c", spdx=True):
    if spdx:
        comment = SPDX if name.endswith((".c", ".h")) else "#" + SPDX[2:]
        text = comment + text
    return [message for _, message in tidy.check(name, text)]


@pytest.mark.parametrize("name, text, found", [
    ("boot/x.asm", "mov eax, 1 ; FIXME\n", True),
    ("x.py", "x = '# TODO'\n", False),
    ("x.py", "x = \"\"\"\n# a string: TODO\n\"\"\"\n", False),
    ("x.py", "x = '#'  # XXX\n", True),
    ("Makefile", "x:\t# TODO\n", True),
])
def test_promises_in_comments_only(name, text, found):
    """A parser of KTAP's "# TODO" promises nothing."""
    errors = [e for e in messages("\n" + text, name) if "finish" in e]
    assert (errors != []) == found


def function(lines, body="\tx();\n"):
    """A function whose braces and what is between make @lines lines."""
    return "void f(void)\n{\n" + body * (lines - 2) + "}\n"


@pytest.mark.parametrize("text, error", [
    ("int x;\n", None),
    ("\t" * 12 + "four\n", None),			# 100 columns
    ("\t" * 12 + "fives\n", "101 columns"),
    ("int x; \n", "blanks at the end"),
    ("\t\n", "blanks at the end"),
    ("/* TODO: more */\n", "finish it"),
    ("char *s = \"TODO\";\n", None),
    ("/* XXXX */\n", None),
    (function(50), None),
    (function(51), "function of 51 lines"),
    (function(3, "#ifdef X\n"), "conditional compilation"),
    ("#ifdef X\nint x;\n#endif\n" + function(3), None),
    ("int x[] = {\n#ifdef X\n1\n#endif\n};\n", None),
    ("int x;\n" * 499, None),
    ("int x;\n" * 500, "501 lines"),
])
def test_rules(text, error):
    """At the border, and one beyond it."""
    found = messages(text)
    if error is None:
        assert found == []
    else:
        assert len(found) == 1 and error in found[0]


def test_spdx():
    """First line, or second after #!; of every kind of source."""
    assert messages("int x;\n", spdx=False)
    assert messages("x\n", "boot/x.asm", spdx=False)
    assert messages("", "lib/empty.c", spdx=False)
    assert not messages("#!/bin/sh\n# " + SPDX, "tools/x.sh", spdx=False)


def essay(lines):
    return "/*\n" + " * x\n" * (lines - 2) + " */\n"


@pytest.mark.parametrize("name, text, good", [
    ("mm/x.c", essay(20), True),
    ("mm/x.c", essay(19), False),
    ("mm/x.c", "#include <linux/mm.h>\n" + essay(30), False),
    ("mm/internal.h", "", True),
    ("lib/x.c", "", True),
])
def test_essay(name, text, good):
    """A file of mm/ opens with one; others may."""
    assert (messages(text, name) == []) == good


def test_length_rules_are_for_c():
    """The walls of functions and files are not Python's."""
    assert messages("x = 1\n" * 600, "tools/x.py") == []


def test_summary_and_status(tmp_path, capsys):
    """Data of tests is no source; wide lines are counted, not refused."""
    (tmp_path / "lib").mkdir()
    (tmp_path / "tests" / "data").mkdir(parents=True)
    (tmp_path / "tests" / "data" / "x.c").write_text("bad \n")
    (tmp_path / "lib" / "x.c").write_text(SPDX + "/*" + "x" * 90 + "*/\n")
    assert tidy.main([str(tmp_path)]) == 0
    assert capsys.readouterr().out == \
        "tidy: 1 files, 0 violations, 1 lines beyond 80 columns\n"
    (tmp_path / "lib" / "x.c").write_text("int x;\n")
    assert tidy.main([str(tmp_path)]) == 1
    assert capsys.readouterr().out.startswith("lib/x.c:1: no ")
