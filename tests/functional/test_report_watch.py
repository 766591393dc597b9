"""`fitengine report --watch` as a person uses it: a page in a browser, an editor beside it, Ctrl-C in the end."""

from __future__ import annotations

import http.client
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.functional.conftest import PROCESSES, clean_environment

pytest.importorskip("watchfiles")

LIMIT = 30.0


class Watched:
    """A running `report --watch`, and the address it printed."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        address = process.stdout.readline().strip()
        assert address.startswith("http://127.0.0.1:"), (address, process.stderr.read())
        self.port = int(address.rstrip("/").rpartition(":")[2])

    def ask(self, method="GET", path="/", **headers):
        """Status, headers and body; the header `Host` as given."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LIMIT)
        connection.putrequest(method, path, skip_host="Host" in headers)
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        body = answer.read().decode()
        connection.close()
        return answer.status, dict(answer.getheaders()), body

    def page(self):
        return self.ask()[2]

    def becomes(self, wanted: Callable[[str], bool]) -> str:
        """The page as soon as it is as wanted."""
        end = time.monotonic() + LIMIT
        while time.monotonic() < end:
            page = self.page()
            if wanted(page):
                return page
            time.sleep(0.05)
        raise AssertionError(f"the page never became so: {page[:2000]}")

    def end(self) -> tuple[int, str]:
        """Ctrl-C: the exit code and what was said on standard error."""
        self.process.send_signal(signal.SIGINT)
        errors = self.process.communicate(timeout=LIMIT)[1]
        return self.process.returncode, errors


def start(folder: Path, *words: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "fitengine", "report", *map(str, words), "--watch"]
    return subprocess.Popen(command, cwd=folder, env=clean_environment({}), stdin=subprocess.DEVNULL, text=True,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=heed_interrupts)  # fmt: skip


def heed_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@contextmanager
def watching(folder: Path, *words: object) -> Iterator[Watched]:
    process = start(folder, *words)
    try:
        yield Watched(process)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        process.communicate()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("letters.yaml", "model.bpmn"):
        shutil.copy(PROCESSES / name, tmp_path)
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    """As editors save: a new file takes the name."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    beside = path.with_name("~saved")
    beside.write_text(text.replace(old, new), encoding="utf-8")
    beside.replace(path)


def test_an_edit_is_shown_a_broken_one_says_why_and_mended_it_is_the_old_report_again(folder):
    model = folder / "letters.yaml"
    before = model.read_text(encoding="utf-8")
    with watching(folder, "letters.yaml") as watched:
        first = watched.page()
        edit(model, "name: Letters", "name: Epistles")
        assert "Epistles" in watched.becomes(lambda page: page != first)
        edit(model, "process:", "processs:")
        broken = watched.becomes(lambda page: "cannot be used" in page)
        assert "letters.yaml:" in broken
        assert "did you mean" in broken
        model.write_text(before, encoding="utf-8")
        assert watched.becomes(lambda page: "cannot be used" not in page and "Epistles" not in page) == first
        code, errors = watched.end()
    assert code == 0
    assert "Traceback" not in errors
    assert "letters.yaml:" in errors
    assert "did you mean" in errors


def test_a_sidecar_and_rules_are_watched_too_even_where_they_are_still_to_come(folder):
    rules = folder / "ours"
    rules.mkdir()
    (rules / "value.yaml").write_text("decision: value\nextends: value\nversion: 1.0.1\n", encoding="utf-8")
    with watching(folder, "model.bpmn", "--rules", "ours") as watched:
        first = watched.page()
        (folder / "model.facts.yaml").write_text(
            "model: model.bpmn\nname: Said beside it\nsteps: {}\n", encoding="utf-8"
        )
        second = watched.becomes(lambda page: page != first)
        assert "Said beside it" in second
        edit(rules / "value.yaml", "1.0.1", "1.0.2")
        third = watched.becomes(lambda page: page != second)
        assert "1.0.1" in second
        assert "1.0.2" in third
        (rules / "more").mkdir()
        (rules / "more" / "broken.yaml").write_text("decision: [\n", encoding="utf-8")
        assert "broken.yaml" in watched.becomes(lambda page: "cannot be used" in page)
        assert watched.end()[0] == 0


def test_a_browser_that_waits_is_told_of_each_version(folder):
    with (
        watching(folder, "letters.yaml") as watched,
        socket.create_connection(("127.0.0.1", watched.port), LIMIT) as connection,
    ):
        request = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{watched.port}\r\nAccept: text/event-stream\r\n\r\n"
        connection.sendall(request.encode())
        stream = connection.makefile(encoding="utf-8", newline="\n")
        told = (line.strip() for line in stream if line.startswith("data: "))
        first = next(told)
        edit(folder / "letters.yaml", "name: Letters", "name: Epistles")
        assert next(told) != first
        assert watched.end()[0] == 0
        assert list(told) == []


def test_only_this_machine_and_only_the_one_page_is_served(folder):
    with watching(folder, "letters.yaml") as watched:
        status, headers, page = watched.ask()
        assert status == 200
        assert headers["Cache-Control"] == "no-store"
        assert headers["X-Frame-Options"] == "DENY"
        assert "Access-Control-Allow-Origin" not in headers
        assert watched.ask(Host=f"localhost:{watched.port}")[0] == 200
        for host in (
            "evil.example",
            f"evil.example:{watched.port}",
            "127.0.0.1",
            f"127.0.0.1.evil.example:{watched.port}",
        ):
            assert watched.ask(Host=host)[0] == 421
            assert watched.ask(Host=host, Accept="text/event-stream")[0] == 421
        for path in (
            "/letters.yaml",
            "/../letters.yaml",
            "//letters.yaml",
            "/?",
            "/favicon.ico",
            f"http://127.0.0.1:{watched.port}/",
        ):
            status, _, body = watched.ask(path=path)
            assert status == 404
            assert "Letters" not in body
        assert watched.ask("POST")[0] == 501
        assert watched.ask("HEAD") == (200, watched.ask("HEAD")[1], "")
        assert listeners(watched.port) == {"0100007F"}
        assert watched.page() == page


def listeners(port: int) -> set[str]:
    """The addresses, as the kernel writes them, on which somebody listens to a port."""
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return {
        row[1].partition(":")[0]
        for row in rows
        if row[3] == "0A" and int(row[1].partition(":")[2], 16) == port
    }


def test_idle_connections_do_not_keep_others_out_nor_the_program_from_ending(folder):
    """More connections than are served at once, none of which asks anything; those beyond are closed, and room comes back."""
    with watching(folder, "letters.yaml") as watched:
        idle = [socket.create_connection(("127.0.0.1", watched.port), LIMIT) for _ in range(80)]
        for connection in idle:
            connection.close()
        assert watched.becomes(lambda page: page.endswith("</html>\n"))
        begun = time.monotonic()
        with socket.create_connection(("127.0.0.1", watched.port), LIMIT) as half:
            half.sendall(b"GET / HT")
            assert watched.end()[0] == 0
        assert time.monotonic() - begun < 5


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["gone.yaml"], "no-such-file `gone.yaml` does not exist"),
        (["."], "is-a-folder"),
        (["-"], "standard input cannot be watched"),
        (["letters.yaml", "-o", "x.html"], "leave out -o"),
        (["letters.yaml", "--fragment"], "leave out -o"),
        (["letters.yaml", "--port", "99999"], "--port"),
    ],
)
def test_what_cannot_be_watched_is_told_at_once(folder, words, said):
    process = start(folder, *words)
    _, errors = process.communicate(timeout=LIMIT)
    assert process.returncode == 2
    assert said in errors
    assert "Traceback" not in errors


def test_a_port_that_is_taken_is_told(folder):
    with socket.create_server(("127.0.0.1", 0)) as other:
        process = start(folder, "letters.yaml", "--port", str(other.getsockname()[1]))
        _, errors = process.communicate(timeout=LIMIT)
    assert process.returncode == 2
    assert "no-port nobody can listen on port" in errors


def test_a_port_alone_is_wrong_usage(invoke):
    result = invoke("report", "letters.yaml", "--port", "8000")
    assert result.exit_code == 2
    assert "--watch" in result.stderr


def test_without_the_library_the_message_names_the_extra(invoke, monkeypatch):
    monkeypatch.setattr("fitengine.service.watching.find_spec", lambda _: None)
    result = invoke("report", "letters.yaml", "--watch")
    assert result.exit_code == 2
    assert "pip install 'fitengine[watch]'" in result.stderr


def test_a_file_behind_a_link_is_watched_where_it_lies(folder):
    elsewhere = folder / "elsewhere"
    elsewhere.mkdir()
    shutil.move(folder / "letters.yaml", elsewhere / "real.yaml")
    (folder / "letters.yaml").symlink_to("elsewhere/real.yaml")
    with watching(folder, "letters.yaml") as watched:
        first = watched.page()
        edit(elsewhere / "real.yaml", "name: Letters", "name: Epistles")
        assert "Epistles" in watched.becomes(lambda page: page != first)
