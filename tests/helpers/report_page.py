"""A report as a browser takes it apart."""

from __future__ import annotations

import json
import re

__all__ = ["page_data"]


def page_data(html: str) -> dict[str, object]:
    """The data that travel in the page."""
    (text,) = re.findall(r'<script type="application/json" class="fe-data">(.*?)</script>', html, re.DOTALL)
    data = json.loads(text)
    assert isinstance(data, dict)
    return data
