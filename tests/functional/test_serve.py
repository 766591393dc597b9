"""`fitengine serve` as programs use it: a real process, a real client."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import jsonschema_rs
import pytest

from fitengine import api
from fitengine.report.json_output import to_json
from tests.functional.conftest import PROCESSES, clean_environment, lives

httpx = pytest.importorskip("httpx")
pytest.importorskip("starlette")
pytest.importorskip("uvicorn")

LETTERS = (PROCESSES / "letters.yaml").read_text(encoding="utf-8")
LIMIT = 60.0


class Service:
    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.address = process.stdout.readline().strip()
        assert self.address.startswith("http://127.0.0.1:"), (self.address, process.stderr.read())
        self.port = int(self.address.rstrip("/").rpartition(":")[2])
        self.client = httpx.Client(base_url=self.address, timeout=LIMIT, trust_env=False)

    def post(self, path, body=None, **more):
        return self.client.post(path, **({"json": body} if body is not None else {}), **more)


@contextmanager
def serving(*words: object) -> Iterator[Service]:
    command = [sys.executable, "-m", "fitengine", "serve", *map(str, words)]
    process = subprocess.Popen(command, cwd=PROCESSES, env=clean_environment({}), stdin=subprocess.DEVNULL, text=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))  # fmt: skip
    try:
        service = Service(process)
        yield service
        service.client.close()
    finally:
        with suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=LIMIT)
        process.kill()
        process.communicate()


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with serving("--workers", 1, "--max-bytes", 20_000) as running:
        yield running


def test_an_assessment_is_that_of_the_command_line(service, invoke):
    told = service.post("/assess", {"process": LETTERS})
    assert told.status_code == 200
    assert told.headers["content-type"] == "application/json"
    here = json.loads(invoke("assess", "letters.yaml", "--format", "json").stdout)
    assert told.json() | {"process": None} == here | {"process": None}


def test_explanations_questions_and_what_if_are_those_of_the_command_line(service, invoke):
    told = service.post("/explain", {"process": LETTERS, "step": "enter"}).json()
    assert (
        told["steps"]
        == json.loads(invoke("explain", "letters.yaml", "enter", "--format", "json").stdout)["steps"]
    )
    asked = service.post("/next-question", {"process": LETTERS}).json()
    question = api.next_question(api.load_process(PROCESSES / "letters.yaml"))
    assert asked["questions"][0]["text"] == question.text
    assert asked["undecided"] == 1
    tried = service.post("/what-if", {"process": LETTERS, "changes": ["enter.rule_based=none"]}).json()
    here = invoke("assess", "letters.yaml", "--set", "enter.rule_based=none", "--format", "json").stdout
    assert tried["steps"] == json.loads(here)["steps"]


def test_a_model_comes_with_its_facts_as_text(service):
    model = (PROCESSES / "model.bpmn").read_text(encoding="utf-8")
    facts = "model: process\nname: Said beside it\nsteps: {}\n"
    told = service.post("/assess", {"process": model, "facts": facts})
    assert told.json()["process"]["name"] == "Said beside it"


def test_it_describes_itself_and_its_answers_follow_the_description(service):
    document = service.client.get("/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    assert set(document["paths"]) == {"/assess", "/explain", "/next-question", "/what-if"}
    body = document["paths"]["/what-if"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    validator = jsonschema_rs.validator_for(body)
    assert validator.is_valid({"process": LETTERS, "changes": ["enter.rule_based=none"]})
    assert not validator.is_valid({"process": LETTERS, "changes": [], "path": "/etc/passwd"})
    problems = document["components"]["schemas"]["Problems"]
    refused = service.post("/assess", {"process": "process: x\nsteps: {a: {nme: A}}\n"})
    jsonschema_rs.validator_for(problems).validate(refused.json())
    assert service.client.get("/").json()["packs"]
    assert service.client.get("/health").json() == {"status": "ok"}


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"process": "process: x\nsteps: {a: {nme: A}}\n"}, 422, "process:2:13"),
        ({"process": "letters.yaml"}, 422, ""),
        ({"process": "/etc/passwd"}, 422, ""),
        ({"process": "-"}, 422, ""),
        ({"proces": LETTERS}, 400, "did you mean `process`?"),
        ({"process": 1, "strict": "yes"}, 400, "`strict` must be true or false"),
        ({"process": LETTERS, "facts": "/etc/passwd"}, 422, ""),
        ([], 400, "a request is a JSON object"),
        ({"process": "a: &a [*a]"}, 422, ""),
        ({"process": "\ud800"}, 422, ""),
        ({"process": "x" * 30_000}, 413, "at most 20,000 bytes"),
    ],
)
def test_what_cannot_be_used_is_told_and_never_a_path(service, body, status, words):
    told = service.client.post(
        "/assess", content=json.dumps(body), headers={"Content-Type": "application/json"}
    )
    assert told.status_code == status, told.text
    assert words in told.text
    assert told.json()["problems"]
    assert "Letters" not in told.text
    assert "root:" not in told.text


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe", b"[" * 19_000, b'{"process": "\\u0000"}'])
def test_bytes_that_are_no_request_are_refused(service, raw):
    told = service.client.post("/assess", content=raw, headers={"Content-Type": "application/json"})
    assert told.status_code in (400, 422)
    assert told.json()["problems"]


def test_only_json_for_this_machine_is_taken(service):
    assert (
        service.client.post("/assess", content=b"{}", headers={"Content-Type": "text/plain"}).status_code
        == 415
    )
    for host in ("evil.example", f"evil.example:{service.port}", "127.0.0.1.evil.example"):
        told = service.client.post("/assess", json={"process": LETTERS}, headers={"Host": host})
        assert told.status_code == 421
        assert "Letters" not in told.text
    told = service.client.options(
        "/assess", headers={"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"}
    )
    assert "access-control-allow-origin" not in told.headers
    assert service.client.get("/assess").status_code == 405
    assert service.client.get("/letters.yaml").status_code == 404
    assert service.client.get("/%2e%2e/letters.yaml").status_code == 404
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    places = {row[1] for row in rows if row[3] == "0A" and int(row[1].partition(":")[2], 16) == service.port}
    assert {place.partition(":")[0] for place in places} == {"0100007F"}


def test_a_length_that_is_a_lie_is_cut_off(service):
    """The size is counted as it comes, not as it is announced."""
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=LIMIT)
    connection.putrequest("POST", "/assess")
    connection.putheader("Content-Type", "application/json")
    connection.putheader("Transfer-Encoding", "chunked")
    connection.endheaders()
    with suppress(BrokenPipeError, ConnectionResetError):
        for _ in range(40):
            connection.send(b"400\r\n" + b"x" * 1024 + b"\r\n")
    assert connection.getresponse().status == 413
    connection.close()


def test_many_at_once_get_the_same_answers(service):
    body, found = {"process": LETTERS}, []

    def ask() -> None:
        found.append(httpx.post(f"{service.address}assess", json=body, timeout=LIMIT, trust_env=False))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {one.status_code for one in found} == {200}
    assert len({one.text for one in found}) == 1


def test_what_takes_too_long_is_ended_and_the_next_is_answered():
    """The worker that was ended has a successor. Explaining ten thousand steps takes much longer than three seconds."""
    steps = "".join(f"  s{number}: {{name: Step {number}}}\n" for number in range(10_000))
    with serving("--workers", 1, "--timeout", 3) as service:
        begun = time.monotonic()
        told = service.post("/explain", {"process": f"process: long\nsteps:\n{steps}"})
        assert told.status_code == 503
        assert told.json()["problems"][0]["code"] == "too-slow"
        assert time.monotonic() - begun < 20
        for _ in range(100):
            told = service.post("/assess", {"process": "process: x\nsteps: {a: {name: A}}\n"})
            if told.status_code == 200:
                break
            time.sleep(0.2)
        assert told.json()["steps"][0]["verdict"] == "undetermined"


def test_a_request_that_drips_in_is_ended():
    with (
        serving("--workers", 1, "--timeout", 1) as service,
        socket.create_connection(("127.0.0.1", service.port), LIMIT) as drip,
    ):
        drip.sendall(
            f"POST /assess HTTP/1.1\r\nHost: localhost:{service.port}\r\nContent-Type: application/json\r\n"
            "Content-Length: 1000\r\n\r\n{".encode()
        )
        assert b" 408 " in drip.recv(100)


def test_ctrl_c_ends_it_and_its_workers():
    with serving("--workers", 2) as service:
        children = (
            Path(f"/proc/{service.process.pid}/task/{service.process.pid}/children").read_text().split()
        )
        assert len(children) >= 2
        service.process.send_signal(signal.SIGINT)
        _, errors = service.process.communicate(timeout=LIMIT)
        assert service.process.returncode == 0
        assert "Traceback" not in errors
        assert not [child for child in children if lives(child)]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--host", "0.0.0.0"], "say with --allow-host"),
        (["--rules", "nowhere"], "`nowhere` cannot be read"),
        (["--port", "70000"], "--port"),
    ],
)
def test_what_cannot_be_served_is_told(invoke, words, said):
    result = invoke("serve", *words)
    assert result.exit_code == 2
    assert said in result.stderr


def test_without_the_library_the_message_names_the_extra(invoke, monkeypatch):
    monkeypatch.setattr("fitengine.cli.serve.find_spec", lambda _: None)
    result = invoke("serve")
    assert result.exit_code == 2
    assert "pip install 'fitengine[web]'" in result.stderr


def test_the_answers_are_those_of_the_library(service):
    told = service.post("/assess", {"process": LETTERS, "strict": True}).json()
    here = json.loads(to_json(api.assess(api.load_process(PROCESSES / "letters.yaml"), strict=True)))
    assert told["steps"] == here["steps"]


def test_a_port_that_is_taken_is_told(invoke):
    with socket.create_server(("127.0.0.1", 0)) as other:
        result = invoke("serve", "--port", str(other.getsockname()[1]))
    assert result.exit_code == 2
    assert "no-port nobody can listen on 127.0.0.1" in result.stderr
