from autograder.grading.fingerprint import fingerprint

FILES = {"a.py": b"1", "b.py": b"2"}


def test_the_order_of_files_does_not_matter():
    assert fingerprint(FILES) == fingerprint(dict(reversed(FILES.items())))


def test_everything_else_does():
    different = [
        fingerprint(FILES),
        fingerprint(FILES | {"a.py": b"x"}),
        fingerprint({"a.py": b"1"}),
        fingerprint({"a.py": b"1", "c.py": b"2"}),
        fingerprint({"a.py": b"1\0b.py\x001\x002"}),
        fingerprint(FILES, ["lesson_05_datasets/dataset"]),
        fingerprint(FILES, ["lesson_05_datasets/dataset", "none"]),
    ]
    assert len(set(different)) == len(different)
