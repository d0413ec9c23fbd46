import signal
import time

from autograder.sandbox.confine import BODY_FAILED
from autograder.sandbox.enter import WALL_FAILED


def test_a_body_runs_and_ends_well(run, level):
    told = run(
        """
        worker = confined(lambda: tell("body"))
        tell(worker.wait())
        tell(worker.poll())
        worker.kill()
        worker.close()
        worker.close()
        """,
        level,
    )
    assert told.values == ["body", 0, 0], told.errors


def test_how_a_body_ends_is_told(run, level):
    told = run(
        """
        import ctypes
        def interrupted():
            raise KeyboardInterrupt
        for body in (lambda: os._exit(5), sys.exit, interrupted, lambda: ctypes.string_at(0)):
            tell(confined(body).wait())
        """,
        level,
    )
    assert told.values == [5, BODY_FAILED, BODY_FAILED, -signal.SIGSEGV]


def test_poll_is_none_while_it_runs_and_kill_ends_it(run, level):
    told = run(
        """
        import select
        def body():
            for number in signal.valid_signals():
                try:
                    signal.signal(number, signal.SIG_IGN)
                except (OSError, ValueError):
                    pass
            tell("deaf")
            while True:
                pass
        worker = confined(body)
        tell(worker.poll())
        time.sleep(0.3)
        tell(select.select([worker.pidfd], [], [], 0)[0])
        worker.kill()
        tell(worker.wait())
        tell(bool(select.select([worker.pidfd], [], [], 0)[0]))
        """,
        level,
    )
    assert sorted(told.values, key=str) == sorted([None, "deaf", [], -9, True], key=str)


def test_kill_takes_every_thread_along(run, level):
    told = run(
        """
        import threading
        def body():
            for _ in range(4):
                threading.Thread(target=time.sleep, args=(60,)).start()
            tell(threading.active_count())
            time.sleep(60)
        worker = confined(body)
        time.sleep(0.3)
        worker.kill()
        tell(worker.wait())
        tell(Path(f"/proc/{worker.pid}").exists())
        """,
        level,
    )
    assert told.values == [5, -9, False]


def test_kill_takes_along_what_a_worker_has_started_where_nothing_forbids_it(run):
    began = time.monotonic()
    told = run(
        """
        def body():
            os.fork()
            tell("here")
            time.sleep(60)
        worker = confined(body)
        time.sleep(0.3)
        worker.kill()
        worker.wait()
        """,
        "limits",
    )
    assert told.values == ["here", "here"]
    assert time.monotonic() - began < 30  # `run` reads until nobody holds the other end


def test_a_worker_that_spins_runs_out_of_processor_time(run, level):
    began = time.monotonic()
    told = run(
        """
        def body():
            while True:
                pass
        tell(confined(body, cpu_seconds=1).wait())
        """,
        level,
    )
    assert told.values == [-signal.SIGKILL]
    assert time.monotonic() - began < 10


def test_greed_is_refused_and_the_template_goes_on(run, full):
    told = run(
        """
        import threading
        def greedy(act):
            def body():
                try:
                    act()
                    tell("got all it wanted")
                except Exception as error:
                    tell(getattr(error, "strerror", None) or type(error).__name__)
                os._exit(0)
            return body
        for act in (
            lambda: bytearray(400 * MIB),
            lambda: [Path(str(n)).touch() for n in range(200)],
            lambda: [Path(str(n)).write_bytes(bytes(MIB)) for n in range(8)],
            lambda: Path("x").write_bytes(bytes(3 * MIB)),
            lambda: [os.dup(0) for _ in range(64)],
            lambda: [threading.Thread(target=time.sleep, args=(9,)).start() for _ in range(20)],
        ):
            confined(greedy(act)).wait()
        """,
        full,
    )
    assert told.values == [
        "MemoryError",
        "No space left on device",
        "No space left on device",
        "File too large",
        "Too many open files",
        "RuntimeError",
    ]


def test_a_worker_holds_only_the_kept_descriptors(run, level):
    told = run(
        """
        secret = os.open("/dev/zero", os.O_RDONLY)
        os.set_inheritable(secret, True)
        kept = os.open("/dev/zero", os.O_RDONLY)
        def body():
            open_ones = []
            for number in range(32):
                try:
                    open_ones.append([number, os.fstat(number).st_rdev == os.stat("/dev/null").st_rdev])
                except OSError:
                    pass
            tell([[OUT, kept, secret], open_ones])
        confined(body, kept).wait()
        """,
        level,
    )
    ((out, kept, secret), open_ones) = told.values[0]
    assert open_ones == sorted([[0, True], [1, True], [2, True], [out, False], [kept, False]])
    assert secret not in dict(open_ones)


def test_a_worker_has_an_environment_of_its_own(run, level, monkeypatch):
    monkeypatch.setenv("COURSE_JUDGE", "secret of the judge's")
    told = run(
        """
        import tempfile
        tempfile.tempdir = "/the/templates"
        def body():
            import ctypes
            libc = ctypes.CDLL(None)
            libc.getenv.restype = ctypes.c_char_p
            tell([os.environ.get("TEMPLATES"), libc.getenv(b"TEMPLATES"), os.environ.get("COURSE_JUDGE")])
            tell([os.environ["HOME"] == os.getcwd() == BOX == tempfile.gettempdir(), os.environ["OMP_NUM_THREADS"]])
        confined(body).wait()
        """,
        level,
        env={"TEMPLATES": "own"},
    )
    assert told.values == [[None, None, None], [True, "1"]]


def test_a_worker_does_not_inherit_signal_handlers(run, level):
    told = run(
        """
        signal.signal(signal.SIGTERM, lambda *_: None)
        signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR1])
        def body():
            blocked = signal.pthread_sigmask(signal.SIG_BLOCK, [])
            tell([signal.getsignal(signal.SIGTERM) == signal.SIG_DFL, list(blocked)])
        confined(body).wait()
        """,
        level,
    )
    assert told.values == [[True, []]]


def test_a_template_with_threads_is_told_so(run, level):
    told = run(
        """
        import threading
        threading.Thread(target=time.sleep, args=(1,), daemon=True).start()
        from autograder.sandbox.errors import SandboxError
        try:
            confined(lambda: tell("body"))
        except SandboxError as error:
            tell(str(error))
        """,
        level,
    )
    assert told.values[0].startswith("a template has to have one thread to fork, this one has 2")


def test_without_a_wall_no_body_runs(run, level):
    told = run(
        """
        for BOX in ("/no/such/box", "/dev/null"):
            tell(confined(lambda: tell("body")).wait())
        """,
        level,
    )
    assert told.values == [WALL_FAILED] * 2
    assert told.errors.count("a worker cannot be confined") == 2


def test_a_process_outside_the_wall_cannot_be_a_template_at_level_full(run, full):
    told = run(
        """
        from autograder.sandbox.errors import SandboxError
        from autograder.sandbox import kernel
        kernel.drop_capabilities()
        LEVEL = "full"
        try:
            confined(lambda: tell("body"))
        except SandboxError as error:
            tell(str(error))
        """,
        "landlock",
    )
    assert "start it with launch(level='full')" in told.values[0]


def test_workers_die_with_their_template(start, level):
    began = time.monotonic()
    process, told = start(
        """
        def body():
            tell("here")
            time.sleep(60)
        confined(body)
        time.sleep(0.3)
        os._exit(0)
        """,
        level,
    )
    assert told.read() == '"here"\n'  # to the end: nobody holds the other end any more
    process.wait()
    assert time.monotonic() - began < 30
