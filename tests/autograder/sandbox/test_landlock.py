from autograder.sandbox import landlock


def test_a_kernel_without_landlock_says_0():
    assert landlock.version() >= 0


def test_a_single_file_can_be_granted(run, landlocked, tmp_path):
    (tmp_path / "granted").write_text("yes")
    (tmp_path / "other").write_text("no")
    told = run(
        f"""
        from autograder.sandbox import kernel, landlock
        kernel.forbid_new_privileges()
        landlock.restrict([({str(tmp_path / "granted")!r}, landlock.READ), ("/no/such/path", landlock.READ)])
        for name in ("granted", "other"):
            try:
                tell(Path({str(tmp_path)!r}, name).read_text())
            except PermissionError:
                tell("refused")
        """,
        landlocked,
    )
    assert told.values == ["yes", "refused"], told.errors


def test_a_box_is_all_there_is_to_write_and_the_rest_is_out_of_reach(run, level):
    told = run(
        """
        def body():
            Path("own").write_text("mine")
            tell(Path("own").read_text())
            for path in ("/etc/passwd", "/proc/self/environ", "/proc", "/", "/var"):
                try:
                    os.listdir(path) if os.path.isdir(path) else Path(path).read_bytes()
                    tell(path)
                except OSError:
                    pass
            tell(len(Path(os.__file__).read_bytes()) > 0)
        sys.exit(confined(body).wait())
        """,
        level,
    )
    assert told.values == ["mine", True], told.errors
