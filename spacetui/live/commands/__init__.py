"""What can be done to a Space, one class a command."""

from spacetui.live.commands.command import Answer, Command, Effect, Look, Situation
from spacetui.live.commands.environment import DeleteSecret, DeleteVariable, EntryCommand, SetSecret, SetVariable
from spacetui.live.commands.repository import DELETION, Delete, Duplicate, Move, SetVisibility
from spacetui.live.commands.running import (
    Pause,
    RequestHardware,
    Restart,
    SetDevMode,
    SetReplicas,
    SetSleepTime,
    SetVolumes,
)

__all__ = [
    "DELETION",
    "Answer",
    "Command",
    "Delete",
    "DeleteSecret",
    "DeleteVariable",
    "Duplicate",
    "Effect",
    "EntryCommand",
    "Look",
    "Move",
    "Pause",
    "RequestHardware",
    "Restart",
    "SetDevMode",
    "SetReplicas",
    "SetSecret",
    "SetSleepTime",
    "SetVariable",
    "SetVisibility",
    "SetVolumes",
    "Situation",
]
