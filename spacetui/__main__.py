"""Where the `spacetui` command starts."""

from __future__ import annotations

import gc


def main() -> None:
    gc.disable()  # imports make much and drop little: collecting meanwhile is a tenth of a start's time
    from spacetui.cli import cockpit

    cockpit()


if __name__ == "__main__":
    main()
