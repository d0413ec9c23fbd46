"""The watch in a tiny course: its app played through real keys, and its line mode through real pipes."""

import json
import os
import queue
import subprocess
import sys
import threading

import pytest

PATIENCE = 90
"""Seconds to wait for what has to come: the machine may be busy."""


class Pilot:
    """A process that plays apps; see tiny_course/pilot.py."""

    def __init__(self, course):
        self._process = subprocess.Popen(
            [sys.executable, "pilot.py"],
            cwd=course.root,
            env=os.environ | {"PYTHONPATH": str(course.root)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, **request):
        """Send a request and return the reply."""
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def end(self):
        """End the process."""
        self._process.stdin.close()
        self._process.wait(timeout=30)
        self._process.stdout.close()


class Watching:
    """A student before an app, in a course whose files they edit."""

    def __init__(self, pilot, course):
        self._pilot = pilot
        self.course = course

    def save(self, file, text):
        """Save a module of the lessons."""
        (self.course.lessons / file).write_text(text, encoding="utf-8")

    def press(self, *keys):
        """Press keys; return the screen."""
        return self._pilot.ask(press=keys)["screen"]

    def until(self, text, seconds=PATIENCE):
        """Wait until the screen shows `text`; return the screen."""
        reply = self._pilot.ask(until=text, seconds=seconds)
        assert reply["found"], f"no {text!r} on\n{reply['screen']}"
        return reply["screen"]

    def quit_with_an_event_on_its_way(self):
        """Quit while an event is on its way, which comes when the screens are gone."""
        self._pilot.ask(close=True, late=True)


class Lines:
    """A student at the line mode."""

    def __init__(self, course, *arguments):
        self._process = subprocess.Popen(
            [sys.executable, "-m", "autograder", "watch", "--plain", *arguments],
            cwd=course.root,
            env=os.environ | {"PYTHONPATH": str(course.root)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._lines = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self._process.stdout:
            self._lines.put(line.rstrip())

    def type(self, line):
        """Type a line."""
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()

    def until(self, text):
        """Read on until a line with `text`; return all lines up to it."""
        read = []
        while not read or text not in read[-1]:
            try:
                read.append(self._lines.get(timeout=PATIENCE))
            except queue.Empty:
                pytest.fail(f"no {text!r} after " + "\n".join(read))
        return read

    def end(self):
        """Quit; return the exit status."""
        self._process.stdin.close()
        status = self._process.wait(timeout=PATIENCE)
        self._process.stdout.close()
        return status


@pytest.fixture(scope="session")
def pilot(tiny):
    """Give the process that plays apps in the shared tiny course."""
    process = Pilot(tiny)
    yield process
    process.end()


@pytest.fixture
def watching(pilot, lent):
    """Give a function that opens the app on an exercise in a course that is put back as it was."""
    opened = []

    def open_app(name=None, language="en"):
        pilot.ask(open=name, language=language)
        opened.append(name)
        return Watching(pilot, lent)

    yield open_app
    for _ in opened:
        pilot.ask(close=True)


@pytest.fixture
def lines(own):
    """Give a function that starts the line mode on an exercise in a course of its own."""
    started = []

    def start(*arguments):
        started.append(Lines(own, *arguments))
        return started[-1]

    yield start
    for one in started:
        one.end()
