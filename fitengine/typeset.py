"""Documents as PDF: the one place that knows the program that sets them (extra `pdf`).

The document is ours and constant; everything from outside reaches it as data, never as markup. It reads no file, no package and
no network, and no date goes into the PDF: same data, same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from fitengine.errors import DrawingFault, FitengineError

__all__ = ["require_typesetter", "typeset"]


def require_typesetter() -> None:
    """Raises FitengineError where the library is missing."""
    if find_spec("typst") is None:
        raise FitengineError.single(
            "not-installed",
            "PDF is written with typst, which is not installed",
            "install it with `pip install 'fitengine[pdf]'`",
        )


def typeset(document: str, data: object, pictures: Mapping[str, str]) -> bytes:
    """The PDF of a Typst document. It finds `data` as JSON under `sys.inputs.data` and each SVG by its name beside it. Raises
    FitengineError without the extra `pdf`, DrawingFault where a picture or the data cannot be set."""
    require_typesetter()
    import typst

    inputs = {"data": json.dumps(data, ensure_ascii=False, allow_nan=False), **pictures}
    with TemporaryDirectory(prefix="fitengine-") as folder:
        nowhere, main = Path(folder), Path(folder) / "main.typ"
        main.write_text(document, encoding="utf-8")
        try:
            made = typst.compile(
                main,
                None,
                nowhere,
                format="pdf",
                sys_inputs=inputs,
                package_path=nowhere,
                package_cache_path=nowhere,
            )
        except (typst.TypstError, RuntimeError) as error:
            words = " ".join(str(error).split())[:300]
            raise DrawingFault.single("drawing-failed", f"the PDF could not be set: {words}") from None
    assert isinstance(made, bytes)
    return made
