"""Tries: reads what the kernel tells of the machine and of others: keys, symbols, logs, mounts, interfaces, disks.
Must: none of it can be read, or it tells of the worker alone.
Exercise: lesson_05_datasets/baseline
"""

import contextlib

FILES = ("/proc/keys", "/proc/kcore", "/proc/kmsg", "/proc/sched_debug", "/proc/1/cmdline", "/dev/mem", "/dev/sda", "/dev/vda",
         "/dev/nvme0n1", "/dev/tty", "/dev/console", "/dev/kmsg", "/sys/class/net/eth0/address", "/sys/kernel/notes",
         "/sys/class/dmi/id/product_uuid", "/sys/fs/cgroup/cgroup.procs", "/boot/config", "/proc/sysvipc/shm")  # fmt: skip


def leaked():
    import os

    for file in FILES:
        if file == "/proc/1/cmdline" and os.getpid() == 1:
            continue
        with contextlib.suppress(OSError), open(file, "rb") as opened:
            if file == "/proc/sysvipc/shm" and len(opened.readlines()) < 2:
                continue
            return opened.name
    return None


def majority_class_accuracy(train, test):
    found = leaked()
    if not found:
        raise PermissionError("nothing")
    print(found)
    return float((test["action"] == train["action"].mode()[0]).mean())
