"""One rulebook shared: by eight threads at once, from the first use on, and by children that are forked after it was used."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

START = """
import hashlib, json, sys, threading
from fitengine import api
from fitengine.report.explanation_json import explanations_to_json
from fitengine.report.json_output import to_json

def answers(path):
    process = api.load_process(path, rules=rules)
    texts = [to_json(api.assess(process, rules=rules, executor=executor))]
    texts.append(explanations_to_json(process, api.explain(process, rules=rules), rules, strict=False))
    texts.append(repr(api.next_question(process, rules=rules)))
    tried = api.read_changes(process, ["process.needed=no"], rules=rules)
    texts.append(to_json(api.what_if(process, tried, rules=rules, executor=executor).after))
    return hashlib.sha256("".join(texts).encode()).hexdigest()

executor, paths = sys.argv[1], sys.argv[2:]
rules = api.load_rules()
"""
THREADS = (
    START
    + """
begin, found, failed = threading.Barrier(8), [], []

def work(number):
    begin.wait()
    try:
        for turn in range(2):
            path = paths[(number + turn) % len(paths)]
            found.append((path, answers(path)))
    except BaseException as error:
        failed.append(repr(error))

threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
assert not failed, failed
alone = {path: answers(path) for path in paths}
assert len(found) == 16
assert {path for path, _ in found} == set(paths)
assert all(alone[path] == digest for path, digest in found), (alone, found)
print(json.dumps(alone))
"""
)
FORKS = (
    START
    + """
import os
alone = {path: answers(path) for path in paths}
for turn in range(2):
    children = []
    for path in paths:
        read, write = os.pipe()
        child = os.fork()
        if not child:
            code = 1
            try:
                os.write(write, answers(path).encode())
                code = 0
            finally:
                os._exit(code)
        os.close(write)
        children.append((path, child, read))
    for path, child, read in children:
        told = os.read(read, 1000).decode()
        assert os.waitpid(child, 0)[1] == 0
        assert told == alone[path], path
assert {path: answers(path) for path in paths} == alone
print(json.dumps(alone))
"""
)
PATHS = [
    "processes/employee-onboarding.yaml",
    "tests/functional/processes/letters.yaml",
    "processes/order-to-cash.bpmn",
]


def told(program: str, executor: str) -> str:
    run = subprocess.run([sys.executable, "-W", "ignore::DeprecationWarning", "-c", program, executor, *PATHS], cwd=ROOT,
                         capture_output=True, text=True, timeout=300, check=False)  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert not run.stderr
    return run.stdout


@pytest.mark.parametrize("executor", ["auto", "plain"])
def test_eight_threads_that_begin_together_get_the_answers_of_one(executor):
    """Nothing was compiled or imported before they begin: the first use is shared as well."""
    assert told(THREADS, executor)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.parametrize("executor", ["auto", "plain"])
def test_children_forked_after_the_first_use_give_the_answers_of_their_parent(executor):
    assert told(FORKS, executor)
