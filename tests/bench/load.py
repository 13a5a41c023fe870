"""What wrk does to a proxy, and what that costs."""

import http.client
import os
import re
import subprocess
import time
from dataclasses import dataclass

import messages
from peers import HERE
from processes import pinned
from usage import Usage

SEND_OPEN, SEND_CLOSED, WEBHOOK = "send-open", "send-closed", "webhook"
KINDS = {SEND_OPEN: "send, window open", SEND_CLOSED: "send, window closed", WEBHOOK: "webhook"}


@dataclass(frozen=True)
class Load:
    """What is sent: the kind of message, how many connections, from how many contacts, how many events in a webhook."""

    kind: str
    connections: int
    contacts: int
    events: int = 1


@dataclass(frozen=True)
class Figures:
    """What one measurement of one proxy said."""

    requests_a_second: float
    cpu_us: float
    p50_ms: float
    p99_ms: float
    resident_mb: float
    own_core: float
    others: float
    problems: tuple


class Measurements:
    """Loads proxies from another core, one at a time."""

    def __init__(self, core, upstream, redis):
        self._core, self._upstream, self._redis = core, upstream, redis
        self._start = 0

    def run(self, running, load, seconds):
        """Loads a proxy; its figures."""
        running.process.empty_log()
        forwarded_before, usage = self._settled_upstream_requests(), self.usage(running)
        requests, wall, refused, broken, p50, p99 = self._wrk(running.port, load, seconds)
        cpu, others = usage.spent()
        forwarded = self._upstream_requests() - forwarded_before - 1

        problems = self._problems(running, load.kind, requests, refused, broken, forwarded)
        return Figures(
            requests / wall, cpu * 1e6 / max(requests, 1), p50 / 1000, p99 / 1000, running.process.resident_bytes() / 2**20,
            cpu / wall, others, problems)

    def usage(self, running):
        return Usage(running.process, self._redis, self._upstream.process)

    def warm(self, running, load):
        """A second of load."""
        self._wrk(running.port, load, 1)

    def _wrk(self, port, load, seconds):
        # Each run begins elsewhere among the contacts.
        self._start += 104_729
        arguments = map(str, (messages.DIRECTORY, load.kind, load.contacts, self._start, load.events))
        command = ["wrk", "-t1", f"-c{load.connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(HERE / "lua" / "load.lua"),
                   f"http://127.0.0.1:{port}", "--", *arguments]
        run = subprocess.run(
            pinned(self._core, command), env={**os.environ, "APP_SECRET": messages.SECRET}, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=seconds + 30, check=False)
        result = re.search(r"^RESULT (.*)$", run.stdout, re.MULTILINE)
        if not result:
            raise RuntimeError(f"wrk: {run.stdout}{run.stderr}")
        requests, micros, refused, broken, p50, p99 = map(int, result.group(1).split())
        return requests, micros / 1e6, refused, broken, p50, p99

    def _settled_upstream_requests(self):
        """The upstream's count, once what the load before left under way has arrived."""
        until, before = time.monotonic() + 5, self._upstream_requests()
        while time.monotonic() < until:
            time.sleep(0.05)
            count = self._upstream_requests()
            if count == before + 1:  # The count itself is one.
                return count
            before = count
        raise RuntimeError("requests still reach the upstream though nothing is sent")

    def _upstream_requests(self):
        connection = http.client.HTTPConnection("127.0.0.1", self._upstream.port, timeout=15)
        try:
            connection.request("GET", "/stub-status")
            return int(connection.getresponse().read().split()[9])
        finally:
            connection.close()

    @staticmethod
    def _problems(running, kind, requests, refused, broken, forwarded):
        is_refused = kind == SEND_CLOSED and running.peer.has_policy
        problems = []
        if requests == 0:
            problems.append("no answer")
        if broken:
            problems.append(f"{broken} connections broken or timed out")
        if refused != (requests if is_refused else 0):
            problems.append(f"{refused} of {requests} were answered with an error")
        if is_refused and forwarded > 0:
            problems.append(f"{forwarded} refused sends reached the platform")
        if not is_refused and forwarded < requests:
            problems.append(f"{requests - forwarded} requests did not reach the upstream")
        return tuple(problems)
