def test_a_worker_is_the_first_and_only_process_of_its_world(run, full):
    told = run(
        """
        def body():
            tell([os.getpid(), os.getppid(), os.getuid(), os.getgid(), os.cpu_count() > 0])
        for _ in range(2):
            confined(body).wait()
        """,
        full,
    )
    assert told.values == [[1, 0, 65_534, 65_534, True]] * 2


def test_a_worker_has_no_capabilities_and_gains_none(run, level):
    told = run(
        """
        def body():
            status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
            tell([int(status[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapAmb")])
            tell([int(status[name]) for name in ("NoNewPrivs", "Seccomp")])
        confined(body).wait()
        """,
        level,
    )
    assert told.values == [[0, 0, 0, 0], [1, 2]]


def test_boxes_are_private_and_go_with_their_workers(run, full):
    told = run(
        """
        def first():
            Path("note").write_text("for the next")
            tell(sorted(os.listdir(".")))
            time.sleep(60)
        def second():
            tell(sorted(os.listdir(".")))
        one = confined(first)
        time.sleep(0.3)
        confined(second).wait()
        one.kill()
        one.wait()
        tell(sorted(os.listdir("/box")))
        """,
        full,
    )
    assert told.values == [["note"], [], []]


def test_the_template_stays_in_its_own_world(run, full):
    told = run(
        """
        before = [os.readlink(f"/proc/self/ns/{kind}") for kind in ("pid", "pid_for_children", "user", "mnt", "net")]
        confined(lambda: None).wait()
        after = [os.readlink(f"/proc/self/ns/{kind}") for kind in ("pid", "pid_for_children", "user", "mnt", "net")]
        tell(before == after)
        """,
        full,
    )
    assert told.values == [True]
