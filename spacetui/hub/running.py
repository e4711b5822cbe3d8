"""How a Space runs: stage, hardware, sleep, replicas, volumes, dev mode."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from spacetui.hub import answers
from spacetui.hub.asking import Asking
from spacetui.hub.errors import InvalidInput
from spacetui.hub.identifiers import MASKED, check_sleep_time
from spacetui.hub.models import HardwareInfo, SpaceRuntime, Volume, ZeroGpuQuota
from spacetui.hub.wire import Request


class Running(Asking):
    """Operations on a Space's runtime."""

    async def get_space_runtime(self, space_id: str) -> SpaceRuntime:
        return await self._runtime(self._about(space_id, "/runtime", f"read the runtime of {space_id}"))

    async def request_space_hardware(
        self, space_id: str, flavor: str, *, sleep_time: int | None = None
    ) -> SpaceRuntime:
        """Ask for another flavor, which may be billed from its start. `sleep_time` as in `set_space_sleep_time`."""
        body: dict[str, Any] = {"flavor": flavor}
        if sleep_time is not None:
            body["sleepTimeSeconds"] = check_sleep_time(sleep_time)
        return await self._runtime(self._about(space_id, "/hardware", f"change the hardware of {space_id}", body=body))

    async def set_space_sleep_time(self, space_id: str, sleep_time: int) -> SpaceRuntime:
        """Let the Space sleep after so many idle seconds, -1 for never. On cpu-basic the Hub keeps its 48 hours."""
        body = {"seconds": check_sleep_time(sleep_time)}
        doing = f"change the sleep time of {space_id}"
        return await self._runtime(self._about(space_id, "/sleeptime", doing, body=body))

    async def pause_space(self, space_id: str) -> SpaceRuntime:
        """Stop the Space and its bill until its owner restarts it."""
        return await self._runtime(self._about(space_id, "/pause", f"pause {space_id}", method="POST"))

    async def restart_space(self, space_id: str, *, factory_reboot: bool = False) -> SpaceRuntime:
        """Start the Space again, from any stage; `factory_reboot` builds it anew without the cache."""
        query = (("factory", "true"),) if factory_reboot else ()
        return await self._runtime(self._about(space_id, "/restart", f"restart {space_id}", method="POST", query=query))

    async def set_space_replicas(self, space_id: str, replicas: int) -> None:
        """Have so many replicas run, each billed by itself; on paid hardware only. Read the runtime afterwards."""
        if replicas < 1:
            raise InvalidInput("A Space has at least one replica.")
        doing = f"change the replicas of {space_id}"
        await self._nothing(self._about(space_id, "/replicas", doing, body={"replicas": replicas}))

    async def enable_space_dev_mode(self, space_id: str) -> SpaceRuntime:
        """Open its container for SSH and an editor. Needs a PRO or Team plan; ends after 48 hours without use."""
        return await self._dev_mode(space_id, enabled=True)

    async def disable_space_dev_mode(self, space_id: str) -> SpaceRuntime:
        return await self._dev_mode(space_id, enabled=False)

    async def _dev_mode(self, space_id: str, *, enabled: bool) -> SpaceRuntime:
        doing = f"turn dev mode of {space_id} {'on' if enabled else 'off'}"
        return await self._runtime(self._about(space_id, "/dev-mode", doing, body={"enabled": enabled}))

    async def set_space_volumes(self, space_id: str, volumes: Sequence[Volume]) -> None:
        """Mount exactly these, in place of all there were. Raises InvalidInput for a source that is masked."""
        body = {"volumes": sent_volumes(volumes)}
        doing = f"change the volumes of {space_id}"
        await self._nothing(self._about(space_id, "/volumes", doing, method="PUT", body=body))

    async def delete_space_volumes(self, space_id: str) -> None:
        """Unmount all. The Hub refuses where there are none."""
        await self._nothing(self._about(space_id, "/volumes", f"remove the volumes of {space_id}", method="DELETE"))

    async def list_spaces_hardware(self) -> list[HardwareInfo]:
        """The catalog of flavors with their prices."""
        request = Request("GET", "/spaces/hardware", "read the hardware catalog")
        return answers.read_items(request, await self._caller.call(request), HardwareInfo)

    async def get_zero_gpu_quota(self) -> ZeroGpuQuota:
        """How many seconds of ZeroGPU the account has left."""
        return await self._model(Request("GET", "/spaces/zero-gpu/quota", "read the ZeroGPU quota"), ZeroGpuQuota)


def sent_volumes(volumes: Sequence[Volume]) -> list[dict[str, Any]]:
    """Volumes as the Hub takes them. Raises InvalidInput for a source that is masked."""
    if any(MASKED in volume.source for volume in volumes):
        raise InvalidInput(
            "A volume's source is hidden from this token, so the list cannot be written back.",
            advice="Somebody who sees the source can change the volumes.",
        )
    return [volume.model_dump(by_alias=True, exclude_none=True) for volume in volumes]
