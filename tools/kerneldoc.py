#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Does every public function say what it promises?

    tools/kerneldoc.py

A header is the contract, so each function that it declares needs words. Any
of these will do:

  - a comment above it, or above the group it stands in (lines without a
    blank one between them);
  - a comment above the type that stands right before its group;
  - its name in another comment of the header, written `name()`.

A function whose name starts with two underscores and that a macro of the
same header calls is that macro's inside, and the macro is the public face.

A kernel-doc block (/** name - ...) that describes parameters must mention
all of its function's, and describe no other.
"""

import os
import re
import sys

import tree

# The contract of the subject. Headers of helpers whose meaning is the C
# library's (string.h, kernel.h) are not in the list.
HEADERS = ["include/linux/" + name + ".h" for name in (
    "acpi", "boot_info", "bootmem", "bug", "gfp", "init", "kallsyms",
    "mempool", "mm", "mmzone", "percpu", "printk", "proc_fs", "reboot",
    "seq_file", "slab", "vmalloc", "kvmalloc", "io")]
FOLDERS = ("include/kunit",)

COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
# Attributes with numbers in brackets, as __printf(1, 2), look like calls.
NUMBERED = re.compile(r"\b__\w+\s*\([\d\s,]*\)")
DOC_NAME = re.compile(r"/\*\*\s*\n\s*\*\s*(\w+)\b")
DOC_PARAMETERS = re.compile(r"^\s*\*\s*((?:@\w+,?\s*)+):", re.MULTILINE)
NOT_PROTOTYPES = ("typedef", "static", "TABLE_", "extern \"C\"")


def fold(text):
    """@text with a vertical tab for each newline that ends no declaration.

    That is, for those within comments, braces and continued directives: a
    comment, a structure or a macro becomes one line.
    """
    folded = []
    depth = 0
    end = 0
    for match in list(COMMENT.finditer(text)) + [None]:
        code = text[end:match.start()] if match else text[end:]
        for char in code.replace("\\\n", "\\\v"):
            depth += {"{": 1, "}": -1}.get(char, 0)
            folded.append("\v" if depth > 0 and char == "\n" else char)
        if match:
            folded.append(match.group().replace("\n", "\v"))
            end = match.end()
    return "".join(folded)


class Function:
    """A prototype, the line it starts on, and the comment above it."""

    def __init__(self, name, parameters, line, doc):
        self.name = name
        self.parameters = parameters
        self.line = line
        self.doc = doc


def bracketed(text, start):
    """What stands inside the bracket that opens at @start."""
    depth = 0
    for position in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[position], 0)
        if depth == 0:
            return text[start + 1:position]
    return text[start + 1:]


def split_commas(text):
    """Split at commas that stand in no brackets."""
    parts = [""]
    depth = 0
    for char in text:
        depth += {"(": 1, ")": -1}.get(char, 0)
        if char == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += char
    return parts


def parameter_names(text):
    names = []
    for part in split_commas(text):
        pointer = re.search(r"\(\s*\*\s*(\w+)", part)
        words = re.findall(r"\w+", re.sub(r"\[[^\]]*\]", "", part))
        if pointer:
            names.append(pointer.group(1))
        elif len(words) > 1:
            names.append(words[-1])
    return names


def parse_prototype(statement, line, doc):
    """A Function, or None if @statement declares something else."""
    text = NUMBERED.sub(" ", statement).strip()
    if "{" in text or text.startswith(NOT_PROTOTYPES):
        return None
    match = re.match(r"([\w\s*]*?[\s*])(\w+)\s*\((?!\s*\*)", text)
    if not match or not match.group(1).strip():
        return None
    parameters = parameter_names(bracketed(text, match.end() - 1))
    return Function(match.group(2), parameters, line, doc)


class Header:
    """Reads a header group by group."""

    def __init__(self, text):
        self.text = text
        self.groups = []
        line = 1
        group = []
        documented_type = None
        for folded in fold(text).split("\n") + [""]:
            if folded.strip():
                group.append((line, folded.replace("\v", "\n")))
            elif group:
                documented_type = self.read_group(group, documented_type)
                group = []
            line += folded.count("\v") + 1

    def read_group(self, group, doc):
        """Collect its functions; a documented type's comment, if one ends it.

        @doc: the comment of the type right above, or None.
        """
        functions = []
        statement = ""
        is_type = False
        for line, text in group:
            code = COMMENT.sub(" ", text).strip()
            if not code:
                doc = COMMENT.search(text).group()
                continue
            if code.startswith("#"):
                continue
            if not statement:
                start = line
            statement += " " + code
            if not statement.endswith((";", "}")):
                continue
            function = parse_prototype(statement, start, doc)
            if function:
                functions.append(function)
            is_type = "{" in statement
            statement = ""
        if functions:
            self.groups.append(functions)
        return doc if is_type else None

    def is_macros_inside(self, name):
        if not name.startswith("__"):
            return False
        macros = re.findall(r"^[ \t]*#(?:\\\n|[^\n])*", self.text,
                            re.MULTILINE)
        return any(re.search(rf"\b{name}\b", macro) for macro in macros)

    def is_spoken_of(self, name):
        return any(re.search(rf"\b{name}\(", comment)
                   for comment in COMMENT.findall(self.text))

    def check(self):
        """(line, message) for each function that lacks words."""
        for group in self.groups:
            by_name = any(self.is_spoken_of(f.name) for f in group)
            for function in group:
                if function.doc:
                    error = doc_error(function)
                    if error:
                        yield function.line, f"{function.name}(): {error}"
                elif not by_name and not self.is_macros_inside(function.name):
                    yield function.line, f"{function.name}() has no comment"


def doc_error(function):
    """What the kernel-doc block of this very function gets wrong, or None."""
    match = DOC_NAME.match(function.doc)
    if not match or match.group(1) != function.name:
        return None
    described = re.findall(
        r"@(\w+)", " ".join(DOC_PARAMETERS.findall(function.doc)))
    mentioned = re.findall(r"@(\w+)", function.doc)
    for name in described:
        if name not in function.parameters:
            return f"kernel-doc describes @{name}, which is no parameter"
    for name in function.parameters:
        if described and name not in mentioned:
            return f"kernel-doc does not mention @{name}"
    return None


def main(argv):
    root = argv[0] if argv else tree.ROOT
    count = 0
    broken = 0
    for name in tree.files(root, (".h",)):
        if name not in HEADERS and os.path.dirname(name) not in FOLDERS:
            continue
        header = Header(tree.read(root, name))
        count += sum(len(group) for group in header.groups)
        for line, message in header.check():
            broken += 1
            print(f"{name}:{line}: {message}")
    print(f"kerneldoc: {count} public functions, {broken} without words")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
