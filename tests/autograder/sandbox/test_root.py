from autograder.sandbox import root


def test_links_on_the_way_are_laid_again(tmp_path):
    (tmp_path / "real" / "deep").mkdir(parents=True)
    (tmp_path / "real" / "deep" / "file").touch()
    (tmp_path / "absolute").symlink_to(tmp_path / "real")
    (tmp_path / "relative").symlink_to("absolute/deep")
    links, place = root.follow(str(tmp_path / "relative" / "file"))
    assert place == str(tmp_path / "real" / "deep" / "file")
    assert links == {
        str(tmp_path / "relative"): "absolute/deep",
        str(tmp_path / "absolute"): str(tmp_path / "real"),
    }


def test_what_lies_beneath_comes_along(tmp_path):
    (tmp_path / "above" / "beneath").mkdir(parents=True)
    (tmp_path / "above" / "link").symlink_to("beneath")
    (tmp_path / "aboveboard").mkdir()
    wanted = [tmp_path / "above" / "link", tmp_path / "above", tmp_path / "aboveboard"]
    links, places = root.plan(map(str, wanted))
    assert places == [str(tmp_path / "above"), str(tmp_path / "aboveboard")]
    assert links == {}


def test_what_is_not_there_is_left_out(tmp_path):
    assert root.plan([str(tmp_path / "missing")]) == ({}, [])


def test_the_new_root_holds_what_was_asked_for_and_nothing_else(run, full, tmp_path):
    (tmp_path / "given").mkdir()
    (tmp_path / "given" / "file").write_text("read me")
    (tmp_path / "link").symlink_to("given")
    (tmp_path / "withheld").touch()
    told = run(
        f"""
        folder = Path({str(tmp_path)!r})
        tell(sorted(path.name for path in folder.iterdir()))
        tell((folder / "link" / "file").read_text())
        try:
            (folder / "given" / "new").touch()
        except OSError as error:
            tell(error.strerror)
        tell(sorted(os.listdir("/dev")))
        tell([Path(path).exists() for path in ("/home", "/tmp/x", "/etc/passwd", "/sys/kernel", "/var", "/run")])
        Path("/box/scratch").write_text("the template may write here")
        tell(Path("/dev/null").write_text("x"))
        """,
        full,
        readable=[tmp_path / "link"],
    )
    assert told.values == [
        ["given", "link"],
        "read me",
        "Read-only file system",
        ["full", "null", "random", "urandom", "zero"],
        [False] * 6,
        1,
    ], told.errors
