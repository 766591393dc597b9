"""An analyst's BPMN file comes back coloured and documented, every other byte as it was."""

from __future__ import annotations

import re

import pytest

from fitengine import api
from fitengine.errors import InputError
from fitengine.load.bpmn import read_bpmn
from fitengine.render.bpmn.colour import colour_bpmn

MODEL = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI"
    id="d">
  <bpmn:process id="p">
    <bpmn:startEvent id="s"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:task id="a" name="Größe prüfen &gt; 5">
      <bpmn:incoming>f1</bpmn:incoming>
    </bpmn:task>
    <bpmn:userTask   id='b' name="B"/>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="a"/>
  </bpmn:process>
  <di:BPMNDiagram id="x"><di:BPMNPlane id="y" bpmnElement="p">
    <di:BPMNShape id="a_di" bpmnElement="a" isExpanded="a>b" />
    <di:BPMNShape id="b_di" bpmnElement="b"></di:BPMNShape>
  </di:BPMNPlane></di:BPMNDiagram>
</bpmn:definitions>
"""


def coloured(raw: bytes) -> bytes:
    return colour_bpmn(raw, "m.bpmn", api.assess(read_bpmn(raw, "m.bpmn")))


def stripped(text: str) -> str:
    """The text without what colouring adds."""
    text = re.sub(r"\s*<bpmn:documentation>fitengine: .*?</bpmn:documentation>", "", text)
    text = re.sub(r' (xmlns:(bioc|color)|(bioc|color):[a-z-]+)="[^"]*"', "", text)
    return text.replace(
        "<bpmn:userTask   id='b' name=\"B\"></bpmn:userTask>", "<bpmn:userTask   id='b' name=\"B\"/>"
    )


def test_only_colours_and_documentation_are_added() -> None:
    text = coloured(MODEL.encode()).decode()
    assert stripped(text) == MODEL
    assert text.count('bioc:stroke="#66707c"') == 2
    assert text.count('color:background-color="#ffffff"') == 2
    assert text.count("fitengine: undetermined (open).") == 2


def test_documentation_is_the_first_child_and_indented() -> None:
    text = coloured(MODEL.encode()).decode()
    assert re.search(
        r'prüfen &gt; 5">\n      <bpmn:documentation>fitengine: [^\n]*</bpmn:documentation>\n      <bpmn:incoming>',
        text,
    )


def test_colouring_again_changes_nothing() -> None:
    once = coloured(MODEL.encode())
    assert once == coloured(once)


@pytest.mark.parametrize("encoding", ["iso-8859-1", "windows-1252", "utf-16"])
def test_the_encoding_stays(encoding: str) -> None:
    raw = MODEL.replace("UTF-8", encoding).encode(encoding)
    text = coloured(raw).decode(encoding)
    assert stripped(text) == MODEL.replace("UTF-8", encoding)


def test_a_byte_order_mark_stays() -> None:
    raw = b"\xef\xbb\xbf" + MODEL.encode()
    assert coloured(raw).startswith(b"\xef\xbb\xbf<?xml")


def test_old_colours_give_way() -> None:
    old = MODEL.replace('bpmnElement="b"', 'bpmnElement="b" bioc:fill="#FF0000"').replace(
        'id="d"', 'id="d" xmlns:bioc="http://bpmn.io/schema/bpmn/biocolor/1.0"'
    )
    text = coloured(old.encode()).decode()
    assert "#FF0000" not in text
    assert text.count("xmlns:bioc=") == 1


def test_a_prefix_that_is_taken_is_left_alone() -> None:
    text = coloured(MODEL.replace('id="d"', 'id="d" xmlns:color="urn:mine"').encode()).decode()
    assert 'xmlns:color="urn:mine"' in text
    assert 'color1:border-color="#66707c"' in text


def test_words_are_escaped() -> None:
    """Whatever a rule says, the file stays XML."""
    assert read_bpmn(coloured(MODEL.encode()), "m.bpmn").nodes.keys() == {"s", "a", "b"}


def test_broken_xml_is_named_with_its_place() -> None:
    with pytest.raises(InputError) as raised:
        colour_bpmn(MODEL.encode()[:-20], "m.bpmn", api.assess(read_bpmn(MODEL.encode(), "m.bpmn")))
    assert raised.value.problems[0].code == "broken-xml"
