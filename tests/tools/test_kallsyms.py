# SPDX-License-Identifier: MIT
"""The symbol table: right symbols, right order, bytes that mean the same."""

import random
import shutil
import struct
import subprocess

import kallsyms
import pytest

# Tools for x86 whatever the host is; on a PC the native ones do.
CROSS = "x86_64-linux-gnu-" if shutil.which("x86_64-linux-gnu-as") else ""

LISTING = """\
                 U undefined
                 w weakly_undefined
0000000000000010 A absolute
0000000000100000 T boot_entry
ffffffff80000000 0000000000000000 T _text
ffffffff80000000 0000000000000020 t first
ffffffff80000020 0000000000000000 T a_mark
ffffffff80000020 0000000000000040 T second
ffffffff80000030 0000000000000000 t second.again
ffffffff80000034 t ..@7.done
ffffffff80000060 0000000000000010 t second.part.0
ffffffff80000070 t .Lhere
ffffffff80000070 t $data
ffffffff80000080 A limit
ffffffff80000090 0000000000000004 b counter.1
ffffffff800000a0 0000000000000008 D public
ffffffff800000a0 0000000000000008 D __private
ffffffff80001000 0000000000000000 R __start_kallsyms
ffffffff80001000 0000000000000004 R kallsyms_num
ffffffff80001008 0000000000000000 R kallsyms_offsets
ffffffff80002000 B _end
"""

EXPECTED = ["tfirst", "T_text", "Tsecond", "Ta_mark", "tsecond.part.0",
            "bcounter.1", "Dpublic", "D__private"]


def texts(symbols):
    return [symbol.text() for symbol in symbols]


def test_keeps_symbols_of_the_image_and_nothing_else():
    """Labels, absolute, boot and undefined symbols would mislead a trace."""
    assert texts(kallsyms.parse(LISTING.splitlines())) == EXPECTED


def test_order_does_not_depend_on_the_input():
    """Two builds of one tree must give one table."""
    lines = LISTING.splitlines()
    random.Random(7).shuffle(lines)
    assert texts(kallsyms.parse(lines + lines)) == EXPECTED


def test_size_depends_on_names_only():
    """The second link may not find a table of another size."""
    moved = LISTING.replace("ffffffff8000", "ffffffff8f12")
    sizes = [sum(len(line.split(",")) for line in kallsyms.table(
        kallsyms.parse(text.splitlines()))) for text in (LISTING, moved)]
    assert sizes[0] == sizes[1]


def assemble(tmp_path, lines):
    """The bytes of section .kallsyms, and its labels."""
    source = tmp_path / "kallsyms.s"
    source.write_text("\n".join(lines) + "\n")
    obj = tmp_path / "kallsyms.o"
    raw = tmp_path / "kallsyms.bin"
    subprocess.run([CROSS + "as", "--64", source, "-o", obj], check=True)
    subprocess.run([CROSS + "objcopy", "-O", "binary", "-j", ".kallsyms",
                    obj, raw], check=True)
    listing = subprocess.run([CROSS + "nm", obj], check=True, text=True,
                             stdout=subprocess.PIPE).stdout
    labels = {}
    for line in listing.splitlines():
        value, _, name = line.split()
        labels[name] = int(value, 16)
    return raw.read_bytes(), labels


def test_assembled_table_reads_back(tmp_path):
    """What lib/kallsyms.c will see: names, types and sorted offsets."""
    symbols = kallsyms.parse(LISTING.splitlines())
    data, labels = assemble(tmp_path, kallsyms.table(symbols))
    assert all(value % 8 == 0 for value in labels.values())
    count, = struct.unpack_from("<I", data, labels["kallsyms_num"])
    assert count == len(EXPECTED)
    offsets = struct.unpack_from(f"<{count}I", data,
                                 labels["kallsyms_offsets"])
    assert list(offsets) == sorted(offsets)
    assert offsets[2] == offsets[3] == 0x20
    names = struct.unpack_from(f"<{count}I", data,
                               labels["kallsyms_name_offsets"])
    found = [data[labels["kallsyms_names"] + at:].split(b"\0")[0].decode()
             for at in names]
    assert found == EXPECTED


def test_empty_table_has_every_symbol(tmp_path):
    """The first link needs all four names and a count of 0."""
    data, labels = assemble(tmp_path, kallsyms.table([]))
    assert set(labels) == {"kallsyms_num", "kallsyms_offsets",
                           "kallsyms_name_offsets", "kallsyms_names"}
    assert data[:4] == bytes(4)


def test_input_without_kernel_symbols_is_refused(tmp_path):
    """An empty listing is a broken build, not a kernel without functions."""
    listing = tmp_path / "nm"
    listing.write_text("0000000000100000 T boot_entry\n")
    assert kallsyms.main([str(listing)]) == 1


SCRIPT = """
SECTIONS
{
	. = 0xffffffff80000000;
	.text : { *(.text) }
	%s
	.data : { *(.data) }
	%s
	_end = .;
}
"""


def link(tmp_path, script, lines, name):
    (tmp_path / "link.ld").write_text(script)
    assemble(tmp_path, lines)
    program = tmp_path / "program.s"
    program.write_text(".globl f\n.type f,@function\nf: ret\n.size f,.-f\n"
                       ".data\n.globl d\nd: .quad f\n")
    subprocess.run([CROSS + "as", "--64", program, "-o",
                    tmp_path / "program.o"], check=True)
    subprocess.run([CROSS + "ld", "-T", tmp_path / "link.ld", "-e", "f", "-o",
                    tmp_path / name, tmp_path / "program.o",
                    tmp_path / "kallsyms.o"], check=True)
    listing = tmp_path / (name + ".nm")
    with open(listing, "w", encoding="ascii") as stream:
        subprocess.run([CROSS + "nm", "-nS", tmp_path / name], check=True,
                       stdout=stream)
    return str(listing)


@pytest.mark.parametrize("last, verdict", [(True, 0), (False, 1)])
def test_two_links(tmp_path, capsys, last, verdict):
    """A table in last place moves nothing; one in the middle is noticed."""
    section = ".kallsyms : { *(.kallsyms) }"
    script = SCRIPT % (("", section) if last else (section, ""))
    first = link(tmp_path, script, kallsyms.table([]), "first")
    with open(first, encoding="ascii") as stream:
        text = stream.read()
    if not last:	# pretend that the table did not know itself
        text = text.replace("kallsyms_num", "renamed")
        with open(first, "w", encoding="ascii") as stream:
            stream.write(text)
    symbols = kallsyms.parse(text.splitlines())
    second = link(tmp_path, script, kallsyms.table(symbols), "second")
    assert kallsyms.main(["--verify", first, second]) == verdict
    assert ("moved symbols" in capsys.readouterr().err) == bool(verdict)
