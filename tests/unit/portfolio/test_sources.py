"""How sources are cut into shards."""

from __future__ import annotations

from pathlib import Path

import pytest

from fitengine.portfolio import sources
from fitengine.portfolio.sources import FILES, LINES, cut_shards


@pytest.fixture
def many_lines(tmp_path: Path) -> list[str]:
    """Two tables of 40,000 lines each; nobody looks into lines when they are cut."""
    paths = [tmp_path / "a.ndjson", tmp_path / "b.jsonl"]
    for path in paths:
        path.write_text("{}\n" * 40_000)
    return [str(path) for path in paths]


def test_lines_come_in_small_shards_first_and_in_large_ones_where_there_are_many(
    many_lines: list[str],
) -> None:
    shards = list(cut_shards(many_lines))
    lines = [Path(shard.path).read_bytes()[shard.start : shard.stop].count(b"\n") for shard in shards]
    assert lines[:32] == [FILES] * 32
    assert set(lines[32:]) == {LINES, 3000}, (
        "the rest of the first table, and of 40,000 lines what fives leave"
    )
    assert sum(lines) == 80_000
    assert [shard.number for shard in shards] == list(range(len(shards)))
    first_of_second = next(shard for shard in shards if shard.path.endswith(".jsonl"))
    assert (first_of_second.start, first_of_second.first) == (0, 0)


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
@pytest.mark.parametrize("block", [1, 7, 1 << 20])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "{}",
        "{}\n",
        "\n\n{}\n\n\n\n{}\n  \n{}",
        "{}\n" * 9,
        " \n" * 5 + "{}",
        '{"process": "long"}\n{}\n',
    ],
)
def test_lines_are_cut_as_if_each_were_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, block: int, size: int
) -> None:
    """However many bytes are looked at together; shards of blank lines alone are left out."""
    monkeypatch.setattr(sources, "_BLOCK", block)
    (tmp_path / "s.ndjson").write_text(text)
    lines = text.splitlines(keepends=True)
    expected = [
        (first, "".join(lines[first : first + size]))
        for first in range(0, len(lines), size)
        if not "".join(lines[first : first + size]).isspace()
    ]
    assert [
        (shard.first, text[shard.start : shard.stop])
        for shard in cut_shards([str(tmp_path / "s.ndjson")], size)
    ] == expected


def test_a_wanted_size_goes_for_everything(many_lines: list[str]) -> None:
    shards = list(cut_shards(many_lines[:1], 7000))
    assert [shard.first for shard in shards] == [0, 7000, 14_000, 21_000, 28_000, 35_000]


def test_a_folder_gives_every_ending_of_a_process(tmp_path: Path) -> None:
    meant = ["a.bpmn", "b.bpmn2", "c.json", "d.xml", "e.yaml", "f.yml"]
    for name in (*meant, "a.facts.yaml", "notes.md", ".hidden.yaml"):
        (tmp_path / name).touch()
    (shard,) = cut_shards([str(tmp_path)])
    assert [Path(name).name for name in shard.names] == meant


def test_files_come_by_the_thousand(tmp_path: Path) -> None:
    for number in range(FILES + 1):
        (tmp_path / f"{number:04}.yaml").touch()
    assert [len(shard.names) for shard in cut_shards([str(tmp_path)])] == [FILES, 1]
