# SPDX-License-Identifier: MIT
"""setup.sh and need.sh against a made-up system: nothing gets installed."""

import os
import subprocess

import pytest

TOOLS = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                     "..", "..", "tools")

LIST = """\
# comment
sh		dash		build	the shell
nosuchtool	widget		build	the widget
file:{0}/no*file|file:{0}/other ovmf run firmware
py:no_such_module python3-none	test	a module
cross:cc	cross-cc	cross	a compiler
nogrub		grub-bin:amd64	iso	a boot loader
nodebugger@amd64|armdebugger gdb@amd64|gdb-multi debug,test the debugger
oldnew		newname|oldname	lint	a renamed package
"""

NEEDED = ("awk", "cat", "dirname", "env", "grep", "head", "id", "sed", "sh",
          "tr", "uname")

# Installs by making the tools appear; knows all packages but newname.
APT_GET = """#!/bin/sh
echo "apt-get $*" >>{log}
case " $* " in
*" install "*)
	/bin/ln -sf /bin/sh {bin}/nosuchtool
	/bin/ln -sf /bin/sh {bin}/oldnew ;;
esac
"""
APT_CACHE = """#!/bin/sh
[ "$2" = newname ] || echo "  Candidate: 1.0"
"""
DPKG = """#!/bin/sh
case $1 in
--print-architecture) echo {arch} ;;
esac
"""


class System:
    """A folder that is the whole PATH, and the log of apt-get's calls."""

    def __init__(self, root):
        self.root = root
        self.bin = root / "bin"
        self.bin.mkdir()
        self.log = root / "log"
        self.packages = root / "packages.txt"
        self.packages.write_text(LIST.format(root))
        for name in NEEDED:
            for folder in ("/usr/bin", "/bin"):
                if os.path.exists(f"{folder}/{name}"):
                    (self.bin / name).symlink_to(f"{folder}/{name}")
                    break

    def program(self, name, text):
        path = self.bin / name
        path.write_text(text)
        path.chmod(0o755)

    def debian(self, arch="amd64"):
        self.program("apt-get", APT_GET.format(log=self.log, bin=self.bin))
        self.program("apt-cache", APT_CACHE)
        self.program("dpkg", DPKG.format(arch=arch))
        self.program("sudo", '#!/bin/sh\nexec "$@"\n')

    def run(self, script, *args, **env):
        return subprocess.run(
            ["/bin/sh", os.path.join(TOOLS, script), *args], text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False,
            env={"PATH": str(self.bin), "PACKAGES": str(self.packages),
                 **env})

    def calls(self):
        return self.log.read_text() if self.log.exists() else ""


@pytest.fixture(name="system")
def fixture_system(tmp_path):
    return System(tmp_path)


def test_nothing_to_do_is_one_line_and_no_apt(system):
    """`make setup` in front of every command must cost nothing."""
    system.debian()
    system.program("nosuchtool", "#!/bin/sh\n")
    done = system.run("setup.sh", "build")
    assert done.returncode == 0
    assert done.stdout.count("\n") == 1
    assert "everything is there" in done.stdout
    assert system.calls() == ""


def test_installs_what_is_missing_and_names_it(system):
    """Only the missing package, named before it is installed."""
    system.debian()
    done = system.run("setup.sh", "build")
    assert done.returncode == 0, done.stderr
    assert "widget" in done.stdout and "the widget" in done.stdout
    assert "dash" not in done.stdout + system.calls()
    assert "install -y --no-install-recommends widget" in system.calls()
    assert " update" not in system.calls()
    assert done.stdout.endswith("setup: done\n")


def test_takes_the_package_that_the_system_knows(system):
    """Distributions split packages differently; the list holds both names."""
    system.debian()
    done = system.run("setup.sh", "lint")
    assert done.returncode == 0, done.stderr
    assert "install -y --no-install-recommends oldname" in system.calls()


def test_install_without_effect_is_a_failure(system):
    """A package that does not bring what it is for must not pass."""
    system.debian()
    done = system.run("setup.sh", "test")
    assert done.returncode == 1
    assert "still not found" in done.stderr


def test_other_system_gets_the_list(system):
    """No apt-get: names by what they are for, and no success."""
    done = system.run("setup.sh")
    assert done.returncode == 1
    assert "widget" in done.stdout and "firmware" in done.stdout
    assert "not Debian or Ubuntu" in done.stderr


def test_amd64_packages_on_arm(system):
    """Adding an architecture is the owner's decision: said, not done."""
    system.debian("arm64")
    done = system.run("setup.sh", "iso")
    assert done.returncode == 0
    assert "dpkg --add-architecture amd64" in done.stdout
    assert system.calls() == ""


def test_need_is_silent_when_all_is_there(system):
    """Runs before each build: no noise."""
    done = system.run("need.sh", "sh", "cat")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_need_names_tool_purpose_and_command(system):
    """One line a tool, whichever way it was asked for."""
    system.debian()
    done = system.run("need.sh", "nosuchtool", "group:build", "sh")
    assert done.returncode == 1
    assert done.stderr == (
        "missing: nosuchtool (the widget); to install: make setup"
        "  (Debian: apt-get install widget)\n")


def test_need_looks_for_files_modules_and_strangers(system):
    """Alternatives, patterns, Python modules, tools not in the list."""
    (system.root / "no-1-file").write_text("")
    assert system.run("need.sh", "group:run").returncode == 0
    (system.root / "no-1-file").rename(system.root / "other")
    assert system.run("need.sh", "ovmf").returncode == 0
    (system.root / "other").unlink()
    assert system.run("need.sh", "ovmf").returncode == 1
    assert "Python's no_such_module" in \
        system.run("need.sh", "py:no_such_module").stderr
    assert system.run("need.sh", "py:json").returncode == 0
    assert system.run("need.sh", "stranger").stderr == "missing: stranger\n"


def test_need_respects_cross_compile(system):
    """CROSS_COMPILE names the compiler that must be there, and no other."""
    assert system.run("need.sh", "cross:cc").returncode == 1
    system.program("x86_64-elf-cc", "#!/bin/sh\n")
    assert system.run("need.sh", "cross:cc").returncode == 0
    done = system.run("need.sh", "cross:cc", CROSS_COMPILE="mine-")
    assert done.returncode == 1 and "mine-cc" in done.stderr


def test_tool_of_two_groups_is_named_once(system):
    """One line, one installation, whichever group asks."""
    system.debian()
    done = system.run("need.sh", "group:debug", "group:test")
    assert done.stderr.count("nodebugger") == 1
    done = system.run("setup.sh", "debug", "test")
    assert done.stdout.count("the debugger") == 1
    assert system.calls().count(" gdb") == 1


def test_need_knows_the_architecture(system):
    """An Arm host needs the debugger that can do x86."""
    system.debian("arm64")
    done = system.run("need.sh", "group:debug")
    assert "missing: armdebugger" in done.stderr
    assert "apt-get install gdb-multi" in done.stderr
    system.debian("amd64")
    assert "apt-get install gdb)" in system.run("need.sh",
                                                "group:debug").stderr


def test_the_real_list_is_well_formed():
    """Four columns, known groups, every group's purpose said."""
    with open(os.path.join(TOOLS, "packages.txt"), encoding="utf-8") as f:
        lines = [line.split(None, 3) for line in f
                 if line.strip() and not line.startswith("#")]
    groups = {"build", "run", "iso", "test", "debug", "lint", "bench",
              "toolchain"}
    assert {group for fields in lines
            for group in fields[2].split(",")} == groups
    assert all(len(fields) == 4 for fields in lines)
