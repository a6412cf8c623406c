# SPDX-License-Identifier: MIT
"""Which files are ours: what the checks in this folder walk over.

In a git tree: what git tracks, and what it would if it were added. In an
unpacked archive: everything but build output.
"""

import io
import os
import re
import subprocess
import tokenize

C_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)
NASM_COMMENT = re.compile(r";[^\n]*")
HASH_COMMENT = re.compile(r"#[^\n]*")

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def _from_git(root):
    listing = subprocess.run(
        ["git", "-C", root, "ls-files", "-z", "--cached", "--others",
         "--exclude-standard"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    if listing.returncode != 0:
        return None
    return [name for name in listing.stdout.decode().split("\0") if name]


def _from_disk(root):
    names = []
    for folder, folders, files in os.walk(root):
        folders[:] = [f for f in folders
                      if f not in (".git", "__pycache__", ".pytest_cache")
                      and not (folder == root and f.startswith("build"))]
        names += [os.path.relpath(os.path.join(folder, f), root)
                  for f in files]
    return names


def files(root=ROOT, suffixes=None):
    """Sorted paths relative to @root of our files that exist.

    @suffixes: a tuple of endings to keep ("" keeps all). Files below a
    folder called "data" are some test's input, not source, and left out.
    """
    names = None
    if os.path.exists(os.path.join(root, ".git")):
        names = _from_git(root)
    if names is None:
        names = _from_disk(root)
    kept = set()
    for name in names:
        if suffixes is not None and not name.endswith(suffixes):
            continue
        if "data" in name.split("/")[:-1]:
            continue
        if os.path.isfile(os.path.join(root, name)):
            kept.add(name)
    return sorted(kept)


def read(root, name):
    """The text of a file; bytes that are not UTF-8 become U+FFFD."""
    with open(os.path.join(root, name), encoding="utf-8",
              errors="replace") as stream:
        return stream.read()


def _python_comments(text):
    """[(start, end)] of each comment; "#" in a string starts none."""
    starts = [0]
    for line in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    spans = []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            start = starts[row - 1] + column
            spans.append((start, start + len(token.string)))
    return spans


def _comment_spans(name, text):
    if name.endswith(".py"):
        return _python_comments(text)
    if name.endswith((".c", ".h", ".S", ".ld")):
        pattern = C_COMMENT
    elif name.endswith(".asm"):
        pattern = NASM_COMMENT
    else:
        pattern = HASH_COMMENT
    return [match.span() for match in pattern.finditer(text)]


def comments(name, text):
    """@text with all but its comments blanked out, line for line."""
    result = []
    end = 0
    for start, stop in _comment_spans(name, text) + [(len(text),) * 2]:
        result += [re.sub(r"[^\n]", " ", text[end:start]), text[start:stop]]
        end = stop
    return "".join(result)
