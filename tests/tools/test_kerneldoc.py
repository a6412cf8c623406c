# SPDX-License-Identifier: MIT
"""Which functions of a header count as documented."""

import kerneldoc
import pytest

ESSAY = "/* SPDX */\n/*\n * x.h - speaks of named()\n */\n"


def errors(text):
    return [message for _, message in
            kerneldoc.Header(ESSAY + "\n" + text).check()]


@pytest.mark.parametrize("text", [
    "/* does f */\nint f(void);\n",
    "/* both */\nint f(void);\nint g(int a,\n      int b);\n",
    "int named(void);\nint vnamed(void);\n",
    "/* a type */\nstruct s {\n\tint x;\n\n\tint y;\n};\n\n"
    "int f(struct s *);\n",
    "#define F(x) __f(x)\n\nint __f(int x) __printf(1, 2) __cold;\n",
    "int variable;\n\nextern int (*hook)(int x);\n",
    "static inline int f(void)\n{\n\tg();\n\treturn 0;\n}\n",
    "typedef int (*callback)(int);\n\nstruct s;\n",
    "/* of a macro */\n"
    "#define X(a) \\\n\tdo { \\\n\t\tf(a); \\\n\t} while (0)\n",
])
def test_documented_or_no_function(text):
    """None of these lacks words."""
    assert errors(text) == []


@pytest.mark.parametrize("text, name", [
    ("int f(void);\n", "f"),
    ("/* g's */\nint g(void);\n\nint f(void);\n", "f"),
    ("struct s {\n\tint x;\n};\n\nint f(struct s *s);\n", "f"),
    ("int __f(int x);\n", "__f"),
    ("__printf(1, 2) void *f(const char *fmt, ...) __malloc;\n", "f"),
    ("int f(int (*call)(int a, int b),\n      int c);\n", "f"),
])
def test_undocumented(text, name):
    """Each of these lacks words, whatever it looks like."""
    assert errors(text) == [f"{name}() has no comment"]


def doc(parameters):
    lines = "".join(f" * @{name}: text\n" for name in parameters)
    return f"/**\n * f - does\n{lines} *\n * Return: 0.\n */\n"


def test_parameters_of_a_kernel_doc_block():
    """A block that describes parameters describes these, all of them."""
    prototype = "int f(int a, char *b[2], void (*c)(int x));\n"
    assert errors(doc("abc") + prototype) == []
    assert errors(doc("") + prototype) == []
    assert errors(doc("ab") + prototype) == \
        ["f(): kernel-doc does not mention @c"]
    assert errors(doc("abcd") + prototype) == \
        ["f(): kernel-doc describes @d, which is no parameter"]


def test_line_number():
    """The report leads to the prototype."""
    header = kerneldoc.Header("/* a\n * b\n */\n\nint\nf(void);\n")
    assert [line for line, _ in header.check()] == [5]
