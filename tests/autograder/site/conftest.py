"""The site as it is published, built once, and served on this machine."""

import functools
import http.server
import importlib.util
import os
import subprocess
import sys
import threading

import pytest

from autograder.paths import ROOT


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """Build the site, warnings being errors, into a folder of its own."""
    if importlib.util.find_spec("mkdocs") is None:
        pytest.skip("the documentation's packages are not installed: nox -s docs does it")
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", folder],
        check=False,
        cwd=ROOT,
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert built.returncode == 0, built.stderr
    return folder


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_):
        pass


@pytest.fixture(scope="session")
def address(site):
    """Serve the site on a free port of this machine."""
    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(QuietHandler, directory=site)
    ) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
