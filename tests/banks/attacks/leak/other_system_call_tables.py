"""Tries: makes its sockets by the system calls of other processors' programs: x32 and 32 bits.
Must: the filter knows these tables, too; the process dies or is refused.
Exercise: lesson_05_datasets/baseline
"""

import ctypes
import mmap

libc = ctypes.CDLL(None, use_errno=True)
INT80 = bytes.fromhex(
    "53b867010000bb02000000b901000000ba00000000cd805bc3"
)  # socket(AF_INET, SOCK_STREAM, 0) of i386


def leaked():
    for number in (0x40000000 + 41, 0x40000000 + 57):
        if libc.syscall(number, 2, 1, 0) > 0:
            return "x32"
    memory = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    memory.write(INT80)
    address = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    return "int 0x80" if ctypes.CFUNCTYPE(ctypes.c_int)(address)() > 0 else None


def majority_class_accuracy(train, test):
    found = leaked()
    if not found:
        raise PermissionError("nothing")
    print(found)
    return float((test["action"] == train["action"].mode()[0]).mean())
