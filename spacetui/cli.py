"""The command line. Each command imports what it needs when it runs; data goes to stdout, words to stderr."""

from __future__ import annotations

import math
import os
import sys
from dataclasses import replace
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
    return Launcher(os.environ, Path.home(), endpoint, authors, demo, speed, hints=True)


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
_JSON_LINES = click.option("--json", "as_json", is_flag=True, help="As JSON, one object a line.")


def _seconds(_: click.Context, __: click.Parameter, value: str | None) -> int | None:
    """How long to wait; None for as long as it takes."""
    from spacetui.live.fleet import NEVER
    from spacetui.ui.phrases import parse_duration

    if value is None or value.strip() == "0":
        return None if value is None else 0
    try:
        seconds = parse_duration(value)
    except ValueError as wrong:
        raise click.BadParameter(f"{wrong}.") from wrong
    return None if seconds == NEVER else seconds


def _check_ids(ids: tuple[str, ...]) -> None:
    from spacetui.hub.errors import InvalidInput
    from spacetui.hub.identifiers import check_space_id

    try:
        for space_id in ids:
            check_space_id(space_id)
    except InvalidInput as wrong:
        raise click.BadParameter(str(wrong), param_hint="ID") from wrong


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
    from spacetui.ui.scrubbing import scrub_environment

    scrub_environment(os.environ)
    from spacetui.settings import load_settings, paths
    from spacetui.ui.app import SpacetuiApp
    from spacetui.ui.terminal import run_and_exit

    settings, problems = load_settings(config)
    app = SpacetuiApp(replace(launcher, paths=paths()), settings, problems)
    run_and_exit(app)


@cockpit.command("list")
@_JSON
@click.pass_obj
def list_spaces(launcher: Launcher, as_json: bool) -> None:
    """Print the Spaces, one a line, with stage, hardware and price."""
    from spacetui.report import lists

    _print(lists.listing(launcher, as_json=as_json))


@cockpit.command("show")
@click.argument("space_id", metavar="ID")
@_JSON
@click.pass_obj
def show_space(launcher: Launcher, space_id: str, as_json: bool) -> None:
    """Print all that is known of one Space."""
    from spacetui.report import lists

    _check_ids((space_id,))
    _print(lists.one(launcher, space_id, as_json=as_json))


@cockpit.command("watch")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@_JSON_LINES
@click.pass_context
def watch_spaces(context: click.Context, ids: tuple[str, ...], as_json: bool) -> None:
    """Print every change of the Spaces as it is seen, a line each, until ctrl+c.

    The first lines say how each Space is now. With IDs only these are watched, own or public; without, yours and
    your organizations', or those of --author. Trouble with the connection is told on stderr, and waited out.
    """
    from spacetui.report.watch import watch

    _check_ids(ids)
    context.exit(watch(context.obj, ids, as_json=as_json))


@cockpit.command("wait")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option(
    "--timeout",
    callback=_seconds,
    metavar="TIME",
    help="Give up after so many seconds, or 90m, 2h; 0 looks once. Without it the wait has no end.",
)
@_JSON_LINES
@click.pass_context
def wait_for_spaces(context: click.Context, ids: tuple[str, ...], timeout: int | None, as_json: bool) -> None:
    """Wait until the Spaces are settled, and print each as it settles.

    A Space is settled when it neither builds nor starts, and has the hardware that was asked for. In a stage that
    this version does not know it counts as under way.

    \b
    Exit status, the first that applies:
      1  one failed, was deleted or cannot be seen
      3  the time is up
      4  settled, but not all are running: asleep, paused, nothing to run
      0  all are running
    """
    from spacetui.report.wait import wait

    _check_ids(ids)
    context.exit(wait(context.obj, ids, timeout=timeout, as_json=as_json))


@cockpit.command("logs")
@click.argument("space_id", metavar="ID")
@click.option("--build", is_flag=True, help="The build log instead of the run log.")
@click.option("--follow", is_flag=True, help="Go on with what is written, over restarts, until ctrl+c.")
@click.option("--tail", type=click.IntRange(min=1), metavar="N", help="Begin with the last N entries.")
@click.pass_context
def print_logs(context: click.Context, space_id: str, build: bool, follow: bool, tail: int | None) -> None:
    """Print the log of a Space that you may write to, as clean lines.

    Colours are kept on a terminal, unless NO_COLOR is set. Of a progress bar the last state is printed. Without
    --follow it ends with what was written until now, which is known when nothing has come for five seconds.
    """
    from spacetui.report.logs import logs

    _check_ids((space_id,))
    context.exit(logs(context.obj, space_id, build=build, follow=follow, tail=tail))


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
