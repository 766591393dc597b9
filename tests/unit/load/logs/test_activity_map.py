"""Maps from activities to steps."""

from __future__ import annotations

import pytest

from fitengine.errors import InputError
from fitengine.load.logs.activity_map import read_activity_map
from fitengine.model.process import Process, Task

PROCESS = Process("p", "P", {"check": Task("check", "Check it"), "7": Task("7", "Pay")})


def read(tmp_path, text):
    path = tmp_path / "map.yaml"
    path.write_text(text)
    return read_activity_map(path, PROCESS)


def test_steps_by_activity(tmp_path):
    text = "Prüfen: check\n'Zahlen  bitte': 7\nRauschen: null\n"
    assert read(tmp_path, text) == {"Prüfen": "check", "Zahlen bitte": "7", "Rauschen": None}


def test_every_id_that_is_no_step_is_told_with_its_place(tmp_path):
    with pytest.raises(InputError) as caught:
        read(tmp_path, "a: chek\nb: Check it\nc: [check]\nd: true\n")
    told = [(problem.span.line, problem.message, problem.help) for problem in caught.value.problems]
    assert told[:2] == [
        (1, "`chek` is the id of no step of the process", "did you mean `check`?"),
        (2, "`Check it` is the id of no step of the process", "write its id `check`"),
    ]
    assert [line for line, _, _ in told] == [1, 2, 3, 4]


def test_anything_but_a_mapping_is_refused(tmp_path):
    with pytest.raises(InputError) as caught:
        read(tmp_path, "- check\n")
    assert caught.value.problems[0].code == "not-a-map"
