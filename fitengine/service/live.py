"""One page on a local address that follows its file: browsers that show it load it anew when it changes.

Everything goes over the one path `/`: the page, and to who asks for an event stream the version of the page, whenever it
changes. There is no other path, nothing is read from the request but its head, and nothing is written anywhere.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import BoundedSemaphore, Condition, Thread

from fitengine.errors import InputError, Problem
from fitengine.service.hosts import PLAIN_HEADERS

__all__ = ["LivePage", "problem_page", "served"]

_ADDRESS = "127.0.0.1"
_STREAM = "text/event-stream"
_HEARTBEAT = 10.0
"""Seconds after which a silent stream says that it is still there: who left is noticed."""
_LONGEST_REQUEST = 10.0
"""Seconds a connection may stay silent before its request is complete."""
_MOST_CONNECTIONS = 64

_SCRIPT = """\
(() => {{
const stream = new EventSource("/");
stream.onmessage = (event) => {{ if (event.data !== "{version}") location.reload(); }};
addEventListener("pagehide", () => stream.close());
}})();
"""
_POLICY = re.compile(r'(?<=<meta http-equiv="Content-Security-Policy" content=")[^"]*(?=">)')
_PROBLEM_STYLE = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 3rem auto; padding: 0 1rem; }
pre { overflow-x: auto; padding: 1rem; border-left: .3rem solid #b3261e; background: #8881; line-height: 1.4; }
"""


class LivePage:
    """What is shown at the moment; whoever waits is told when it changes. Closed, nobody waits any more."""

    def __init__(self, page: str) -> None:
        self._changed = Condition()
        self._open = True
        self.page, self.version = _live(page)

    def show(self, page: str) -> None:
        """Replaces the page."""
        with self._changed:
            self.page, self.version = _live(page)
            self._changed.notify_all()

    def close(self) -> None:
        """Ends all waiting."""
        with self._changed:
            self._open = False
            self._changed.notify_all()

    def versions(self, heartbeat: float) -> Iterator[str]:
        """The version now and each one that follows; empty where nothing changed for `heartbeat` seconds."""
        seen = ""
        while True:
            with self._changed:
                if self._open and self.version == seen:
                    self._changed.wait(heartbeat)
                if not self._open:
                    return
                now = self.version
            yield now if now != seen else ""
            seen = now


def problem_page(title: str, problems: Iterable[Problem]) -> str:
    """A page with everything that is wrong, as the terminal shows it."""
    shown = "".join(f"<pre>{html.escape(_plain(problem.format()))}</pre>\n" for problem in problems)
    policy = html.escape(f"default-src 'none'; style-src '{_hash(_PROBLEM_STYLE)}'; script-src 'none'")
    title = html.escape(_plain(title))
    return f"""\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}: cannot be used</title>
<style>{_PROBLEM_STYLE}</style>
</head>
<body>
<h1>{title} cannot be used as it is</h1>
<p role="status">The report comes back as soon as this is mended and saved.</p>
{shown}</body>
</html>
"""


@contextmanager
def served(live: LivePage, port: int = 0) -> Iterator[str]:
    """Serves the page to this machine alone, and gives its address; a free port where none is named. Raises InputError where the
    port cannot be had."""
    try:
        server = _Server(live, port)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        help_ = "choose another, or none: a free one is found"
        raise InputError.single("no-port", f"nobody can listen on port {port}: {reason}", help_) from None
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
    thread.start()
    try:
        yield f"http://{_ADDRESS}:{server.server_port}/"
    finally:
        live.close()
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    """A thread a connection, up to a limit; more are closed at once."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, live: LivePage, port: int) -> None:
        super().__init__((_ADDRESS, port), _Handler)
        self.live = live
        self.names = {f"{name}:{self.server_port}" for name in (_ADDRESS, "localhost")}
        self.room = BoundedSemaphore(_MOST_CONNECTIONS)

    def verify_request(self, request: object, client_address: object) -> bool:  # noqa: ARG002 - the library's signature
        return self.room.acquire(blocking=False)

    def process_request_thread(self, request: object, client_address: object) -> None:
        try:
            super().process_request_thread(request, client_address)  # type: ignore[arg-type] # as the library hands them over
        finally:
            self.room.release()

    def handle_error(self, request: object, client_address: object) -> None:
        """Who hangs up in the middle is no news."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = _LONGEST_REQUEST
    server_version, sys_version = "fitengine", ""

    def do_GET(self) -> None:
        if self._refused():
            return
        if _STREAM in self.headers.get("Accept", ""):
            self._send_versions()
        else:
            self._send_page(body=True)

    def do_HEAD(self) -> None:
        if not self._refused():
            self._send_page(body=False)

    def log_message(self, *_: object) -> None:
        """The terminal belongs to the file that is watched."""

    def _refused(self) -> bool:
        if self.headers.get_all("Host", []) not in [[name] for name in self.server.names]:
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST, "Only this machine is served")
        elif self.path != "/":
            self.send_error(HTTPStatus.NOT_FOUND, "There is only one page")
        else:
            return False
        return True

    def _send_page(self, body: bool) -> None:
        page = self.server.live.page.encode("utf-8", "replace")
        self._send_head("text/html; charset=utf-8", {"Content-Length": str(len(page))})
        if body:
            self.wfile.write(page)

    def _send_versions(self) -> None:
        self._send_head(_STREAM, {"Connection": "close"})
        self.close_connection = True
        with suppress(OSError):  # whoever left needs no news
            for version in self.server.live.versions(_HEARTBEAT):
                self.wfile.write(f"data: {version}\n\n".encode() if version else b": still there\n\n")

    def _send_head(self, kind: str, more: dict[str, str]) -> None:
        self.send_response(HTTPStatus.OK)
        for name, value in (PLAIN_HEADERS | {"Content-Type": kind} | more).items():
            self.send_header(name, value)
        self.end_headers()


def _live(page: str) -> tuple[str, str]:
    """The page with the script that reloads it, allowed by its policy; and its version."""
    version = hashlib.sha256(page.encode("utf-8", "replace")).hexdigest()[:16]
    script = _SCRIPT.format(version=version)
    head, _, tail = page.rpartition("</body>")
    policy = _POLICY.search(head)
    assert policy is not None, "every page has a policy, and what it allows is said there"
    allowed = _allow(html.unescape(policy[0]), script)
    head = f"{head[: policy.start()]}{html.escape(allowed)}{head[policy.end() :]}"
    return f"{head}<script>{script}</script>\n</body>{tail}", version


def _allow(policy: str, script: str) -> str:
    """The policy, with one more script and with the stream of versions."""
    rules = dict(rule.strip().partition(" ")[::2] for rule in policy.split(";"))
    scripts = rules.get("script-src", "").replace("'none'", "")
    rules |= {"script-src": f"{scripts} '{_hash(script)}'".strip(), "connect-src": "'self'"}
    return "; ".join(f"{name} {value}" for name, value in rules.items())


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _plain(text: str) -> str:
    """Text without control characters, line ends apart."""
    return "".join(letter if letter.isprintable() or letter == "\n" else "\ufffd" for letter in text)
