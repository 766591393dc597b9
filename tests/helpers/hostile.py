"""Texts that have broken drawings elsewhere, and a process that has one in every place."""

from __future__ import annotations

from fitengine.model.decision import UNDETERMINED, Assessment
from fitengine.model.process import Event, EventKind, Lane, SubProcess
from tests.helpers.maps import MapBuilder

__all__ = ["HOSTILE", "process_of"]

HOSTILE = {
    "html-like label": '<x>]; evil [URL="javascript:alert(1)" label=<y>',
    "bold": "<b>x & y</b>",
    "open table": "<<TABLE><TR><TD>unclosed>",
    "image": '<IMG SRC="/etc/passwd"/>',
    "broken tag": "<a <b> c>",
    "port": "a:b:c",
    "escape sequences": r"C:\new\Global\N\l\T\E",
    "quotes": '"] evil [URL="http://evil/"] x="',
    "end of graph": "}; digraph evil { a -> b }",
    "script": "<script>alert(1)</script>",
    "closing tags": "</text></svg><script>alert(1)</script>",
    "comment": "--><!-- ]]> <![CDATA[",
    "entity": "&lt;&amp;&#x3c;&evil;&#0;",
    "event handler": '" onload="alert(1)',
    "link": "javascript:alert(1)",
    "style": 'x" style="background:url(javascript:alert(1))',
    "control characters": "a\x00b\x01c\x0bd\x1be\x7ff",
    "not characters": "a\ufffeb\uffffc\U0001ffff",
    "half of a pair": "a\ud800b\udfffc",
    "right to left": "\u202egpj.exe \u2066mixed\u2069 שלום مرحبا",
    "emoji": "👩‍👩‍👧‍👦 🇩🇪 ☠️ 1️⃣",
    "wide": "請求書を登録する" * 3,
    "combining": "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢",
    "ten thousand characters": "word " * 2000,
    "one word of ten thousand": "x" * 10_000,
    "blanks": " \t\r\n \u00a0 \u2003 ",
    "html comment": "// # /* */ \n# line",
    "percent": "%n%s%00%0a",
    "backslash at the end": "ends with \\",
}


def process_of(text: str) -> Assessment:
    """The text in every place that a process file has for one."""
    b = MapBuilder(
        text, [Lane(text, text, text), Lane("second", "Second", text + " pool")], version=text, key=text
    )
    b.event("start", text, EventKind.START, text, trigger=text)
    b.task(text, text, text, "rpa", blockers=[text, text])
    b.task("open", text, "second", UNDETERMINED, possible=[(text, 0.5), ("rpa", 0.5)])
    b.task("own", text, "second", text)
    b.gateway("g", text, text)
    b.add(Event("late", text, EventKind.BOUNDARY, text, attached_to=text))
    b.add(SubProcess("sub", text, lane="second"))
    b.task("inner", text, "second", parent="sub", stage=text)
    b.path("start", text, "g")
    b.flow("g", "open", text, 0.5)
    b.flow("g", "own", text)
    b.flow("own", "sub", text)
    b.flow("late", "open", text)
    return b.build()
