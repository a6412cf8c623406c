# SPDX-License-Identifier: MIT
"""The floors, tried on small trees that break them one at a time."""

import os
import subprocess

import layers
import pytest


@pytest.fixture(name="build")
def fixture_build(tmp_path, capsys, monkeypatch):
    """build({path: C text}) compiles, checks, returns (status, output)."""
    monkeypatch.setenv("NM", "nm")	# the host's, as its compiler is

    def run(sources):
        for path, text in sources.items():
            source = tmp_path / path
            source.parent.mkdir(parents=True, exist_ok=True)
            source.write_text(text)
            if not path.endswith(".c"):
                continue
            obj = tmp_path / "build" / (path[:-2] + ".o")
            obj.parent.mkdir(parents=True, exist_ok=True)
            subprocess.run(["cc", "-c", "-I", tmp_path / "include", source,
                            "-o", obj], check=True)
        (tmp_path / "build").mkdir(exist_ok=True)
        status = layers.main([str(tmp_path / "build"), str(tmp_path)])
        return status, capsys.readouterr().out
    return run


BAR = "int bar(void) { return 1; }\n"
USES_BAR = "int bar(void);\nint foo(void) { return bar(); }\n"


def test_calls_downward_are_fine(build):
    """mm/ may call lib/, and the last line says what was looked at."""
    status, out = build({"lib/bar.c": BAR, "mm/foo.c": USES_BAR})
    assert status == 0
    assert out.splitlines()[-1] == ("layers: 2 objects, 0 upward references, "
                                    "0 forbidden includes")


def test_call_upward(build):
    """The message names both files, both floors and the function."""
    status, out = build({"mm/baz.c": BAR, "lib/foo.c": USES_BAR})
    assert status == 1
    assert ("layers: lib/foo.c (floor 1) uses bar() of mm/baz.c (floor 4)"
            in out)


def test_same_floor_and_data(build):
    """Siblings may call each other; data counts as much as functions."""
    status, _ = build({"arch/x86_64/bar.c": BAR,
                       "arch/x86_64/foo.c": USES_BAR})
    assert status == 0
    status, out = build({"mm/data.c": "int datum;\n", "lib/user.c":
                         "extern int datum;\n"
                         "int *p(void) { return &datum; }\n"})
    assert status == 1
    assert "uses datum of mm/data.c" in out


def test_reference_by_address(build):
    """Taking an address is a reference like any other."""
    status, out = build({"mm/bar.c": BAR, "lib/table.c":
                         "int bar(void);\nint (*hook)(void) = bar;\n"})
    assert status == 1
    assert "lib/table.c (floor 1) uses bar()" in out


def test_longest_folder_decides():
    """lib/kunit is lib, arch/host is arch; what has no floor has none."""
    assert layers.floor_of("lib/kunit/run.c") == 1
    assert layers.floor_of("arch/host/cpu.c") == 2
    assert layers.floor_of("elsewhere/x.c") is None


def test_weak_definition_replaced_from_above(build):
    """A weak function is a call upwards when a higher floor defines it."""
    weak = "__attribute__((weak)) int bar(void) { return 0; }\n"
    status, out = build({"lib/weak.c": weak, "mm/strong.c": BAR})
    assert status == 1
    assert "lets bar() be replaced by mm/strong.c (floor 4)" in out


def test_linker_symbols_belong_to_nobody(build):
    """__start_x is the linker's; nothing to accuse."""
    status, _ = build({"lib/t.c": "extern int __start_x[];\n"
                                  "int *t(void) { return __start_x; }\n"})
    assert status == 0


def test_no_objects_is_no_success(build):
    """A check of nothing must not come out green."""
    status, out = build({})
    assert status == 1
    assert "nothing was checked" in out


def test_unknown_folder_is_an_error(build):
    """A new folder gets a floor before it gets code."""
    with pytest.raises(SystemExit):
        build({"extra/x.c": BAR})


@pytest.mark.parametrize("path, line, allowed", [
    ("mm/a.c", "#include <linux/types.h>", True),
    ("mm/a.c", "#include <asm/page.h>", True),
    ("mm/a.c", '#include "internal.h"', True),
    ("mm/a.c", '#include "other.h"', True),
    ("mm/a.c", '#include "../lib/vsprintf.h"', False),
    ("mm/a.c", "# include <stdio.h>", False),
    ("mm/a.c", '#include "../sched/x.h"', False),
    ("lib/a.c", '#include "own.h"', True),
    ("lib/a.c", "#include <kunit/test.h>", False),
    ("lib/kunit/a.c", "#include <kunit/test.h>", True),
    ("include/linux/a.h", "#include <stddef.h>", False),
    ("arch/host/a.c", "#include <stdio.h>", True),
    ("kernel/a.c", '#include "../mm/internal.h"', False),
    ("tests/a_test.c", '#include "../mm/internal.h"', True),
])
def test_includes(tmp_path, path, line, allowed):
    """Which header may stand where."""
    os.makedirs(tmp_path / os.path.dirname(path))
    (tmp_path / path).write_text(line + "\n")
    assert (list(layers.bad_includes(str(tmp_path))) == []) == allowed
