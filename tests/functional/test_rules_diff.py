"""`fitengine rules diff`, and `--setting` and `schema --output` beside it, as a user types them."""

import json
from pathlib import Path

import jsonschema_rs
import pytest

from fitengine.cli.main import COMMANDS
from fitengine.report.display import display_width
from fitengine.report.pack_diff_json import pack_diff_schema

STRICTER = Path(__file__).parent / "rules" / "stricter"
BENEFIT = ("--setting-new", "many_systems=benefit")


def test_what_a_house_of_stricter_rules_changes(invoke):
    result = invoke("rules", "diff", "shipped", STRICTER)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "of all cases otherwise" in result.stdout
    assert "documented none" in result.stdout
    assert "Nothing is written down. [ways H1]" in result.stdout
    for words in ("added     ways, rule H1", "altered   ways, rule W7", "removed   ways, rule W5"):
        assert words in result.stdout


def test_a_process_tells_which_real_steps_change(invoke, tmp_path):
    path = tmp_path / "p.yaml"
    path.write_text(
        "process: p\nsteps:\n  a: {facts: {rule_based: fully, standardised: mostly, exception_rate: 15, error_cost: low,\n"
        "    input_digital: digital, input_structure: structured, documented: full, volume: 900}}\n"
        "  b: {facts: {needed: false}}\n"
    )
    text = invoke("rules", "diff", "shipped", STRICTER, "--process", path).stdout
    assert "1 of 2 steps changes" in " ".join(text.split())  # wrapped, where the path is long
    words = (
        "rules",
        "diff",
        "shipped",
        STRICTER,
        "--process",
        path,
        "--process",
        "letters.yaml",
        "--format",
        "json",
    )
    data = json.loads(invoke(*words).stdout)
    assert [str(error) for error in jsonschema_rs.validator_for(pack_diff_schema()).iter_errors(data)] == []
    assert [one["process"]["id"] for one in data["processes"]] == ["p", "letters"]
    assert [step["id"] for step in data["processes"][0]["changed"]] == ["a"]


def test_the_shares_are_those_of_all_changed_cases(invoke):
    data = json.loads(invoke("rules", "diff", "shipped", STRICTER, "--format", "json").stdout)
    shares = [transition["share"] for transition in data["transitions"]]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(data["changed"])
    for transition in data["transitions"]:
        assert transition["before"] != transition["after"]
        assert set(transition["telling"]) <= {known["fact"] for known in transition["example"]}


@pytest.mark.parametrize(("new", "code"), [("shipped", 0), (STRICTER, 1)])
def test_fail_on_changed_sets_the_exit_code(invoke, new, code):
    result = invoke("rules", "diff", "shipped", new, "--fail-on", "changed")
    assert result.exit_code == code
    assert ("failed on" in result.stderr) == bool(code)


def test_rules_that_are_the_same_say_so(invoke):
    text = invoke("rules", "diff", "shipped", "shipped").stdout
    assert text == "shipped and shipped\nNothing changes: technology-fit decides every case alike.\n"


def test_settings_can_be_compared(invoke):
    text = invoke("rules", "diff", "shipped", "shipped", *BENEFIT).stdout
    assert "systems, setting many_systems" in text
    assert "applications at least 8" in text


def test_another_decision_can_be_compared(invoke):
    data = json.loads(
        invoke("rules", "diff", "shipped", STRICTER, "--decision", "ways", "--format", "json").stdout
    )
    assert {(one["before"], one["after"]) for one in data["transitions"]} == {
        ("ready", "not_ready"),
        ("not_ready", "ready"),
    }


@pytest.mark.parametrize(
    ("decision", "words"),
    [("way", "did you mean `ways`?"), ("blockers", "`blockers` does not come to one outcome")],
)
def test_a_decision_that_cannot_be_compared_is_refused(invoke, decision, words):
    result = invoke("rules", "diff", "shipped", "shipped", "--decision", decision)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


def test_rules_that_leave_cases_out_are_refused_with_a_witness(invoke, tmp_path):
    text = "decision: ways\nextends: ways\nversion: 1.0.1\ndisable: [W11]\n"
    (tmp_path / "ways.yaml").write_text(text)
    result = invoke("rules", "diff", "shipped", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "standardised ad_hoc" in result.stderr


def test_markdown(invoke):
    text = invoke("rules", "diff", "shipped", STRICTER, "--format", "markdown").stdout
    assert text.startswith("# shipped and ")
    assert "| altered | ways | rule W7 |" in text


@pytest.mark.parametrize("columns", ["80", "120", "200"])
def test_the_text_keeps_the_width(invoke, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    lines = invoke("rules", "diff", "shipped", "shipped", *BENEFIT).stdout.splitlines()
    assert max(map(display_width, lines)) <= int(columns)


def test_a_setting_changes_what_is_decided(invoke, tmp_path):
    path = tmp_path / "p.yaml"
    path.write_text(
        "process: p\nsteps:\n  a: {facts: {rule_based: fully, standardised: uniform, applications: 9, api_available: false,\n"
        "    error_cost: low, input_digital: digital, input_structure: structured, volume: 900}}\n"
    )
    verdicts = {
        value: json.loads(
            invoke("assess", path, "--setting", f"many_systems={value}", "--format", "json").stdout
        )["steps"][0]["verdict"]
        for value in ("cost", "benefit")
    }
    assert verdicts == {"cost": "standardise-first", "benefit": "rpa"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("many_systems", "`many_systems` is not NAME=VALUE"),
        ("=benefit", "`=benefit` is not NAME=VALUE"),
        ("many_system=benefit", "did you mean `many_systems`?"),
        ("many_systems=benefits", "did you mean `benefit`?"),
    ],
)
def test_a_setting_that_is_none_is_refused(invoke, text, words):
    result = invoke("assess", "letters.yaml", "--setting", text)
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_whatever_takes_rules_takes_settings(invoke, name):
    text = invoke(name, "--help").stdout
    assert ("--rules DIR" in text) == ("--setting NAME=VALUE" in text)


def test_the_schema_of_every_output_is_printed(invoke):
    titles = {
        name: json.loads(invoke("schema", "--output", name).stdout)["title"]
        for name in ("assess", "check", "explain", "compare", "diff")
    }
    assert titles == {
        "assess": "fitengine assessment",
        "check": "fitengine findings",
        "explain": "fitengine explanations",
        "compare": "fitengine comparison",
        "diff": "fitengine difference between rules",
    }
    assert json.loads(invoke("schema", "--output").stdout)["title"] == titles["assess"]
