"""What a replica of the demo world uses: waves that fit its hardware, from the seed and the moment alone."""

from __future__ import annotations

import math
import random
from typing import Any

from spacetui.demo.catalog import BY_NAME, CPU_BASIC, ZERO_GPU, Accelerator

_GIB = 1024**3


def reading(space_id: str, flavor: str | None, replica: int, now: float, seed: int) -> dict[str, Any]:
    """The data of one `metric` event."""
    hardware = BY_NAME[flavor if flavor in BY_NAME else CPU_BASIC]
    dice = random.Random(f"{seed} {space_id} {replica}")
    phase, busy, size = dice.uniform(0, 60), dice.uniform(0.1, 0.5), dice.uniform(0.2, 0.6)
    load = busy * (1 + 0.8 * _wave(now, phase, 47) + 0.2 * _wave(now, phase, 7))
    total = hardware.ram_gb * _GIB
    # Invented: ZeroGPU lends its GPUs for moments, so it shows none; so is how much is sent and received.
    accelerator = None if hardware.name == ZERO_GPU else hardware.accelerator
    return {
        "cpu_usage_pct": round(load * hardware.vcpu * 100, 1),
        "memory_used_bytes": int(total * size * (1 + 0.1 * _wave(now, phase, 130))),
        "memory_total_bytes": total,
        "rx_bps": int(40_000 * load),
        "tx_bps": int(250_000 * load),
        "gpus": {} if accelerator is None else _gpus(accelerator, load, size, now, phase),
        "replica": f"{dice.getrandbits(20):05x}",
    }


def _gpus(accelerator: Accelerator, load: float, size: float, now: float, phase: float) -> dict[str, Any]:
    total = accelerator.vram_gb * _GIB // accelerator.count
    return {
        str(number): {
            "utilization": round(min(100.0, 100 * load * (1 + 0.3 * _wave(now, phase + number, 19)))),
            "memory_used_bytes": int(total * min(1.0, 0.3 + size)),
            "memory_total_bytes": total,
        }
        for number in range(accelerator.count)
    }


def _wave(now: float, phase: float, period: float) -> float:
    return math.sin((now + phase) * math.tau / period)
