import ctypes

import pytest

from autograder.sandbox.syscalls import LAST_KNOWN, NUMBERS

AUDIT_ARCH = {"x86_64": 0xC000_003E, "aarch64": 0xC000_00B7}


@pytest.mark.parametrize(("position", "machine"), list(enumerate(AUDIT_ARCH)))
def test_numbers_agree_with_libseccomp(position, machine):
    try:
        library = ctypes.CDLL("libseccomp.so.2")
    except OSError as error:
        pytest.skip(f"no libseccomp to compare with: {error}")
    resolve = library.seccomp_syscall_resolve_name_arch
    theirs = {name: resolve(ctypes.c_uint32(AUDIT_ARCH[machine]), name.encode()) for name in NUMBERS}
    # Negative: the machine has no such call, or libseccomp is older than the call.
    known = {name: nr for name, nr in theirs.items() if nr >= 0}
    assert len(known) > 180
    assert {name: NUMBERS[name][position] for name in known} == known


def test_no_number_is_above_the_last_known():
    assert max(nr for numbers in NUMBERS.values() for nr in numbers if nr is not None) <= LAST_KNOWN
