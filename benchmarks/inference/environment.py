"""Where and with what the figures were taken."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version

import numpy as np

__all__ = ["environment"]

PACKAGES = ("lumpbayes", "numpy", "numba", "pandas", "pgmpy", "pyagrum")


def environment() -> dict[str, str]:
    """Processor, threads, versions and date, for people to read."""
    config = np.show_config(mode="dicts")
    blas = config["Build Dependencies"]["blas"]
    facts = {
        "date": datetime.now(tz=UTC).strftime("%Y-%m-%d"),
        "processor": _processor(),
        "cores": str(len(os.sched_getaffinity(0))),
        "load before": f"{os.getloadavg()[0]:.1f}",
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "linear algebra": f"{blas['name']} {blas['version']}",
    }
    return facts | {name: _version(name) for name in PACKAGES}


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as stream:
            lines = [line for line in stream if line.startswith("model name")]
        return lines[0].partition(":")[2].strip()
    except (OSError, IndexError):
        return platform.processor() or platform.machine()


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "absent"
