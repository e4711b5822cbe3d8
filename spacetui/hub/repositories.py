"""A Space as a repository: create, copy, rename, show, delete; and what a token may do with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from spacetui.hub import answers
from spacetui.hub.asking import Asking
from spacetui.hub.endpoint import on_endpoint
from spacetui.hub.environment import entry
from spacetui.hub.errors import InvalidInput
from spacetui.hub.identifiers import check_sleep_time, check_space_id, is_space_id
from spacetui.hub.models import CreatedSpace, NewSecret, NewVariable, Volume
from spacetui.hub.wire import Request

Visibility = Literal["public", "private", "protected"]


class Repositories(Asking):
    """Operations on Spaces as a whole."""

    async def duplicate_space(
        self,
        from_id: str,
        to_id: str,
        *,
        visibility: Visibility,
        hardware: str | None = None,
        sleep_time: int | None = None,
        secrets: Sequence[NewSecret] = (),
        variables: Sequence[NewVariable] = (),
        volumes: Sequence[Volume] | None = None,
    ) -> CreatedSpace:
        """Copy a Space, its variables included, its secrets not. Raises Conflict where the new name is taken.

        `visibility` is always sent: what the Hub does without it is not agreed on.
        """
        if shared := {secret.key for secret in secrets} & {variable.key for variable in variables}:
            raise InvalidInput(f"A key cannot be a secret and a variable at once: {', '.join(sorted(shared))}.")
        body: dict[str, Any] = {"repository": check_space_id(to_id), "visibility": visibility}
        optional = {
            "hardware": hardware,
            "sleepTimeSeconds": None if sleep_time is None else check_sleep_time(sleep_time),
            "secrets": [entry(new.key, new.value, new.description) for new in secrets],
            "variables": [entry(new.key, new.value, new.description) for new in variables],
            "volumes": [volume.model_dump(by_alias=True, exclude_none=True) for volume in volumes or ()],
        }
        body.update({key: value for key, value in optional.items() if value})
        request = self._about(from_id, "/duplicate", f"duplicate {from_id} as {to_id}", body=body)
        answered = answers.read_object(request, await self._caller.call(request))
        return self._created(answered, to_id)

    async def update_space_visibility(self, space_id: str, visibility: Visibility) -> None:
        """Who sees it. Protected (the app public, the code not) needs a PRO, Team or Enterprise plan."""
        doing = f"change the visibility of {space_id}"
        body = {"visibility": visibility}
        await self._nothing(self._about(space_id, "/settings", doing, method="PUT", body=body))

    async def move_space(self, from_id: str, to_id: str) -> None:
        """Give it another name or owner; its old name leads to the new one. Raises Conflict where that is taken."""
        body = {"fromRepo": check_space_id(from_id), "toRepo": check_space_id(to_id), "type": "space"}
        await self._nothing(Request("POST", "/repos/move", f"rename {from_id} to {to_id}", body=body))

    async def delete_space(self, space_id: str) -> None:
        """Delete it with its code, secrets and settings, for good."""
        organization, name = check_space_id(space_id).split("/")
        body = {"name": name, "organization": organization, "type": "space"}
        await self._nothing(Request("DELETE", "/repos/delete", f"delete {space_id}", body=body))

    async def auth_check(self, space_id: str, *, write: bool = False) -> None:
        """Return where this token may see the Space, or with `write` change it; else raise why not."""
        doing = f"{'change' if write else 'see'} {space_id}"
        await self._nothing(self._about(space_id, f"/auth-check{'/write' if write else ''}", doing))

    def _created(self, answered: Mapping[str, Any], to_id: str) -> CreatedSpace:
        told = answered.get("url")
        page = on_endpoint(told, self.endpoint) if isinstance(told, str) else None
        named = page.partition("/spaces/")[2].strip("/") if page else ""
        space_id = named if is_space_id(named) else to_id
        return CreatedSpace(
            id=space_id,
            url=f"{self.endpoint}/spaces/{space_id}",
            files_copy_pending=answered.get("filesCopyPending") is True,
        )
