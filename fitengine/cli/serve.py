"""`fitengine serve`."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec

import click

from fitengine import api
from fitengine.cli.commands import ExampleCommand
from fitengine.cli.options import quiet_option, rules_option, setting_option
from fitengine.cli.output import note
from fitengine.errors import FitengineError, InputError
from fitengine.service.hosts import LOOPBACK_NAMES, is_loopback

__all__ = ["command"]

_MOST_CONNECTIONS = 64


@click.command(
    cls=ExampleCommand,
    short_help="Answer questions about processes over HTTP.",
    epilog="fitengine serve\nfitengine serve --port 8765 --rules our-rules --max-bytes 200000 --timeout 5",
)
@click.option("--host", metavar="ADDRESS", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, help="Else a free one is chosen and printed."
)
@click.option(
    "--allow-host",
    "names",
    metavar="NAME",
    multiple=True,
    help="A name that requests may be addressed to, beside those of this machine; needed to listen to others; repeatable.",
)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option(
    "--max-bytes", type=click.IntRange(1), default=1_000_000, show_default=True, help="The largest request."
)
@click.option(
    "--timeout", type=click.FloatRange(0.1), default=20.0, show_default=True,
    help="Seconds for a request to come in, and again for its answer.",
)  # fmt: skip
@rules_option
@setting_option
@quiet_option
def command(
    host: str,
    port: int,
    names: tuple[str, ...],
    workers: int,
    max_bytes: int,
    timeout: float,
    rules: tuple[str, ...],
    settings: dict[str, str],
    quiet: bool,
) -> None:
    """Answer questions about processes over HTTP, for programs on this machine: POST /assess, /explain, /next-question and
    /what-if take `{"process": "text of a process file"}` as JSON; GET /openapi.json describes them. Ctrl-C ends.

    Requests carry texts and never paths; nothing is stored. There are no users and no passwords: for others than this machine,
    put something in front that asks for them.
    """
    _require_web()
    if not is_loopback(host) and not names:
        raise click.UsageError(
            f"`{host}` listens to other machines: say with --allow-host by which name they ask"
        )
    rulebook = api.load_rules(*rules, settings=settings)
    from fitengine.service.web import Limits, web_app
    from fitengine.service.workers import Workers

    with _listening(host, port) as listener:
        staff = Workers(workers, timeout, rules, settings)
        try:
            staff.wait_until_ready()
            allowed = {*LOOPBACK_NAMES, *(name.lower() for name in names)}
            app = web_app(staff, rulebook.packs, allowed, Limits(max_bytes, timeout))
            shown = f"[{host}]" if ":" in host else host
            _run(app, listener, f"http://{shown}:{listener.getsockname()[1]}/", quiet)
        finally:
            staff.close()
    note("ended", quiet)


def _run(app: object, listener: socket.socket, address: str, quiet: bool) -> None:
    import uvicorn

    config = uvicorn.Config(
        app,  # type: ignore[arg-type] # an application; its type would have to be imported
        log_config=None, access_log=False, server_header=False, lifespan="off", ws="none", proxy_headers=False,
        limit_concurrency=_MOST_CONNECTIONS, timeout_keep_alive=5, timeout_graceful_shutdown=2,
    )  # fmt: skip
    server = uvicorn.Server(config)
    with suppress(KeyboardInterrupt):  # the way it is ended
        click.echo(address)
        note("Ctrl-C ends", quiet)
        server.run(sockets=[listener])


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host.strip("[]"), port), family=family)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        help_ = "choose another port, or none: a free one is found"
        raise InputError.single(
            "no-port", f"nobody can listen on {host}, port {port}: {reason}", help_
        ) from None
    with listener:
        yield listener


def _require_web() -> None:
    if find_spec("starlette") is None or find_spec("uvicorn") is None:
        raise FitengineError.single(
            "not-installed",
            "the service runs on Starlette and uvicorn, which are not installed",
            "install them with `pip install 'fitengine[web]'`",
        )
