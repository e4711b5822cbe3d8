"""The command line. Each command imports what it needs when it runs; data goes to stdout, words to stderr."""

from __future__ import annotations

import math
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from spacetui import __version__
from spacetui.launch import Launcher

if TYPE_CHECKING:
    from spacetui.hub.errors import HubError

_EPILOG = "The token is found where the hf tool keeps it: HF_TOKEN, or the file that `hf auth login` writes."


def _launcher(*, demo: bool, speed: float, authors: tuple[str, ...], endpoint: str | None) -> Launcher:
    if demo and (authors or endpoint):
        raise click.UsageError("--demo shows a simulated Hub: it goes with neither --author nor --endpoint.")
    return Launcher(os.environ, Path.home(), endpoint, authors, demo, speed)


def _speed(_: click.Context, __: click.Parameter, value: float) -> float:
    """Click's range lets NaN through."""
    if math.isnan(value):
        raise click.BadParameter("it is not a number.")
    return value


_DEMO = click.option("--demo", is_flag=True, help="A simulated Hub: nothing needed, nothing billed.")
_SPEED = click.option(
    "--demo-speed",
    "speed",
    type=click.FloatRange(0.1, 100),
    callback=_speed,
    default=1.0,
    show_default=True,
    help="How fast it lives.",
)
_AUTHORS = click.option(
    "--author", "authors", multiple=True, metavar="NAME", help="Whose Spaces to show, instead of yours; repeatable."
)
_ENDPOINT = click.option("--endpoint", metavar="URL", help="Another Hub; the default is HF_ENDPOINT or huggingface.co.")
_JSON = click.option("--json", "as_json", is_flag=True, help="As JSON, with the official client's names.")


@click.group(invoke_without_command=True, epilog=_EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@_DEMO
@_SPEED
@_AUTHORS
@_ENDPOINT
@click.option("--config", type=click.Path(path_type=Path), metavar="FILE", help="Another settings file.")
@click.version_option(__version__, prog_name="spacetui")
@click.pass_context
def cockpit(
    context: click.Context,
    demo: bool,
    speed: float,
    authors: tuple[str, ...],
    endpoint: str | None,
    config: Path | None,
) -> None:
    """The terminal cockpit for Hugging Face Spaces.

    Without a command it opens the app: your Spaces and your organizations', live.
    """
    context.obj = _launcher(demo=demo, speed=speed, authors=authors, endpoint=endpoint)
    if context.invoked_subcommand is None:
        _open(context.obj, config)


def _open(launcher: Launcher, config: Path | None) -> None:
    """Open the app, on a terminal only."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise click.ClickException("The app needs a terminal. For scripts there is `spacetui list --json`.")
    from spacetui.ui.environment import scrub_environment

    scrub_environment(os.environ)
    from spacetui.settings import load_settings
    from spacetui.ui.app import SpacetuiApp
    from spacetui.ui.terminal import run_and_exit

    settings, problems = load_settings(config)
    app = SpacetuiApp(launcher, settings, problems)
    run_and_exit(app)


@cockpit.command("list")
@_JSON
@click.pass_obj
def list_spaces(launcher: Launcher, as_json: bool) -> None:
    """Print the Spaces, one a line, with stage, hardware and price."""
    from spacetui import report

    _print(report.listing(launcher, as_json=as_json))


@cockpit.command("show")
@click.argument("space_id", metavar="ID")
@_JSON
@click.pass_obj
def show_space(launcher: Launcher, space_id: str, as_json: bool) -> None:
    """Print all that is known of one Space."""
    from spacetui import report
    from spacetui.hub.errors import InvalidInput
    from spacetui.hub.identifiers import check_space_id

    try:
        check_space_id(space_id)
    except InvalidInput as wrong:
        raise click.BadParameter(str(wrong), param_hint="ID") from wrong
    _print(report.one(launcher, space_id, as_json=as_json))


@cockpit.command("demo-hub")
@click.option("--port", type=click.IntRange(0, 65535), default=0, show_default=True, help="0 takes any free one.")
@_SPEED
@click.option("--fault", metavar="KIND", help="Answer every read wrongly, to see how a client bears it.")
def demo_hub(port: int, speed: float, fault: str | None) -> None:
    """Serve the demo hub alone, for the hf command, curl, or several spacetuis."""
    from spacetui.demo.faults import NAMED
    from spacetui.demo.server import PortTaken, run_alone

    if fault is not None and fault not in NAMED:
        raise click.UsageError(f"--fault is one of {', '.join(NAMED)}.")
    try:
        run_alone(port, speed, fault, sys.stdout)
    except PortTaken as taken:
        raise click.ClickException(str(taken)) from taken


def _print(result: str | HubError) -> None:
    """What was asked for on stdout, or what went wrong on stderr with exit status 1."""
    if isinstance(result, str):
        # Where a terminal's encoding lacks a dash, a question mark serves.
        encoding = sys.stdout.encoding or "utf-8"
        click.echo(result.encode(encoding, "replace").decode(encoding))
    else:
        from spacetui import text

        raise click.ClickException(text.clean(str(result)))
