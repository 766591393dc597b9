"""What every page of ours is made with: templates that escape and clean each text, and a policy that allows the page's own style
and script by their hashes and nothing else."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from importlib.resources import files
from typing import TYPE_CHECKING

from fitengine.report.display import clean

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

__all__ = ["content_policy", "page_environment", "page_file", "script_json"]

_HERE = "fitengine.report.html"


def page_environment(*packages: str) -> Environment:
    """Templates of the packages, and of this one."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    def load(name: str) -> str:
        package = next((one for one in packages if (files(one) / name).is_file()), _HERE)
        return page_file(name, package)

    environment = Environment(
        loader=FunctionLoader(load),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
        keep_trailing_newline=True,
    )
    environment.filters |= {"ticked": _ticked, "sentence": _sentence}
    return environment


def page_file(name: str, package: str = _HERE) -> str:
    """A template, style sheet or script."""
    return (files(package) / name).read_text(encoding="utf-8")


def content_policy(style: str, script: str = "") -> str:
    """A content security policy for one style sheet and at most one script in the page."""
    scripts = f" script-src '{_hash(script)}';" if script else ""
    return f"default-src 'none'; style-src '{_hash(style)}';{scripts} base-uri 'none'; form-action 'none'"


def script_json(data: object) -> Markup:
    """JSON that cannot end its script element, in ASCII."""
    from markupsafe import Markup

    text = json.dumps(data, separators=(",", ":"))
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - see above


def _shown(value: object) -> object:
    """Every text that a template shows is one clean line, with the blanks around it that the template wants; what is already
    HTML stays as it is."""
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return value
    return f"{' ' * value.startswith(' ')}{clean(value)}{' ' * value.endswith(' ')}"


def _ticked(text: str) -> Markup:
    """What messages put in backticks, in the type of code."""
    from markupsafe import Markup, escape

    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(clean(text)))))  # noqa: S704 - escaped first


def _sentence(text: str) -> Markup:
    """The same with a capital and a full stop; nothing where there is nothing."""
    words = clean(text).rstrip(".")
    return _ticked(f"{words[:1].upper()}{words[1:]}." if words else "")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
