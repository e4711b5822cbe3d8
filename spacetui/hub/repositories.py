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
from spacetui.hub.running import sent_volumes
from spacetui.hub.wire import Request

Visibility = Literal["public", "private", "protected"]


class Repositories(Asking):
    """Operations on Spaces as a whole."""

    async def create_space(
        self,
        space_id: str,
        *,
        sdk: str,
        visibility: Visibility,
        template: str | None = None,
        hardware: str | None = None,
        sleep_time: int | None = None,
        secrets: Sequence[NewSecret] = (),
        variables: Sequence[NewVariable] = (),
        volumes: Sequence[Volume] | None = None,
        resource_group_id: str | None = None,
        region: str | None = None,
    ) -> CreatedSpace:
        """Make a new Space: an empty one, or from the `template` of that repository, whose `sdk` is then to be said.

        Raises Conflict where the name is taken, or while another one of the account is being made.
        """
        namespace, name = check_space_id(space_id).split("/")
        body: dict[str, Any] = {"name": name, "organization": namespace, "type": "space"}
        body |= {"sdk": sdk, "visibility": visibility}
        optional = {"template": template, "resourceGroupId": resource_group_id, "region": region}
        body |= {key: value for key, value in optional.items() if value}
        body |= _equipment(hardware, sleep_time, secrets, variables, volumes)
        request = Request("POST", "/repos/create", f"create {space_id}", body=body)
        return self._created(answers.read_object(request, await self._caller.call(request)), space_id)

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
        resource_group_id: str | None = None,
    ) -> CreatedSpace:
        """Copy a Space, its variables included, its secrets not. Raises Conflict where the new name is taken.

        `visibility` is always sent: what the Hub does without it is not agreed on.
        """
        body: dict[str, Any] = {"repository": check_space_id(to_id), "visibility": visibility}
        body |= _equipment(hardware, sleep_time, secrets, variables, volumes)
        if resource_group_id:
            body["resourceGroupId"] = resource_group_id
        request = self._about(from_id, "/duplicate", f"duplicate {from_id} as {to_id}", body=body)
        return self._created(answers.read_object(request, await self._caller.call(request)), to_id)

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


def _equipment(
    hardware: str | None,
    sleep_time: int | None,
    secrets: Sequence[NewSecret],
    variables: Sequence[NewVariable],
    volumes: Sequence[Volume] | None,
) -> dict[str, Any]:
    """What a new Space gets along, as the Hub takes it. Raises InvalidInput."""
    if shared := {secret.key for secret in secrets} & {variable.key for variable in variables}:
        raise InvalidInput(f"A key cannot be a secret and a variable at once: {', '.join(sorted(shared))}.")
    given = {
        "hardware": hardware,
        "sleepTimeSeconds": None if sleep_time is None else check_sleep_time(sleep_time),
        "secrets": [entry(new.key, new.value, new.description) for new in secrets],
        "variables": [entry(new.key, new.value, new.description) for new in variables],
        "volumes": sent_volumes(volumes or ()),
    }
    return {key: value for key, value in given.items() if value}
