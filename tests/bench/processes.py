"""Processes on a core of their own: started, measured and ended."""

import os
import pathlib
import re
import socket
import subprocess
import time

PATIENCE = 30  # Seconds for anything to start or stop.
TICKS = os.sysconf("SC_CLK_TCK")


class Process:
    """A process pinned to a core, or a list of them, with its output in a file; it ends with this one, however that ends."""

    def __init__(self, name, command, directory, core, environment=None):
        self.name, self.log = name, pathlib.Path(directory) / f"{name}.log"
        with open(self.log, "ab") as log:
            self._process = subprocess.Popen(
                pinned(core, command), cwd=directory, env={**os.environ, **(environment or {})},
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)

    @property
    def pid(self):
        return self._process.pid

    @property
    def has_ended(self):
        return self._process.poll() is not None

    def wait_for(self, port):
        """Waits until it listens."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and not self.has_ended:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"{self.name} does not listen on port {port}: {self.tail()}")

    def cpu_seconds(self):
        """The processor time that it and its children have had, with all their threads."""
        total = 0
        for pid in _family(self.pid):
            fields = pathlib.Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(") ")[2].split()
            total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def resident_bytes(self):
        statuses = (pathlib.Path(f"/proc/{pid}/status").read_text(encoding="utf-8") for pid in _family(self.pid))
        return sum(int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) * 1024 for status in statuses)

    def empty_log(self):
        """A log line a request fills a disk in time."""
        os.truncate(self.log, 0)

    def tail(self):
        return self.log.read_text(encoding="utf-8", errors="replace")[-2000:]

    def stop(self):
        if not self.has_ended:
            self._process.terminate()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def pinned(core, command):
    """The command line that runs a command on a core, and ends it when whoever started it is gone."""
    return ["setpriv", "--pdeathsig", "TERM", "taskset", "--cpu-list", str(core), *command]


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def _family(pid):
    """A process and its descendants: nginx works in children."""
    family = [pid]
    for task in os.listdir(f"/proc/{pid}/task"):
        children = pathlib.Path(f"/proc/{pid}/task/{task}/children").read_text(encoding="utf-8")
        for child in children.split():
            family += _family(int(child))
    return family
