# SPDX-License-Identifier: MIT
"""Pointers from texts to code, whole and broken."""

import docrefs
import pytest


@pytest.fixture(name="tree")
def fixture_tree(tmp_path, capsys):
    """tree({path: text}) checks them, returns (status, output)."""
    def run(texts):
        for path, text in texts.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(text)
        return docrefs.main([str(tmp_path)]), capsys.readouterr().out
    return run


CODE = {"mm/a.c": "int x;\nvoid give(void)\n{\n}\n"}


@pytest.mark.parametrize("reference, error", [
    ("mm/a.c:/^void give\\(/", None),
    ("mm/a.c:/^give/", "no line of mm/a.c matches"),
    ("mm/b.c:/give/", "no file mm/b.c"),
    ("mm/a.c:/give(/", "no regular expression"),
])
def test_reference_in_markdown(tree, reference, error):
    """A reference holds while the line is there, not longer."""
    status, out = tree({**CODE, "doc.md": f"text\nsee `{reference}`.\n"})
    assert status == (1 if error else 0)
    assert out.splitlines()[-1].startswith("docrefs: 1 references")
    if error:
        assert out.startswith("doc.md:2: ") and error in out


def test_reference_in_comments_only(tree):
    """Code that looks like a reference is none; comments of both kinds are."""
    status, out = tree({
        "lib/x.c": 'char *s = "mm/a.c:/x/";\n/*\n * mm/a.c:/y/\n */\n',
        "boot/x.asm": "; mm/a.c:/z/\n"})
    assert status == 1
    assert "lib/x.c:3: " in out and "boot/x.asm:1: " in out
    assert "2 references and links, 2 broken" in out


@pytest.mark.parametrize("link, error", [
    ("docs/a.md", None),
    ("docs/a.md#two-words-2", "no heading"),
    ("docs/a.md#two-words", None),
    ("#here", None),
    ("#there", "no heading"),
    ("docs", None),
    ("docs/b.md", "no file docs/b.md"),
    ("../outside.md", "leaves the tree"),
    ("https://example.org/x", None),
])
def test_links(tree, link, error):
    """Links to files, folders and headings; other hosts are not asked."""
    status, out = tree({"docs/a.md": "# Two *words*\n",
                        "README.md": f"# Here\n[x]({link})\n"})
    assert status == (1 if error else 0)
    if error:
        assert "README.md:2: " in out and error in out


def test_code_blocks_hold_no_links(tree):
    """An array of calls in a listing is no link."""
    status, _ = tree({"README.md": "```c\na[i](x);\n```\nand `b[j](y)`\n"})
    assert status == 0
