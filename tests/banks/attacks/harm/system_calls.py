"""Tries: asks the kernel for new namespaces, mounts, traces, keys, BPF, io_uring, userfaultfd and more.
Must: each of them is refused; one that succeeds shows in points.
Exercise: lesson_05_datasets/baseline
"""

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
BUFFER = ctypes.create_string_buffer(4096)
CALLS = {
    "unshare": (272, 0x10000000), "unshare mounts": (272, 0x20000), "setns": (308, 0, 0), "chroot": (161, b"/"),
    "mount": (165, b"none", b"/proc", b"tmpfs", 0, 0), "pivot_root": (155, b"/", b"/"), "bpf": (321, 0, BUFFER, 64),
    "perf_event_open": (298, BUFFER, 0, -1, -1, 0), "userfaultfd": (323, 0), "io_uring_setup": (425, 8, BUFFER),
    "add_key": (248, b"user", b"attack", b"x", 1, -3), "keyctl": (250, 1, 0), "open_by_handle_at": (304, -100, BUFFER, 0),
    "fsopen": (430, b"tmpfs", 0), "memfd_secret": (447, 0), "syslog": (103, 3, BUFFER, 4096), "quotactl": (179, 0, 0, 0, 0),
    "ptrace": (101, 16, os.getppid() or 1, 0, 0), "clone3": (435, BUFFER, 88), "swapoff": (168, b"/nowhere"),
}  # fmt: skip


def majority_class_accuracy(train, test):
    done = [name for name, (number, *arguments) in CALLS.items() if libc.syscall(number, *arguments) >= 0]
    if not done:
        raise PermissionError("nothing")
    print(done)
    return float((test["action"] == train["action"].mode()[0]).mean())
