# SPDX-License-Identifier: MIT
"""The order of locks that was seen, against the one that was promised."""

import lockorder

DOCUMENT = """
| # | what | guards |
| --- | --- | --- |
| 50 | `outer` | things |
| 80 | `zone->lock`, one at a time | `not_a_lock` |
"""

LOG = """
lock outer {+.} first at f+0x1/0x2
  -> &zone->lock at g+0x3/0x4
lock &zone->lock {..} first at g+0x3/0x4
"""


def test_agreement():
    """Rising numbers are no contradiction."""
    assert list(lockorder.contradictions(LOG, DOCUMENT)) == []


def test_inversion_is_found():
    """The message has both locks, both numbers and the place."""
    log = LOG + "  -> outer at h+0x5/0x6\n"
    (error,) = lockorder.contradictions(log, DOCUMENT)
    assert error == "outer (50) was taken under zone->lock (80) at h+0x5/0x6"


def test_equal_numbers_are_a_contradiction():
    """Two locks of one number have no order."""
    document = DOCUMENT.replace("`outer`", "`outer`, `other`")
    log = LOG + "lock other {..} first at f+0x1/0x2\n  -> outer at h+0x5/0x6\n"
    assert len(list(lockorder.contradictions(log, document))) == 1


def test_lock_without_a_number():
    """Said, unless it is exempt; what a row guards is not its lock."""
    log = "lock not_a_lock {..} first at f+0x1/0x2\n"
    (error,) = lockorder.contradictions(log, DOCUMENT)
    assert error.startswith("not_a_lock (first taken at f+")
    assert not list(lockorder.contradictions(log, DOCUMENT, {"not_a_lock"}))


def test_what_the_kernel_reported_is_not_repeated():
    """A marked entry was a report of its own."""
    log = LOG + "  -> outer at h+0x5/0x6 (reported)\n"
    assert list(lockorder.contradictions(log, DOCUMENT)) == []


def test_subclasses_are_one_lock():
    """zone->lock/1 under zone->lock is by agreement."""
    log = LOG + "  -> &zone->lock/1 at h+0x5/0x6\n"
    assert list(lockorder.contradictions(log, DOCUMENT)) == []


def test_names_of_initialisers():
    """A lock is found where it is defined or initialised."""
    names = lockorder.names_in(("mm/",))
    assert {"zone->lock", "pcpu_lock", "kmap_lock", "fbc->lock"} <= names
    assert "first_lock" in lockorder.only_in_tests()


def test_empty_log_is_no_agreement(tmp_path, capsys):
    """Nothing seen is nothing proved."""
    log = tmp_path / "log"
    log.write_text("mm> cat /proc/lockdep\nno such view\n")
    assert lockorder.main([str(log)]) == 1
    assert "0 locks" in capsys.readouterr().out


def test_star_is_any_text():
    """One row for all wait queues, whatever they are called."""
    document = DOCUMENT + "| 83 | `(*)->lock` of a wait queue | waiters |\n"
    log = ("lock outer {+.} first at f+0x1/0x2\n  -> (&wq)->lock at g+0x1/0x2\n"
           "lock (&wq)->lock {+.} first at g+0x1/0x2\n  -> outer at h+0x5/0x6\n")
    (error,) = lockorder.contradictions(log, document)
    assert error == "outer (50) was taken under (&wq)->lock (83) at h+0x5/0x6"
