"""The published gateway, as an operator runs it: with the shipped file and what has to be changed in it."""

import http.client
import json
import re
import time

import builds
import messages
from processes import PATIENCE, Process, free_port

SHIPPED_CONFIG = builds.ROOT / "config" / "policyproxy.json"
# Readiness wants a secret for each channel.
SECRETS = {f"Messaging__Channels__{channel}__AppSecrets__0": messages.SECRET for channel in ("whatsapp", "messenger", "instagram")}
# What the image sets.
IMAGE = dict(re.findall(r"^ENV (\w+)=(\S+)$", (builds.ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE))


def command(published, port, admin, upstream, changes):
    """The command line that starts it."""
    changes = {
        "Kestrel:Endpoints:Proxy:Url": f"http://127.0.0.1:{port}",
        "Admin:Url": f"http://127.0.0.1:{admin}",
        "ReverseProxy:Clusters:helpdesk:Destinations:1:Address": f"http://127.0.0.1:{upstream}/",
        "ReverseProxy:Clusters:graph:Destinations:1:Address": f"http://127.0.0.1:{upstream}/",
        **changes,
    }
    overrides = [word for key, value in changes.items() for word in (f"--{key}", str(value))]
    return ["dotnet", str(published / "policyproxy.dll"), "run", "--config", str(SHIPPED_CONFIG), *overrides]


def on_redis(port):
    """What is changed for Redis: as shipped, the store is a SQLite file in the folder that the gateway is started in."""
    return {"Messaging:Store:Provider": "Redis", "Messaging:Store:ConnectionString": f"127.0.0.1:{port}"}


class Gateway:
    """One that is started, and ready once this is made."""

    def __init__(self, place, directory, cores, changes):
        directory.mkdir(exist_ok=True)
        self.port, self._admin = free_port(), free_port()
        started = time.monotonic()
        self.process = Process(
            "gateway", command(place.gateway, self.port, self._admin, place.upstream, changes), directory, cores, {**SECRETS, **IMAGE})
        try:
            self._wait_until_ready(started + PATIENCE)
        except BaseException:
            self.stop()
            raise
        self.start_seconds = time.monotonic() - started

    def stop(self):
        self.process.stop()

    def _wait_until_ready(self, until):
        while not self._is_ready():
            if self.process.has_ended or time.monotonic() > until:
                raise RuntimeError(f"the gateway does not become ready: {self.process.tail()}")
            time.sleep(0.002)

    def _is_ready(self):
        connection = http.client.HTTPConnection("127.0.0.1", self._admin, timeout=PATIENCE)
        try:
            connection.request("GET", "/health/ready")
            response = connection.getresponse()
            # 200 is said while Redis is away, too: "degraded". Here the store has to be there.
            return response.status == 200 and json.loads(response.read())["status"] == "ready"
        except ConnectionError:
            return False
        finally:
            connection.close()
