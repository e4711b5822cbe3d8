"""Secrets and variables."""

from __future__ import annotations

from typing import Any

from pydantic import SecretStr

from spacetui.hub import answers
from spacetui.hub.asking import Asking
from spacetui.hub.identifiers import check_key
from spacetui.hub.models import SpaceSecret, SpaceVariable
from spacetui.hub.wire import Request


class EnvironmentOperations(Asking):
    """Operations on a Space's secrets and variables."""

    async def get_space_secrets(self, space_id: str) -> dict[str, SpaceSecret]:
        """Secrets by key; their values never come back."""
        request = self._about(space_id, "/secrets", f"read the secrets of {space_id}")
        return answers.read_secrets(request, await self._caller.call(request))

    async def add_space_secret(
        self, space_id: str, key: str, value: SecretStr, *, description: str | None = None
    ) -> None:
        """Add a secret or replace the one of that key; a running Space restarts."""
        body = entry(key, value, description)
        request = self._about(space_id, "/secrets", f"save a secret of {space_id}", body=body)
        answers.read_nothing(request, await self._caller.call(request))

    async def delete_space_secret(self, space_id: str, key: str) -> None:
        """Delete a secret, which need not exist; a running Space restarts."""
        body = {"key": check_key(key)}
        request = self._about(space_id, "/secrets", f"delete a secret of {space_id}", method="DELETE", body=body)
        answers.read_nothing(request, await self._caller.call(request))

    async def get_space_variables(self, space_id: str) -> dict[str, SpaceVariable]:
        return await self._variables(self._about(space_id, "/variables", f"read the variables of {space_id}"))

    async def add_space_variable(
        self, space_id: str, key: str, value: str, *, description: str | None = None
    ) -> dict[str, SpaceVariable]:
        """Add a variable or replace the one of that key; a running Space restarts. Gives all variables."""
        body = entry(key, value, description)
        return await self._variables(self._about(space_id, "/variables", f"save a variable of {space_id}", body=body))

    async def delete_space_variable(self, space_id: str, key: str) -> dict[str, SpaceVariable]:
        """Delete a variable, which need not exist; a running Space restarts. Gives all that are left."""
        body = {"key": check_key(key)}
        doing = f"delete a variable of {space_id}"
        return await self._variables(self._about(space_id, "/variables", doing, method="DELETE", body=body))

    async def _variables(self, request: Request) -> dict[str, SpaceVariable]:
        return answers.read_variables(request, await self._caller.call(request))


def entry(key: str, value: SecretStr | str, description: str | None) -> dict[str, Any]:
    """A secret or variable as the Hub takes it. Raises InvalidInput for a key it would not take."""
    sent: dict[str, Any] = {"key": check_key(key), "value": value}
    return sent if description is None else {**sent, "description": description}
