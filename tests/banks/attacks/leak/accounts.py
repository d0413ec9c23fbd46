"""Tries: reads the accounts and their passwords, the names of the machine and of its neighbours.
Must: these files are not there.
Exercise: lesson_05_datasets/baseline
"""

FILES = ("/etc/shadow", "/etc/passwd", "/etc/group", "/etc/gshadow", "/etc/hosts", "/etc/resolv.conf", "/etc/hostname", "/etc/machine-id",
         "/etc/ssh/ssh_host_ed25519_key", "/etc/sudoers", "/etc/fstab", "/var/log/syslog", "/container_info.json")  # fmt: skip


def leaked():
    for file in FILES:
        try:
            with open(file, "rb") as opened:
                if opened.read(1):
                    return file
        except OSError:
            continue
    return None


def majority_class_accuracy(train, test):
    found = leaked()
    if not found:
        raise PermissionError("nothing")
    print(found)
    return float((test["action"] == train["action"].mode()[0]).mean())
