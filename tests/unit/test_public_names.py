"""What `from fitengine import …` gives, whatever was imported before."""

import subprocess
import sys
from types import ModuleType

import fitengine


def test_every_public_name_is_there_and_none_is_a_module() -> None:
    for name in fitengine.__all__:
        assert callable(getattr(fitengine, name))
        assert not isinstance(getattr(fitengine, name), ModuleType)


def test_a_room_of_the_same_name_does_not_hide_the_function() -> None:
    """`assess` is also a package: once it was imported, the name would lead to it."""
    program = "import fitengine.assess.process; from fitengine import assess; assert callable(assess), assess"
    subprocess.run([sys.executable, "-c", program], check=True)
    subprocess.run([sys.executable, "-c", f"from fitengine import assess; {program}"], check=True)


def test_an_unknown_name_is_an_attribute_error() -> None:
    assert not hasattr(fitengine, "asses")
