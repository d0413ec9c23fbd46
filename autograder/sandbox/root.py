"""The minimal root folder of the template and its workers: what Python needs to run, read-only, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

from autograder.sandbox import kernel
from autograder.sandbox.kernel import Mount, MountAttribute

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

BOX: Final = "/box"
"""Where a worker's private file system is mounted at level full."""

SYSTEM: Final = ("/usr", "/bin", "/lib", "/lib64", "/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime")
"""Programs' shared libraries, how the loader finds them, and the time zone."""

DEVICES: Final = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")

SITE: Final = "/sys"
"""The new root is built here: a folder that every Linux has and beneath which nothing lies that could be wanted."""

ROOT_BYTES: Final = 2**20  # mount points only
TEMPLATE_BOX_BYTES: Final = 2**26


def build(readable: Sequence[str]) -> None:
    """Build the new root at SITE, in a mount namespace of one's own: SYSTEM and `readable`, at the same places."""
    kernel.mount("none", "/", None, Mount.REC | Mount.PRIVATE)
    kernel.mount("tmpfs", SITE, "tmpfs", Mount.NOSUID | Mount.NODEV, f"size={ROOT_BYTES},mode=0755")
    links, places = plan([*SYSTEM, *readable])
    for place in places:
        _bind(place, MountAttribute.RDONLY | MountAttribute.NOSUID | MountAttribute.NODEV)
    for link, target in links.items():
        here = Path(SITE + link)
        here.parent.mkdir(parents=True, exist_ok=True)
        here.symlink_to(target)
    for device in DEVICES:
        if Path(device).exists():
            _bind(device, MountAttribute.RDONLY | MountAttribute.NOSUID | MountAttribute.NOEXEC)
    for folder in ("/proc", BOX):
        Path(SITE + folder).mkdir()
    # Some libraries want a place to write when they are imported. A worker mounts its own file system over it.
    flags = Mount.NOSUID | Mount.NODEV | Mount.NOEXEC
    kernel.mount("tmpfs", SITE + BOX, "tmpfs", flags, f"size={TEMPLATE_BOX_BYTES},mode=1777")


def enter() -> None:
    """Make SITE the root, as the first process of a PID namespace; everything else goes out of sight."""
    # The kernel refuses a fresh /proc where none is in full sight: so before the old root goes.
    mount_proc(SITE + "/proc")
    # Mounts inherited from a more privileged namespace are locked and cannot become the root; a copy can.
    kernel.mount(SITE, SITE, None, Mount.BIND | Mount.REC)
    kernel.enter_root(SITE)
    kernel.change_mount(
        "/", MountAttribute.RDONLY | MountAttribute.NOSUID | MountAttribute.NODEV, recursive=False
    )


def mount_proc(target: str) -> None:
    """Mount a /proc that shows the caller's PID namespace."""
    kernel.mount("proc", target, "proc", Mount.NOSUID | Mount.NODEV | Mount.NOEXEC)


def plan(wanted: Iterable[str]) -> tuple[dict[str, str], list[str]]:
    """Which symbolic links to lay and which real places to bind, so that all wanted paths resolve as they do here.

    What does not exist is left out, and so is what comes along with a folder above it.
    """
    links: dict[str, str] = {}
    places: set[str] = set()
    for path in wanted:
        if Path(path).exists():
            passed, place = follow(path)
            links |= passed
            places.add(place)
    tops = [place for place in sorted(places) if not _beneath(place, places - {place})]
    return {link: target for link, target in links.items() if not _beneath(link, places)}, tops


def _beneath(path: str, folders: Iterable[str]) -> bool:
    return any(path.startswith(folder.rstrip("/") + "/") for folder in folders)


def follow(path: str) -> tuple[dict[str, str], str]:
    """The symbolic links on the way to a path, each with its target, and where the way ends."""
    links: dict[str, str] = {}
    path = os.path.abspath(path)  # noqa: PTH100  pathlib's resolve would follow the links at once
    while (link := _first_link(path)) is not None:
        target = os.readlink(link)  # noqa: PTH115  text, as it is written in the link
        links[link] = target
        rest = path[len(link) :]
        path = os.path.normpath(os.path.join(os.path.dirname(link), target) + rest)  # noqa: PTH118, PTH120  text
    return links, path


def _first_link(path: str) -> str | None:
    parents = [*reversed(Path(path).parents), Path(path)]
    return next((str(parent) for parent in parents if parent.is_symlink()), None)


def _bind(place: str, flags: MountAttribute) -> None:
    target = Path(SITE + place)
    if Path(place).is_dir():
        target.mkdir(parents=True, exist_ok=True)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.touch()
    kernel.mount(place, str(target), None, Mount.BIND | Mount.REC)
    kernel.change_mount(str(target), flags)
