import gzip
import io
import os
import shutil
import struct
import tarfile
import tracemalloc
import unicodedata
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from autograder.errors import CourseError
from autograder.grading import archives
from autograder.grading.archives import is_archive, stem, unpack_archive
from autograder.report.safe_text import printable


def zip_of(path, entries, **options):
    """Write a zip file; an entry is a name or a ZipInfo with its content."""
    with zipfile.ZipFile(path, "w", **options) as opened:
        for entry, content in entries:
            opened.writestr(entry, content)
    return path


def tar_of(path, entries):
    """Write a tar file, gzipped if its name says so; an entry is a name or a TarInfo with its content."""
    mode = "w" if path.name.endswith(".tar") else "w:gz"
    with tarfile.open(path, mode) as opened:
        for entry, content in entries:
            info = entry if isinstance(entry, tarfile.TarInfo) else tarfile.TarInfo(entry)
            info.size = len(content)
            opened.addfile(info, io.BytesIO(content))
    return path


def unpacked(archive, target):
    unpack_archive(archive, target)
    return {
        str(path.relative_to(target)): path.read_bytes()
        for path in sorted(target.rglob("*"))
        if path.is_file()
    }


def refused(archive, *words):
    target = archive.parent / "refused"
    shutil.rmtree(target, ignore_errors=True)
    with pytest.raises(CourseError) as caught:
        unpack_archive(archive, target)
    message = str(caught.value)
    assert "\n" not in message
    assert printable(message) == message
    for word in (archive.name, *words):
        assert word in message
    return message


MAKERS = [(zip_of, "a.zip"), (tar_of, "a.tar"), (tar_of, "a.tar.gz"), (tar_of, "A.TGZ")]


@pytest.mark.parametrize(("make", "name"), MAKERS)
def test_files_and_folders_are_unpacked_and_litter_is_not(tmp_path, make, name):
    entries = [
        ("./lessons/a.py", b"a"),
        ("lessons/own//b.py", b""),
        ("lessons/inner.zip", b"PK"),
        ("__MACOSX/lessons/._a.py", b"x"),
        (".git/objects/aa", b"x"),
        ("lessons/__pycache__/a.pyc", b"x"),
        ("lessons/ü.py", b"x"),
    ]
    assert unpacked(make(tmp_path / name, entries), tmp_path / "out") == {
        "lessons/a.py": b"a",
        "lessons/own/b.py": b"",
        "lessons/inner.zip": b"PK",
        "lessons/ü.py": b"x",
    }


@pytest.mark.parametrize(("make", "archive"), MAKERS)
@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("../evil.py", "leads out of the archive"),
        ("a/../../evil.py", "leads out of the archive"),
        ("/etc/evil.py", "is an absolute path"),
        ("C:evil.py", "is an absolute path"),
        ("c:/evil.py", "is an absolute path"),
        ("a\\..\\evil.py", "has a backslash"),
        ("\\\\server\\evil.py", "has a backslash"),
        ("a\nb.py", "has characters that no name should have"),
        ("\x1b[2Ja.py", "has characters that no name should have"),
        ("a\u202eyp.exe", "has characters that no name should have"),
        ("a\u200b.py", "has characters that no name should have"),
        ("a/" * 30 + "a.py", "is too deep or too long a path"),
        ("/".join(["a" * 150] * 4), "is too deep or too long a path"),
        ("ü" * 101, "is too long a name"),
    ],
)
def test_names_that_no_honest_archive_has_are_refused(tmp_path, make, archive, name, word):
    message = refused(make(tmp_path / archive, [("ok.py", b"x"), (name, b"x")]), word)
    assert len(message) < 300


@pytest.mark.parametrize(("make", "archive"), MAKERS)
@pytest.mark.parametrize(
    "names",
    [
        ("a.py", "a.py"),
        ("a.py", "A.py"),
        ("own/a.py", "Own/b.py"),
        ("own", "own/a.py"),
        ("own/a.py", "own"),
        ("\u00fc.py", "u\u0308.py"),
        ("straße.py", "STRASSE.py"),
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_entries_for_one_file_are_refused(tmp_path, make, archive, names):
    refused(make(tmp_path / archive, [(name, b"x") for name in names]), "is there twice, or differs in")


def test_a_folder_may_have_an_entry_of_its_own_and_more_than_one(tmp_path):
    folder = tarfile.TarInfo("own")
    folder.type = tarfile.DIRTYPE
    made = tar_of(tmp_path / "a.tar", [("own/a.py", b"a"), (folder, b""), (folder, b"")])
    assert unpacked(made, tmp_path / "out") == {"own/a.py": b"a"}
    made = zip_of(tmp_path / "a.zip", [("own/", b""), ("own/a.py", b"a")])
    assert unpacked(made, tmp_path / "out2") == {"own/a.py": b"a"}


@pytest.mark.parametrize(
    "kind",
    [
        tarfile.SYMTYPE,
        tarfile.LNKTYPE,
        tarfile.CHRTYPE,
        tarfile.BLKTYPE,
        tarfile.FIFOTYPE,
        tarfile.GNUTYPE_SPARSE,
    ],
)
@pytest.mark.parametrize("name", ["a.py", ".hidden"])
def test_links_and_devices_in_a_tar_file_are_refused(tmp_path, kind, name):
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, "/etc/passwd"
    refused(tar_of(tmp_path / "a.tar", [(info, b"")]), f"'{name}' is a link or a device")


@pytest.mark.parametrize("kind", [0o120000, 0o010000, 0o020000, 0o060000, 0o140000])
def test_links_and_devices_in_a_zip_file_are_refused(tmp_path, kind):
    info = zipfile.ZipInfo("a.py")
    info.external_attr = (kind | 0o777) << 16
    refused(zip_of(tmp_path / "a.zip", [(info, b"/etc/passwd")]), "'a.py' is a link or a device")


def patched(path, offset_in_local, offset_in_list, value):
    """Change a field of two bytes of a zip file's only entry."""
    data = bytearray(path.read_bytes())
    struct.pack_into("<H", data, offset_in_local, value)
    struct.pack_into("<H", data, data.index(b"PK\x01\x02") + offset_in_list, value)
    path.write_bytes(data)
    return path


def test_an_encrypted_entry_is_refused(tmp_path):
    made = patched(zip_of(tmp_path / "a.zip", [("a.py", b"x")]), 6, 8, 1)
    refused(made, "'a.py' is encrypted", "without a password")


def test_an_unusual_packing_is_refused(tmp_path):
    refused(zip_of(tmp_path / "a.zip", [("a.py", b"x")], compression=zipfile.ZIP_LZMA), "an unusual way")


def test_too_many_entries_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MOST_ENTRIES", 20)
    entries = [(f"{number}.py", b"") for number in range(21)]
    for make, name in MAKERS:
        refused(make(tmp_path / name, entries), "more than 20 entries", "hand in the lessons alone")
        assert len(unpacked(make(tmp_path / name, entries[:20]), tmp_path / f"out {name}")) == 20


def test_a_zip_files_list_is_measured_before_it_is_read(tmp_path):
    """A long list would take hundreds of megabytes; how many entries it claims to have is no matter."""
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 1, 1, 2**23, 0, 0))
    refused(path, "more than 10,000 entries")
    path.write_bytes(b"PK\x06\x07" + bytes(16) + b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 1, 1, 0, 0, 0))
    refused(path, "more than 10,000 entries")


def test_a_zip_file_that_declares_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MOST_BYTES", 10_000)
    made = zip_of(tmp_path / "a.zip", [("a", bytes(6_000)), ("b", bytes(5_000))])
    refused(made, "it unpacks to 11,000 bytes; at most 10,000 are taken")
    assert not any((tmp_path / "refused").rglob("a"))


def test_a_zip_file_that_declares_less_than_it_holds_is_refused(tmp_path):
    path = zip_of(tmp_path / "a.zip", [("a.bin", os.urandom(5_000))], compression=zipfile.ZIP_DEFLATED)
    data = bytearray(path.read_bytes())
    struct.pack_into("<L", data, 22, 100)
    struct.pack_into("<L", data, data.index(b"PK\x01\x02") + 24, 100)
    path.write_bytes(data)
    refused(path, "cannot unpack")
    assert sum(file.stat().st_size for file in (tmp_path / "refused").rglob("*.bin")) <= 100


def test_a_bomb_is_refused_before_it_goes_off(tmp_path):
    made = zip_of(tmp_path / "a.zip", [("a.bin", bytes(2_000_000))], compression=zipfile.ZIP_DEFLATED)
    refused(made, "'a.bin' unpacks to more than 200 times its size")
    refused(
        tar_of(tmp_path / "a.tgz", [("a.bin", bytes(2_000_000))]), "it unpacks to more than 1,048,576 bytes"
    )
    small = zip_of(tmp_path / "b.zip", [("a.bin", bytes(900_000))], compression=zipfile.ZIP_DEFLATED)
    assert len(unpacked(small, tmp_path / "small")["a.bin"]) == 900_000


def test_a_tar_file_of_more_than_the_limit_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MOST_BYTES", 10_000)
    entries = [("a", os.urandom(6_000)), ("b", os.urandom(5_000))]
    for name in ("a.tar", "a.tgz"):
        refused(tar_of(tmp_path / name, entries), "it unpacks to more than 10,000 bytes")


def test_a_bomb_in_a_tar_files_headers_is_refused(tmp_path):
    """A long name that is said to have ten gigabytes is read by tarfile itself."""
    header = tarfile.TarInfo("long")
    header.type, header.size = tarfile.GNUTYPE_LONGNAME, 10**10
    with gzip.open(tmp_path / "a.tgz", "wb", compresslevel=1) as opened:
        opened.write(header.tobuf(tarfile.GNU_FORMAT))
        for _ in range(50):
            opened.write(b"a" * 1_000_000)
    tracemalloc.start()
    refused(tmp_path / "a.tgz", "it unpacks to more than", "too much")
    assert tracemalloc.get_traced_memory()[1] < 150_000_000
    tracemalloc.stop()


def test_an_archive_that_is_large_itself_is_refused(tmp_path):
    (tmp_path / "a.zip").touch()
    os.truncate(tmp_path / "a.zip", 10**9)
    refused(tmp_path / "a.zip", "it has 1,000,000,000 bytes; at most 100,000,000 are taken")


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.gz", "a.tgz"])
@pytest.mark.parametrize(
    "content", [b"", b"PK no zip", b"\x1f\x8b\x08", bytes(700), b"PK\x05\x06" + bytes(18)]
)
def test_what_is_no_archive_is_refused_or_empty(tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    try:
        assert unpacked(tmp_path / name, tmp_path / "out") == {}
    except CourseError as error:
        assert name in str(error)  # noqa: PT017  both are right, depending on the kind


def test_a_missing_archive_and_another_kind_are_one_line(tmp_path):
    refused(tmp_path / "a.zip", "cannot unpack 'a.zip': No such file or directory")
    (tmp_path / "a.rar").touch()
    refused(tmp_path / "a.rar", "it is none of .zip, .tar, .tar.gz, .tgz")


def test_endings():
    assert [stem(name) for name in ("a.zip", "a.TAR.GZ", "a.tgz", "a.b.tar", "a.py", "a")] == [
        "a",
        "a",
        "a",
        "a.b",
        "a.py",
        "a",
    ]
    assert is_archive(Path("x/A.Zip"))
    assert not is_archive(Path("x/a.tar.xz"))


# --- Whatever an archive holds ------------------------------------------------------------------------------

PIECES = st.sampled_from(
    [
        "..",
        ".",
        "",
        "a",
        "A",
        "b.py",
        "C:",
        "\\",
        "\x00",
        "\u202e",
        "ü",
        "u\u0308",
        "d" * 250,
        "__MACOSX",
        ".x",
    ]
)
NAMES = st.one_of(
    st.lists(PIECES, min_size=1, max_size=6).map("/".join),
    st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=20),
)
KINDS = st.sampled_from(
    [tarfile.REGTYPE, tarfile.DIRTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE]
)
ENTRIES = st.lists(st.tuples(NAMES, KINDS, st.binary(max_size=300)), max_size=8)

ANYTHING = settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much],
)


def stays_inside_and_within_limits(archive, place):
    """Unpack; then nothing but regular files and folders lies in the target, few and small, and nothing beside it."""
    target = place / "out"
    before = sorted(place.rglob("*"))
    try:
        unpack_archive(archive, target)
    except CourseError as error:
        assert printable(str(error)) == str(error)  # noqa: PT017  that it is refused is right, too
    assert [path for path in sorted(place.rglob("*")) if target not in {path, *path.parents}] == before
    inside = list(target.rglob("*"))
    assert not any(path.is_symlink() for path in inside)
    assert all(path.is_file() or path.is_dir() for path in inside)
    files = [path for path in inside if path.is_file()]
    assert all(path.stat().st_nlink == 1 for path in files)
    assert len(files) <= archives.MOST_ENTRIES
    assert sum(path.stat().st_size for path in files) <= archives.MOST_BYTES + archives._CHUNK
    folded = [unicodedata.normalize("NFC", str(path)).casefold() for path in inside]
    assert len(folded) == len(set(folded))


@pytest.fixture
def places(tmp_path, monkeypatch):
    """Give a function that makes a fresh folder, under small limits."""
    monkeypatch.setattr(archives, "MOST_BYTES", 1_000)
    monkeypatch.setattr(archives, "MOST_ENTRIES", 5)
    count = iter(range(10**6))

    def make():
        place = tmp_path / str(next(count)) / "place"
        place.mkdir(parents=True)
        return place

    return make


@ANYTHING
@given(ENTRIES)
@example([("../x", tarfile.REGTYPE, b"x")])
@example([("a", tarfile.SYMTYPE, b""), ("a/x", tarfile.REGTYPE, b"x")])
def test_whatever_a_tar_file_holds(places, entries):
    place = places()
    with tarfile.open(place / "a.tar", "w", format=tarfile.PAX_FORMAT) as opened:
        for name, kind, content in entries:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "../.."
            info.size = len(content) if kind == tarfile.REGTYPE else 0
            opened.addfile(info, io.BytesIO(content))
    stays_inside_and_within_limits(place / "a.tar", place)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@ANYTHING
@given(ENTRIES)
@example([("../x", tarfile.REGTYPE, b"x")])
@example([("a", tarfile.SYMTYPE, b"/tmp"), ("a/x", tarfile.REGTYPE, b"x")])
def test_whatever_a_zip_file_holds(places, entries):
    place = places()
    with zipfile.ZipFile(place / "a.zip", "w", zipfile.ZIP_DEFLATED) as opened:
        for name, kind, content in entries:
            info = zipfile.ZipInfo("x")
            info.filename = name + ("/" if kind == tarfile.DIRTYPE else "")
            info.external_attr = {tarfile.SYMTYPE: 0o120777, tarfile.FIFOTYPE: 0o010777}.get(kind, 0) << 16
            opened.writestr(info, content)
    stays_inside_and_within_limits(place / "a.zip", place)


@ANYTHING
@given(st.sampled_from([name for _, name in MAKERS]), st.data())
def test_whatever_damage_was_done_to_an_archive(places, name, data):
    place = places()
    make = {name: make for make, name in MAKERS}[name]
    archive = make(place / name, [("own/a.py", b"a" * 100), ("b.py", b"b" * 600)])
    content = bytearray(archive.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    archive.write_bytes(
        content[: data.draw(st.integers(0, len(content)))] if data.draw(st.booleans()) else content
    )
    stays_inside_and_within_limits(archive, place)
