"""Plays the watch's app for the tests, without a terminal: a line of JSON in, a line out, one app after the other.

It runs in a process of its own, in the tiny course, and its judge's template stays warm from app to app.
"""

import asyncio
import contextlib
import json
import sys
import time

from autograder.judge import warm_up
from autograder.language import choose
from autograder.watch.app import WatchApp

SIZE = (80, 24)


def screen(app):
    """Return what the screen shows, line by line."""
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in line).rstrip() for line in lines)


async def until(app, pilot, text, seconds):
    """Wait until the screen shows `text`; return whether it does."""
    deadline = time.monotonic() + seconds
    while text not in screen(app):
        if time.monotonic() > deadline:
            return False
        await pilot.pause(0.02)
    return True


async def answer(request, app, pilot):
    """Press keys, or wait for a text; tell what the screen shows then."""
    found = True
    if "press" in request:
        await pilot.press(*request["press"])
        await pilot.pause()
    if "until" in request:
        found = await until(app, pilot, request["until"], request["seconds"])
    return {"found": found, "screen": screen(app)}


async def serve():
    """Open an app when asked to, and play it until asked to close it."""
    loop = asyncio.get_running_loop()
    async with contextlib.AsyncExitStack() as stack:
        app = pilot = None
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            request = json.loads(line)
            if "open" in request:
                choose(request["language"])
                app = WatchApp(request["open"])
                pilot = await stack.enter_async_context(app.run_test(size=SIZE))
                reply = {}
            elif "close" in request:
                await stack.aclose()
                if request.get("late"):
                    app.show()  # as an event does that was on its way
                reply = {}
            else:
                reply = await answer(request, app, pilot)
            print(json.dumps(reply), file=sys.__stdout__, flush=True)


if __name__ == "__main__":
    warm_up()
    asyncio.run(serve())
