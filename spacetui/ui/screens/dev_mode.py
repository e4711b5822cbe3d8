"""Dev mode: on and off, what it needs, and how to get into the Space."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Button

from spacetui import text
from spacetui.live import cost
from spacetui.live.commands import SetDevMode
from spacetui.live.picture import CommandState
from spacetui.ui import links, ssh, summary
from spacetui.ui.copies import to_clipboard
from spacetui.ui.screens.dialog import Form, button, relabel
from spacetui.ui.screens.environment_edit import restart_words
from spacetui.ui.widgets.words import Words

_KEY = "Your public key has to be on your account (its settings, SSH keys)."
_LOST = "What is changed in it is lost when it restarts, unless committed and pushed from there."
_FOR_DOCKER = "A Docker Space keeps its code in /app, its image has bash, curl, wget, procps, git and git-lfs."


class DevModeForm(Form):
    """Turns dev mode on or off; while it is on, `c` connects by ssh, `y` copies the command for it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "connect", show=False),
        Binding("y", "copy('command')", show=False),
        Binding("Y", "copy('editor')", show=False),
        Binding("j,pagedown", "scroll(3)", show=False),
        Binding("k,pageup", "scroll(-3)", show=False),
    ]
    DEFAULT_CSS = """
    DevModeForm #state { text-style: bold; }
    DevModeForm #addresses { margin: 1 0; }
    DevModeForm #effect { margin-top: 1; }
    DevModeForm.-short #addresses, DevModeForm.-short #effect { margin: 0; }
    DevModeForm.-narrow #copy, DevModeForm.-off #copy, DevModeForm.-off #connect { display: none; }
    """

    @property
    def heading(self) -> str:
        return f"Dev mode · {self.named()}"

    @property
    def is_on(self) -> bool:
        runtime = self.entry.runtime if self.entry else None
        return runtime is not None and runtime.dev_mode is True

    def body(self) -> Iterable[Widget]:
        yield Words(id="state")
        yield Words(id="addresses")
        yield Words(id="about", classes="note")
        yield Words(id="effect")

    def buttons(self) -> Iterable[Widget]:
        yield button("Close", "cancel")
        yield button("c Connect", "connect")
        yield button("y Copy command", "copy")
        yield button("Turn on", "turn", kind="danger")

    def on_mount(self) -> None:
        self.fresh()
        self.query_one("#cancel").focus()

    # -- what is shown -------------------------------------------------------------------------------

    def fresh(self) -> None:
        self.query_one("#state", Words).tell(self._state())
        self.query_one("#addresses", Words).tell("\n".join(self._addresses()) if self.is_on else "")
        self.query_one("#about", Words).tell("\n".join(self._about()))
        self.set_class(not self.is_on, "-off")
        self.query_one("#effect", Words).tell(self._effect())
        relabel(self.query_one("#turn", Button), f"Turn {'off' if self.is_on else 'on'}")

    def _state(self) -> str:
        runtime = self.entry.runtime if self.entry else None
        if runtime is None or runtime.dev_mode is None:
            return "Whether dev mode is on is not told."
        if runtime.dev_mode and runtime.stage.kind != "running":
            return f"Dev mode is on, and the Space does not run yet ({text.clean(runtime.stage)})."
        return f"Dev mode is {'on' if runtime.dev_mode else 'off'}."

    def _addresses(self) -> list[str]:
        try:
            command = " ".join(ssh.command(self.entry.space if self.entry else None))
        except ValueError as error:
            command = str(error)
        return [f"SSH     {command}", f"Editor  {text.clean(self._editor)}"]

    @property
    def _editor(self) -> str:
        session = self.cockpit.session
        return (links.editor_url(session.client.endpoint, self.space_id) if session else None) or ""

    def _about(self) -> list[str]:
        if self.is_on:
            return [_KEY, _LOST, "It ends by itself after 48 h without use."]
        lines = [
            "An SSH and an editor server run beside the app: files change there without a new build.",
            "It needs a PRO or Team plan, and ends by itself after 48 h without use.",
            _LOST,
        ]
        docker = self.entry is not None and self.entry.space.sdk == "docker"
        return [*lines, _FOR_DOCKER] if docker else lines

    def _effect(self) -> str:
        """What turning it on or off does to the Space now, and what that costs."""
        runtime = self.entry.runtime if self.entry else None
        price = None if runtime is None else cost.rate(runtime, cost.prices(self.picture), flavor=runtime.next_flavor)
        return restart_words(self.entry, price)

    # -- what is done --------------------------------------------------------------------------------

    @on(Button.Pressed, "#turn")
    def _turned(self) -> None:
        if self.number is None and self.ready():
            self.send(SetDevMode(self.space_id, not self.is_on))

    def succeeded(self, state: CommandState) -> None:
        """It stays: what one turned it on for comes next."""
        self.say(summary.outcome(state, self.cockpit.glyphs)[0])

    @on(Button.Pressed, "#copy")
    def _copied(self) -> None:
        self.action_copy("command")

    def action_copy(self, what: str) -> None:
        if not self.is_on:
            self.say("Dev mode is off: there is nothing to connect to.", "trouble")
            return
        try:
            words = (
                self._editor if what == "editor" else " ".join(ssh.command(self.entry.space if self.entry else None))
            )
        except ValueError as error:
            self.say(str(error), "trouble")
            return
        copied = text.clean(words)
        self.say(to_clipboard(self.app, copied, copied))

    @on(Button.Pressed, "#connect")
    def action_connect(self) -> None:
        """Leave the terminal to ssh, unless something speaks against it."""
        session, runtime = self.cockpit.session, self.entry.runtime if self.entry else None
        if not self.is_on or runtime is None:
            self.say("Dev mode is off: turn it on first.", "trouble")
        elif session is not None and session.demo is not None:
            self.say("This is the demo: there is no machine behind that address.", "trouble")
        elif runtime.stage.kind in ("idle", "failed"):
            self.say(f"It does not run ({text.clean(runtime.stage)}): there is nothing to connect to.", "trouble")
        else:
            try:
                command = ssh.command(self.entry.space if self.entry else None)
            except ValueError as error:
                self.say(str(error), "trouble")
            else:
                # The app's, as another account's session closes this form.
                self.cockpit.run_worker(self._connect(command), group="ssh")

    async def _connect(self, command: tuple[str, ...]) -> None:
        well, words = await ssh.connect(self.cockpit, command)
        if self.is_attached:
            self.say(words, "" if well else "trouble")
        else:
            self.cockpit.main.say(words, "text" if well else "warning")
