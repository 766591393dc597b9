"""What the extra `portfolio` brings along."""

from __future__ import annotations

from importlib.util import find_spec

from fitengine.errors import FitengineError

__all__ = ["require_extra"]


def require_extra(*modules: str) -> None:
    """Raises FitengineError where one of some modules is not installed."""
    for module in modules:
        if find_spec(module) is None:
            message = f"portfolios need `{module}`, which is not installed"
            help_ = "install it with `pip install 'fitengine[portfolio]'`"
            raise FitengineError.single("not-installed", message, help_)
