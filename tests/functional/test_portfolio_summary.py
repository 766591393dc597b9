"""`fitengine portfolio summary` and `portfolio map` as a user types them, on a portfolio whose figures were counted by hand.

The folder `portfolio` holds twelve documents, one of them broken, made of eight kinds of steps: a step that posts 1,000 invoices
at 12 minutes (200 hours a month, of which the house saves 0.7), the same for 100 invoices, one without an interface, letters to
read (600 at 6 minutes, half of it saved), a visit (10 hours), a report that nobody needs (6 hours, all saved), mail whose data
nobody described, and discounts that everyone grants in an own way.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import shutil
import sys
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import jsonschema_rs
import pytest
from click.testing import CliRunner

from fitengine.cli.main import program
from fitengine.cli.portfolio_map import command as map_command
from fitengine.cli.portfolio_summary import command as summary_command
from fitengine.portfolio.summary_schema import summary_schema

pytest.importorskip("duckdb")

SOURCES = Path(__file__).parent / "portfolio"
HOSTILE = '=HYPERLINK("http://x.example")<script>alert(1)</script>'
VERDICTS = {"rpa": 6, "ai-suitable": 3, "standardise-first": 5, "keep-human": 4, "undetermined": 4}
DIGEST = re.compile(r"\b[0-9a-f]{12}\b")


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    return run_portfolio(tmp_path_factory.mktemp("run") / "results")


@pytest.fixture
def results(finished, tmp_path):
    """A copy that a test may damage."""
    return shutil.copytree(finished, tmp_path / "results")


@pytest.fixture
def summary(invoke, finished):
    """The summary as data, under some options."""

    def read(*options):
        result = invoke("portfolio", "summary", finished, "--format", "json", *options)
        assert (result.exit_code, result.stderr) == (0, "")
        return json.loads(result.stdout)

    return read


def run_portfolio(target, *options):
    words = ["portfolio", "run", SOURCES, "-o", target, "--workers", "1", "-q", *options]
    result = CliRunner().invoke(program, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return target


def steps_of(totals):
    return {one["verdict"]: one["steps"] for one in totals}


def test_verdicts_hours_and_documents_are_those_counted_by_hand(summary):
    found = summary()
    assert found["documents"] == {"total": 12, "assessed": 11, "refused": {"unknown-fact": 1}}
    assert steps_of(found["totals"]) == VERDICTS
    hours = {
        one["verdict"]: (one["hours_likely"], one["unknown_hours"], one["saved"]) for one in found["totals"]
    }
    assert hours == {
        "rpa": (840, 0, 588),
        "ai-suitable": (180, 0, 90),
        "standardise-first": (12, 3, 12),
        "keep-human": (40, 0, 0),
        "undetermined": (0, 4, 0),
    }


def test_groups_are_those_counted_by_hand(summary):
    groups = summary()["groups"]
    areas = {
        one["name"]: (one["processes"], steps_of(one["totals"])["rpa"]) for one in groups["area"]["groups"]
    }
    assert areas == {"finance": (4, 4), "claims": (3, 0), "hr": (3, 2), "": (1, 0)}
    lanes = {one["name"]: sum(steps_of(one["totals"]).values()) for one in groups["lane"]["groups"]}
    assert lanes == {"": 20, "Clerks": 2}
    assert {one["name"]: one["processes"] for one in groups["owner"]["groups"]}["Ann"] == 2


def test_processes_are_ranked_by_quick_wins_then_by_all_that_is_saved(summary):
    ranking = [
        (one["id"], one["quick_saved"], sum(count["saved"] for count in one["totals"]))
        for one in summary()["processes"]
    ]
    assert ranking == [
        ("ap", 170, 170), ("pay", 140, 146), ("ar", 140, 140), ("motor", 30, 30), ("home", 30, 30), ("close", 0, 146),
        ("travel", 0, 14), ("leave", 0, 14), ("fraud", 0, 0), ("hire", 0, 0), ("names", 0, 0),
    ]  # fmt: skip


def test_quadrants_and_quick_wins_are_those_counted_by_hand(summary):
    found = summary()
    quadrants = {one["id"]: (one["steps"], one["hours_saved"]) for one in found["quadrants"]}
    assert quadrants == {"quick-win": (6, 510), "big-bet": (1, 140), "fill-in": (4, 40), "leave": (0, 0)}
    assert [(one["process"], one["step"]) for one in found["quick_wins"]["steps"]] == [
        ("ap", "post"), ("ar", "post"), ("pay", "post"), ("home", "read"), ("motor", "read"), ("ap", "read"),
    ]  # fmt: skip


def test_blockers_count_steps_that_are_blocked_and_that_may_be(summary):
    found = {one["id"]: (one["holds"], one["open"], one["processes"]) for one in summary()["blockers"]}
    assert found["procedure"] == (0, 6, 6)
    assert found["labels"] == (0, 3, 3)


def test_the_question_that_settles_most_comes_first_and_all_together_settle_every_step(summary):
    found = summary()["questions"]
    assert (found["open_steps"], found["sampled"]) == (4, False)
    first, second = found["questions"]
    assert (first["fact"], first["missing"], second["fact"], second["settled"]) == (
        "data_consistency",
        4,
        "data_access",
        4,
    )
    assert 0 < second["settles"] < first["settles"] <= 4


def test_initiatives_are_told_by_phase_and_by_what_they_deliver(summary):
    found = summary()["initiatives"]
    assert found == {
        "total": 4,
        "phases": {"idea": 1, "pilot": 1, "production": 1, "scaled": 1},
        "production": 2,
        "measured": 1,
        "delivering": 1,
    }


def test_the_same_step_in_several_processes_is_found_whatever_its_volume_and_spelling(summary):
    found = {
        one["name"].lower(): (one["steps"], one["processes"]) for one in summary()["duplicates"]["duplicates"]
    }
    assert found == {
        "post  invoice": (5, 5), "read letters": (3, 3), "write the weekly report": (2, 2), "visit the customer": (3, 3),
        "sort the mail": (4, 4), "grant discounts": (3, 3),
    }  # fmt: skip


@pytest.mark.parametrize("columns", ["80", "120"])
def test_text_is_what_people_saw_last(invoke, finished, monkeypatch, check_golden, columns):
    monkeypatch.setenv("COLUMNS", columns)
    text = invoke("portfolio", "summary", finished).stdout
    check_golden(
        f"portfolio/summary-{columns}.txt", DIGEST.sub("0" * 12, text).replace(str(SOURCES), "SOURCES")
    )
    assert max(map(len, text.splitlines())) <= int(columns)


@pytest.mark.parametrize(
    "table", ["verdicts", "processes", "steps", "questions", "duplicates", "initiatives"]
)
def test_tables_are_what_programs_read_last(invoke, finished, check_golden, table):
    result = invoke("portfolio", "summary", finished, "--format", "csv", "--table", table)
    text = result.stdout_bytes.decode()
    check_golden(f"portfolio/{table}.csv", text.replace(str(SOURCES), "SOURCES"))
    header, *rows = csv.reader(io.StringIO(text))
    assert rows
    assert all(len(row) == len(header) for row in rows)


@pytest.mark.parametrize("form", ["json", "html", "text", "csv"])
def test_shards_and_workers_do_not_change_a_byte(invoke, finished, tmp_path, form):
    again = run_portfolio(tmp_path / "again", "--batch", "5", "--workers", "2")
    one, other = (
        invoke("portfolio", "summary", folder, "--format", form).stdout_bytes for folder in (finished, again)
    )
    assert one == other


@pytest.mark.parametrize("options", [(), ("--limit", "1"), ("--area", "nowhere"), ("--by", "none")])
def test_json_follows_the_schema(summary, options):
    found = jsonschema_rs.validator_for(summary_schema()).iter_errors(summary(*options))
    assert [str(error) for error in found] == []


@pytest.mark.parametrize("line", [*summary_command.epilog.splitlines(), *map_command.epilog.splitlines()])
def test_an_example_of_the_help_does_its_work(invoke, finished, tmp_path, monkeypatch, line):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(finished, tmp_path / "results")
    words = shlex.split(line)[1:]
    result = CliRunner().invoke(program, words)
    assert result.exit_code == 0, result.output
    assert all(Path(words[words.index("-o") + 1]).exists() for _ in words if "-o" in words)


def test_grouping_limit_and_choice_of_areas_and_owners(summary):
    found = summary("--by", "owner", "--area", "finance", "--owner", "Bo", "--limit", "1")
    assert list(found["groups"]) == ["owner"]
    assert found["documents"]["total"] == 2
    assert steps_of(found["totals"]) == {**dict.fromkeys(VERDICTS, 0), "rpa": 2, "standardise-first": 2}
    assert [one["id"] for one in found["processes"]] == ["close"]
    assert summary("--by", "none")["groups"] == {}
    assert summary("--area", "nowhere")["totals"][0]["steps"] == 0
    assert len(summary("--limit", "0")["processes"]) == 11


def test_a_selection_without_steps_is_told_in_every_form(invoke, finished):
    for form in ("text", "json", "csv", "html"):
        result = invoke("portfolio", "summary", finished, "--area", "nowhere", "--format", form)
        assert (result.exit_code, result.stderr) == (0, "")


class Page(HTMLParser):
    """What a browser would meet."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data):
        self.words += data


def test_a_page_needs_no_network_and_runs_nothing_that_a_name_says(invoke, finished):
    page = Page(invoke("portfolio", "summary", finished, "--format", "html").stdout)
    assert not {"script", "img", "b onclick"} & set(page.tags)
    assert "style-src 'sha256-" in dict(page.attributes)["content"] or any(
        "style-src" in value for _, value in page.attributes
    )
    assert not [value for name, value in page.attributes if name in ("src", "onclick", "onerror", "style")]
    assert all(value.startswith("#") for name, value in page.attributes if name == "href")
    assert HOSTILE in page.words
    assert "49" not in re.findall(r"\{\{.*?\}\}", page.words)


def test_the_heat_map_and_the_chart_show_the_same_figures_as_the_text(invoke, finished):
    text = invoke("portfolio", "summary", finished, "--format", "html").stdout
    heat = text[text.index('aria-label="Heat map') :]
    first = re.findall(r'<td class="h h(\d)">([^<]*)</td>', heat)[:5]
    assert first == [("3", "1"), ("3", "1"), ("0", "–"), ("0", "–"), ("3", "1")]
    chart = text[text.index("<svg class=") : text.index("</svg>")]
    assert len(re.findall("<circle ", chart)) == 11
    assert [
        words for words in ("Quick win", "Big bet", "Fill-in", "Leave") if f">{words}<" not in chart
    ] == []


def test_a_workbook_has_every_table_and_computes_nothing(invoke, finished, tmp_path):
    calamine = pytest.importorskip("python_calamine")
    target = tmp_path / "portfolio.xlsx"
    assert invoke("portfolio", "summary", finished, "--format", "xlsx", "-o", target).exit_code == 0
    book = calamine.CalamineWorkbook.from_filelike(BytesIO(target.read_bytes()))
    assert book.sheet_names == [
        "Verdicts", "Processes", "Steps", "Blockers", "Questions", "Duplicates", "Initiatives", "Documents",
    ]  # fmt: skip
    rows = book.get_sheet_by_name("Processes").to_python()
    assert [row[2] for row in rows[1:4]] == ["ap", "pay", "ar"]
    assert [row[1] for row in rows if row[2] == "names"] == [HOSTILE]


def test_a_formula_in_a_name_is_disarmed_in_csv(invoke, finished):
    text = invoke("portfolio", "summary", finished, "--format", "csv", "--table", "processes").stdout
    assert [row[1] for row in csv.reader(io.StringIO(text)) if row[2] == "names"] == [f"'{HOSTILE}"]


def manifest(results, **changes):
    path = results / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def refused(invoke, results):
    result = invoke("portfolio", "summary", results)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr
    return result.stderr


def test_a_folder_without_results_is_refused(invoke, tmp_path):
    assert refused(invoke, tmp_path).startswith("no-results there are no results in")


@pytest.mark.parametrize("status", ["running", "interrupted"])
def test_an_unfinished_run_is_refused_with_the_way_to_finish_it(invoke, results, status):
    manifest(results, status=status)
    told = refused(invoke, results)
    assert told.startswith("unfinished-results")
    assert status in told
    assert "--resume" in told


def test_results_of_another_form_are_refused(invoke, results):
    manifest(results, format=99)
    assert refused(invoke, results).startswith("other-format")


def test_every_part_that_is_cut_off_or_missing_is_named_at_once(invoke, results):
    part = results / "steps" / "part-00000.parquet"
    part.write_bytes(part.read_bytes()[:-100])
    (results / "processes" / "part-00000.parquet").unlink()
    told = refused(invoke, results)
    assert told.count("damaged-results") == 2
    assert "is cut off" in told
    assert "is missing" in told


def test_a_part_that_lacks_rows_is_noticed(invoke, results):
    manifest(results, documents=13)
    assert "has 12 rows where the manifest counts 13" in refused(invoke, results)


def test_a_part_that_is_damaged_inside_is_refused(invoke, results):
    part = results / "steps" / "part-00000.parquet"
    data = bytearray(part.read_bytes())
    data[4 : len(data) // 2] = bytes(len(data) // 2 - 4)
    part.write_bytes(data)
    assert refused(invoke, results).startswith("damaged-results")


def test_rules_that_changed_since_the_run_are_mentioned(invoke, results):
    packs = json.loads((results / "manifest.json").read_text())["packs"]
    manifest(results, packs=[{**packs[0], "digest": "000000000000"}, *packs[1:]])
    result = invoke("portfolio", "summary", results, "--format", "json")
    assert result.exit_code == 0
    assert "the rules have changed since the run" in result.stderr
    assert steps_of(json.loads(result.stdout)["totals"]) == VERDICTS


def test_the_extra_is_named_where_duckdb_is_absent(invoke, finished, monkeypatch):
    monkeypatch.setitem(sys.modules, "duckdb", None)
    result = invoke("portfolio", "summary", finished)
    assert result.exit_code == 2
    assert "pip install 'fitengine[portfolio]'" in result.stderr


@pytest.mark.parametrize(
    "words", [["--format", "pdf"], ["--by", "colour"], ["--limit", "-1"], ["--table", "all"]]
)
def test_options_that_are_not_there_are_refused(invoke, finished, words):
    assert invoke("portfolio", "summary", finished, *words).exit_code == 2


def test_a_map_shows_every_process_once(invoke, finished, tmp_path):
    target = tmp_path / "map.svg"
    assert invoke("portfolio", "map", finished, "-o", target, "-q").exit_code == 0
    root = ElementTree.fromstring(target.read_text())
    cards = [
        group
        for group in root.iter("{http://www.w3.org/2000/svg}g")
        if "step" in group.get("class", "").split()
    ]
    titles = [card.findtext("{http://www.w3.org/2000/svg}title") or "" for card in cards]
    assert len(titles) == 11
    assert (
        "1: Accounts payable. 3 steps · saves 170 h · 2 quick wins. 1 RPA, 1 AI-suitable, 1 Undetermined"
        in titles
    )
    assert any(HOSTILE in title for title in titles)
    assert "<script" not in target.read_text()


def test_a_map_leads_to_the_reports_it_wrote(invoke, finished, tmp_path):
    page, reports = tmp_path / "out" / "map.html", tmp_path / "reports"
    page.parent.mkdir()
    result = invoke("portfolio", "map", finished, "--limit", "2", "--reports", reports, "-o", page)
    assert (result.exit_code, result.stderr.splitlines()[0]) == (0, f"wrote 2 reports into {reports}")
    links = {value for name, value in Page(page.read_text()).attributes if name == "href" and "html" in value}
    links |= set(re.findall(r'xlink:href="([^"#]*)"', page.read_text()))
    assert len(links) == 2
    assert {(page.parent / link).resolve() for link in links} == set(reports.iterdir())
    assert any("Accounts payable" in path.read_text() for path in reports.iterdir())


def test_reports_whose_sources_are_gone_are_left_out_and_told(invoke, results, tmp_path):
    manifest(results, sources=[str(SOURCES / "hr")])
    target = tmp_path / "map.svg"
    result = invoke(
        "portfolio", "map", results, "--limit", "3", "--reports", tmp_path / "reports", "-o", target
    )
    assert result.exit_code == 0
    assert "the sources of 2 more are not at hand any more" in result.stderr
    assert target.read_text().count("xlink:href") == 1


def test_pictures_in_pixels_and_as_dot(invoke, finished, tmp_path):
    target = tmp_path / "map.png"
    assert invoke("portfolio", "map", finished, "-o", target, "-q").exit_code == 0
    assert target.read_bytes().startswith(b"\x89PNG")
    assert invoke("portfolio", "map", finished, "--format", "dot").stdout.startswith("digraph")
    result = invoke("portfolio", "map", finished, "--reports", tmp_path / "reports", "-o", target)
    assert (result.exit_code, "a png file cannot lead to reports" in result.stderr) == (2, True)


def test_maps_are_the_same_bytes_again(invoke, finished):
    one, other = (invoke("portfolio", "map", finished, "--format", "html").stdout_bytes for _ in range(2))
    assert one == other


def test_what_is_named_twice_counts_once(invoke, tmp_path):
    words = [
        "run",
        SOURCES / "finance",
        SOURCES / "finance",
        SOURCES / "finance" / "ap.yaml",
        "-o",
        tmp_path / "results",
    ]
    assert invoke("portfolio", *words, "--workers", "1", "-q").exit_code == 0
    found = json.loads(invoke("portfolio", "summary", tmp_path / "results", "--format", "json").stdout)
    assert found["documents"]["total"] == 4
    assert sum(steps_of(found["totals"]).values()) == 9
