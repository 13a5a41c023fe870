"""The machine that a run had, and what others made of it meanwhile."""

import os
import pathlib
import platform
import re
import subprocess
import time

from processes import TICKS


def cores():
    """The core for the proxy, and the one for load, upstream and Redis."""
    available = sorted(os.sched_getaffinity(0))
    if len(available) < 2:
        raise RuntimeError("two cores are needed: one for the proxy, one for what loads it")
    return available[-1], available[0]


def busy_seconds():
    """The processor time that all have had on all cores."""
    fields = [int(field) for field in pathlib.Path("/proc/stat").read_text(encoding="utf-8").split("\n", 1)[0].split()[1:]]
    return (sum(fields[:3]) + sum(fields[5:8])) / TICKS  # Without idle and waiting for a disk; what the host took counts as busy.


def description(commit):
    """Lines of Markdown."""
    cpu = re.search(r"model name\s*:\s*(.+)", pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    memory = int(re.search(r"MemTotal:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text(encoding="utf-8")).group(1)) / 2**20
    redis = re.search(r"v=(\S+)", _said("redis-server", "--version")).group(1)
    versions = ", ".join([
        f".NET SDK {_said('dotnet', '--version')}", _said("nginx", "-v").rpartition(": ")[2], f"Node.js {_said('node', '--version')}",
        f"Redis {redis}", _said("wrk", "-v").split(" [")[0]])
    return [
        f"* {cpu.group(1).strip() if cpu else platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB; Linux {platform.release()}",
        f"* {versions}",
        f"* gateway at commit {commit}, {time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC; load average at the start "
        f"{os.getloadavg()[0]:.1f}",
    ]


def _said(*command):
    said = subprocess.run(command, capture_output=True, text=True, check=False)  # wrk -v ends with 1.
    return (said.stdout + said.stderr).strip().split("\n")[0]
