"""Logs in XES."""

from __future__ import annotations

import gzip

import pytest

from fitengine.errors import InputError
from fitengine.load.logs import LogOptions
from fitengine.model.log import MISSING, Transition
from tests.helpers.logs import log_of

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0" xmlns="http://www.xes-standard.org/">\n'
)


def event(activity, time="2026-01-01T10:00:00.000+00:00", **more):
    attributes = {"concept:name": activity, "time:timestamp": time} | {
        key.replace("_", ":"): value for key, value in more.items()
    }
    parts = (
        f'<string key="{key}" value="{value}"/>' for key, value in attributes.items() if value is not None
    )
    return f"<event>{''.join(parts)}</event>"


def trace(name, *events):
    named = f'<string key="concept:name" value="{name}"/>' if name else ""
    return f"<trace>{named}{''.join(events)}</trace>\n"


def xes(*traces, head=HEAD):
    return f"{head}{''.join(traces)}</log>"


PLAIN = xes(
    trace(
        "7",
        event("Check", lifecycle_transition="start"),
        event("Check", "2026-01-01T10:05:00Z", org_resource="ann"),
    ),
    trace("8", event("Pay &amp; sign", "2026-01-01T12:00:00+01:00")),
)


def issues(log):
    return {issue.code: issue.count for issue in log.issues}


def refusal(text):
    with pytest.raises(InputError) as caught:
        log_of(text)
    [problem] = caught.value.problems
    return problem


def test_traces_are_cases_and_events_have_their_attributes():
    log = log_of(PLAIN)
    assert (log.cases, log.activities, log.resources) == (("7", "8"), ("Check", "Pay & sign"), ("ann",))
    assert (list(log.case), list(log.activity), list(log.resource)) == ([0, 0, 1], [0, 0, 1], [-1, 0, -1])
    assert list(log.transition) == [Transition.START, Transition.COMPLETE, Transition.COMPLETE]
    assert [time - log.end[0] for time in log.end] == [0, 5 * 60_000_000, 60 * 60_000_000]
    assert set(log.start) == {MISSING}
    assert issues(log) == {}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_encodings(encoding):
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    text = PLAIN.replace("Check", "Prüfung").replace("UTF-8", declared)
    assert log_of(text.encode(encoding)).activities[0] == "Prüfung"


def test_what_does_not_hold_to_its_encoding_is_noted():
    log = log_of(PLAIN.replace("Check", "Prüfung").encode("cp1252"))
    assert (log.activities[0], issues(log)) == ("Prüfung", {"encoding": 1})


def test_prefixes_do_not_matter():
    text = (
        PLAIN.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?").replace("xmlns=", "xmlns:x=")
    )
    assert log_of(text).activities == ("Check", "Pay & sign")


def test_gzip_is_told_by_its_contents():
    assert log_of(gzip.compress(PLAIN.encode())).cases == ("7", "8")


def test_the_name_of_a_trace_may_stand_behind_its_events():
    text = xes(f'<trace>{event("A")}<string key="concept:name" value="late"/></trace>')
    assert log_of(text).cases == ("late",)


def test_traces_without_a_name_are_numbered_and_noted():
    log = log_of(xes(trace("", event("A")), trace("x", event("A")), trace("", event("A"))))
    assert (log.cases, issues(log)) == (("trace 1", "x", "trace 3"), {"unnamed-case": 2})


def test_traces_of_one_name_are_cases_of_their_own():
    log = log_of(xes(trace("x", event("A")), trace("x", event("A"))))
    assert (list(log.case), issues(log)) == ([0, 1], {"doubled-case": 1})


def test_a_trace_attribute_can_be_named_as_the_case():
    text = xes(trace("1", '<string key="order" value="o-9"/>', event("A")))
    assert log_of(text, LogOptions(case="order")).cases == ("o-9",)


def test_an_attribute_can_be_named_as_the_activity():
    text = xes(trace("1", event("A", step="Sign")))
    assert log_of(text, LogOptions(activity="step")).activities == ("Sign",)


def test_start_times_as_an_attribute():
    text = xes(
        trace(
            "1",
            event("A", start__timestamp="2026-01-01T09:50:00Z").replace(
                "start::timestamp", "start_timestamp"
            ),
        )
    )
    log = log_of(text)
    assert log.columns["start"] == "start_timestamp"
    assert log.end[0] - log.start[0] == 600_000_000


def test_nested_attributes_and_lists_are_not_those_of_the_event():
    nested = '<list key="items"><values><string key="concept:name" value="inner"/></values></list>'
    deep = '<string key="concept:name" value="outer"><string key="concept:name" value="meta"/></string>'
    time = '<date key="time:timestamp" value="2026-01-01T10:00:00Z"/>'
    log = log_of(xes(trace("1", f"<event>{deep}{nested}{time}</event>")))
    assert log.activities == ("outer",)


def test_globals_and_classifiers_are_no_events():
    head = HEAD + '<global scope="event"><string key="concept:name" value="__INVALID__"/></global>'
    assert log_of(xes(trace("1", event("A")), head=head)).activities == ("A",)


def test_events_without_an_activity_are_left_out():
    log = log_of(xes(trace("1", event("A"), event(""))))
    assert issues(log) == {"no-activity": 1}


def test_events_outside_of_traces_are_left_out():
    log = log_of(xes(trace("1", event("A")), event("B")))
    assert (len(log), issues(log)) == (1, {"no-case": 1})


def test_roles_are_found_in_the_first_events_and_used_for_all():
    log = log_of(xes(*(trace(str(n), event("A"), event("B")) for n in range(1500))))
    assert (len(log), len(log.cases)) == (3000, 1500)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (xes(), "empty-log"),
        (xes(trace("1")), "empty-log"),
        (xes(event("A")), "no-case-column"),
        (PLAIN[:-20], "broken-xml"),
        (PLAIN.replace("</event>", "</evnt>", 1), "broken-xml"),
        ("<definitions/>", "not-a-log"),
        ("<WorkflowLog/>", "not-a-log"),
        ("<anything/>", "not-a-log"),
        (xes("<events><event id='e1'/></events>", "<objects/>"), "object-centric"),
        (xes("<object-types/>", "<event-types/>"), "object-centric"),
        ('<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a "aaaa">]><log/>', "entity"),
        (
            '<?xml version="1.0"?><!DOCTYPE log [<!ENTITY a SYSTEM "file:///etc/passwd">]><log/>',
            "external-entity",
        ),
        ('<?xml version="1.0"?><!DOCTYPE log SYSTEM "http://example.com/a.dtd"><log/>', "external-entity"),
        ('<?xml version="1.0" encoding="rot13"?><log/>', "unknown-encoding"),
        (xes(trace("1", "<event>" + "<list key='a'>" * 150)), "too-deep"),
        (
            xes(trace("1", event("A", Url="x", Value="y", Label="z", Row="1", Column="2", Sheet="3"))),
            "user-interface-log",
        ),
        (xes(trace("1", "<event><string key='colour' value='red'/></event>")), "no-activity-column"),
    ],
)
def test_xml_that_is_no_case_log(text, code):
    if code == "no-activity-column":
        with pytest.raises(InputError) as caught:
            log_of(text)
        assert [problem.code for problem in caught.value.problems] == ["no-activity-column", "no-time-column"]
    else:
        assert refusal(text).code == code


def test_broken_xml_has_its_place():
    problem = refusal(PLAIN.replace("</event>", "</evnt>", 1))
    assert (problem.span.source, problem.span.line) == ("input", 3)


def test_an_endless_tag_is_refused_before_it_fills_the_memory():
    text = HEAD + '<trace><string key="concept:name" value="' + "x" * 9_000_000
    assert refusal(text).code == "endless-tag"
