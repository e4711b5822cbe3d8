"""The hardware a Space can run on, with its price, in the shape of `GET /api/spaces/hardware`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

CPU_BASIC = "cpu-basic"
ZERO_GPU = "zero-a10g"
CPU_BASIC_SLEEP_SECONDS = 172_800


@dataclass(frozen=True)
class Accelerator:
    """`count` accelerators with `vram_gb` of all together."""

    model: str
    count: int
    vram_gb: int


@dataclass(frozen=True)
class Flavor:
    """One kind of hardware; the price is in USD an hour."""

    name: str
    pretty_name: str
    vcpu: int
    ram_gb: int
    usd_per_hour: float
    accelerator: Accelerator | None = None

    @property
    def paid(self) -> bool:
        return self.usd_per_hour > 0

    def answer(self) -> dict[str, Any]:
        micro_usd = round(self.usd_per_hour * 1e6 / 60)
        accelerator = self.accelerator
        return {
            "name": self.name,
            "prettyName": self.pretty_name,
            "cpu": f"{self.vcpu} vCPU",
            "ram": f"{self.ram_gb} GB",
            # Invented: the size; the Hub's answer has the key, its values are not published as a table.
            "ephemeralStorage": "50 GB",
            "accelerator": accelerator
            and {
                "type": "gpu",
                "model": accelerator.model,
                "quantity": str(accelerator.count),
                "vram": f"{accelerator.vram_gb} GB",
                "manufacturer": "Nvidia",
            },
            "unitCostMicroUSD": micro_usd,
            "unitCostUSD": micro_usd / 1e6,
            "unitLabel": "minute",
        }


def _gpu(name: str, pretty: str, cpu: tuple[int, int], usd: float, accelerator: tuple[str, int, int]) -> Flavor:
    """`cpu` is vCPU and GB of RAM, `accelerator` model, count and GB of VRAM of all."""
    return Flavor(name, pretty, *cpu, usd, Accelerator(*accelerator))


FLAVORS = (
    Flavor(CPU_BASIC, "CPU Basic", 2, 16, 0.0),
    Flavor("cpu-upgrade", "CPU Upgrade", 8, 32, 0.03),
    Flavor("cpu-xl", "CPU XL", 16, 124, 1.00),
    # Invented: vCPU, RAM and VRAM of ZeroGPU, which the published table leaves open.
    _gpu(ZERO_GPU, "ZeroGPU", (4, 32), 0.0, ("ZeroGPU", 1, 48)),
    _gpu("t4-small", "Nvidia T4 - small", (4, 15), 0.40, ("T4", 1, 16)),
    _gpu("t4-medium", "Nvidia T4 - medium", (8, 30), 0.60, ("T4", 1, 16)),
    _gpu("l4x1", "1x Nvidia L4", (8, 30), 0.80, ("L4", 1, 24)),
    _gpu("l4x4", "4x Nvidia L4", (48, 186), 3.80, ("L4", 4, 96)),
    _gpu("a10g-small", "Nvidia A10G - small", (4, 15), 1.00, ("A10G", 1, 24)),
    _gpu("a10g-large", "Nvidia A10G - large", (12, 46), 1.50, ("A10G", 1, 24)),
    _gpu("a10g-largex2", "2x Nvidia A10G - large", (24, 92), 3.00, ("A10G", 2, 48)),
    _gpu("a10g-largex4", "4x Nvidia A10G - large", (48, 184), 5.00, ("A10G", 4, 96)),
    _gpu("l40sx1", "1x Nvidia L40S", (8, 62), 1.80, ("L40S", 1, 48)),
    _gpu("l40sx4", "4x Nvidia L40S", (48, 382), 8.30, ("L40S", 4, 192)),
    _gpu("l40sx8", "8x Nvidia L40S", (192, 1534), 23.50, ("L40S", 8, 384)),
    _gpu("a100-large", "Nvidia A100 - large", (12, 142), 2.50, ("A100", 1, 80)),
    # Invented: vCPU, RAM and VRAM of the two multi-A100 flavors; their prices are published.
    _gpu("a100x4", "4x Nvidia A100", (48, 568), 10.00, ("A100", 4, 320)),
    _gpu("a100x8", "8x Nvidia A100", (96, 1136), 20.00, ("A100", 8, 640)),
    _gpu("rtx-pro-6000", "1x Nvidia RTX PRO 6000", (23, 256), 2.75, ("RTX PRO 6000", 1, 96)),
    _gpu("rtx-pro-6000x2", "2x Nvidia RTX PRO 6000", (46, 512), 5.50, ("RTX PRO 6000", 2, 192)),
    _gpu("rtx-pro-6000x4", "4x Nvidia RTX PRO 6000", (92, 1024), 11.00, ("RTX PRO 6000", 4, 384)),
    _gpu("rtx-pro-6000x8", "8x Nvidia RTX PRO 6000", (184, 2048), 22.00, ("RTX PRO 6000", 8, 768)),
)
BY_NAME = {flavor.name: flavor for flavor in FLAVORS}
