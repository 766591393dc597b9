"""One target in a process of its own: `python -m tests.fuzz.child TARGET FOLDER libFuzzer's options`.

The corpus is in FOLDER/corpus and grows there; inputs that break a promise go to FOLDER/found, one a place. libFuzzer leaves
crashes and hangs of the whole process in the same folder.
"""

from __future__ import annotations

import hashlib
import importlib
import pkgutil
import resource
import sys
import zlib
from pathlib import Path

import atheris

_LONGEST = 16 * 1024
_TWICE = 8
"""Of so many inputs one is read twice."""


def main(name: str, folder: Path, options: list[str]) -> None:
    """Fuzz until libFuzzer has enough."""
    sys.dont_write_bytecode = True
    with atheris.instrument_imports(include=["fitengine.load"]):
        import fitengine.load

        for module in pkgutil.walk_packages(fitengine.load.__path__, "fitengine.load."):
            importlib.import_module(module.name)
    from tests.fuzz.guard import find_violation
    from tests.fuzz.mutate import mutate, words_of
    from tests.fuzz.targets import TARGETS, seeds_of

    target = TARGETS[name]
    seeds = [path.read_bytes() for path in seeds_of(target)]
    words = words_of(seeds)
    for seed in seeds:
        find_violation(target, seed)  # what is made once is made before memory is limited
    _limit_memory(target.memory)
    known = {path.name for path in (folder / "found").iterdir()}

    def run(data: bytes) -> None:
        violation = find_violation(target, data, twice=zlib.crc32(data) % _TWICE == 0)
        if violation is None:
            return
        mark = hashlib.sha256(f"{violation.kind} {violation.place}".encode()).hexdigest()[:12]
        if mark not in known:
            known.add(mark)
            (folder / "found" / mark).write_bytes(data)
            print(f"found {mark}: {violation}", file=sys.stderr, flush=True)

    def change(data: bytes, longest: int, seed: int) -> bytes:
        if seed % 3 == 0:
            return atheris.Mutate(data, longest)
        return mutate(data, words, longest, seed)

    atheris.Setup(
        [
            sys.argv[0],
            str(folder / "corpus"),
            f"-max_len={_LONGEST}",
            f"-artifact_prefix={folder / 'found'}/",
            *options,
        ],
        run,
        custom_mutator=change,
    )
    atheris.Fuzz()


def _limit_memory(most: int) -> None:
    """Beyond what the process has now; more is a MemoryError, and so a finding."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most += pages * resource.getpagesize() + 256 * 1024**2  # libFuzzer and the corpus grow as well
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
