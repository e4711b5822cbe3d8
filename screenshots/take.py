"""Takes the pictures in this folder: the demo, at one moment of its life, at several sizes.

    make screenshots

Time stands still while a picture is taken, so the same code draws the same picture.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from textual.pilot import Pilot

from spacetui.clock import ManualClock
from spacetui.launch import Launcher
from spacetui.settings import Settings, Theme
from spacetui.ui.app import SpacetuiApp

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Shot:
    """Keys are pressed one after the other, a second apart; `~` in a key is a pause of five seconds."""

    name: str
    size: tuple[int, int]
    keys: str = ""
    theme: Theme = "spacetui-dark"
    signed_in: bool = True


SHOTS = (
    Shot("main-140x40", (140, 40), "~ j j j j"),
    Shot("main-80x24", (80, 24), "~ j j"),
    Shot("main-40x12", (40, 12), "~"),
    Shot("main-light-120x40", (120, 40), "~ n", "spacetui-light"),
    Shot("environment-tab-120x40", (120, 40), "/ w h i s p e r enter 4"),
    Shot("hardware-120x40", (120, 40), "/ w h i s p e r enter h j j"),
    Shot("hardware-80x24", (80, 24), "/ w h i s p e r enter h j j"),
    Shot("sleep-time-80x24", (80, 24), "/ s d - t u r b o enter z"),
    Shot("secrets-120x40", (120, 40), "/ w h i s p e r enter s"),
    Shot("variables-80x24", (80, 24), "/ w h i s p e r enter v"),
    Shot("duplicate-120x40", (120, 40), "/ w h i s p e r enter D"),
    Shot("log-120x40", (120, 40), "/ c h a t - u i enter l ~ ~"),
    Shot("log-80x24", (80, 24), "/ c h a t - u i enter l ~ ~"),
    Shot("metrics-120x40", (120, 40), "/ w h i s p e r enter m" + " ~" * 60),
    Shot("plan-120x40", (120, 40), "j space space space j j j j space space space p"),
    Shot("volumes-80x24", (80, 24), "/ n o t e b o o k enter M"),
    Shot(
        "import-env-120x40",
        (120, 40),
        "/ w h i s p e r enter s i ctrl+u s c r e e n s h o t s / e x a m p l e . e n v enter ~",
    ),
    Shot("account-120x40", (120, 40), "c c"),
    Shot("raw-json-80x24", (80, 24), "/ w h i s p e r enter i"),
    Shot("pause-80x24", (80, 24), "/ s d - t u r b o enter p"),
    Shot("actions-120x40", (120, 40), "/ w h i s p e r enter a"),
    Shot("help-120x40", (120, 40), "?"),
    Shot("welcome-80x24", (80, 24), signed_in=False),
)


async def take(shot: Shot) -> None:
    clock = ManualClock()
    launcher = Launcher({}, HERE / "no-home", demo=shot.signed_in, clock=clock)
    app = SpacetuiApp(launcher, Settings(theme=shot.theme))
    async with app.run_test(size=shot.size) as pilot:
        async with asyncio.timeout(20):
            while app.session is None and shot.signed_in:
                await pilot.pause(0.01)
            await _settle(app, pilot)
            for key in shot.keys.split():
                clock.advance(5 if key == "~" else 1)
                await _settle(app, pilot)
                if key != "~":
                    await pilot.press("slash" if key == "/" else "minus" if key == "-" else key)
                await _settle(app, pilot)
        (HERE / f"{shot.name}.svg").write_text(app.export_screenshot(title="spacetui --demo"))
    print(f"{shot.name}.svg")


async def _settle(app: SpacetuiApp, pilot: Pilot[None]) -> None:
    await pilot.pause()
    if app.session is not None:
        await app.session.engine.settled()
    await pilot.pause()


async def main() -> None:
    for shot in SHOTS:
        await take(shot)


if __name__ == "__main__":
    asyncio.run(main())
