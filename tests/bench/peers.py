"""The proxies that are compared, and how each is started."""

import pathlib
from dataclasses import dataclass
from typing import Callable

import gateway
import messages
from processes import Process, free_port

HERE = pathlib.Path(__file__).resolve().parent


@dataclass(frozen=True)
class Place:
    """Where a proxy is put: its folder, its core, and what is around it."""

    directory: pathlib.Path
    core: int
    upstream: int
    redis: int
    gateway: pathlib.Path | None
    yarp: pathlib.Path | None


@dataclass(frozen=True)
class Peer:
    name: str
    title: str
    has_policy: bool
    is_dotnet: bool
    command: Callable
    environment: dict

    def start(self, place):
        port = free_port()
        environment = {
            "PORT": str(port), "UPSTREAM_PORT": str(place.upstream), "REDIS_PORT": str(place.redis), "APP_SECRET": messages.SECRET,
            **gateway.SECRETS, **self.environment}
        process = Process(self.name, self.command(self, place, port), place.directory, place.core, environment)
        try:
            process.wait_for(port)
        except BaseException:
            process.stop()
            raise
        return Running(self, process, port)


@dataclass(frozen=True)
class Running:
    """A peer that listens."""

    peer: Peer
    process: Process
    port: int

    def stop(self):
        self.process.stop()


def configured(name, peer, place, **values):
    """A copy of an nginx configuration with its marks filled in."""
    text = (HERE / "conf" / f"{name}.conf").read_text(encoding="utf-8")
    for mark, value in {"DIR": place.directory, "HERE": HERE, "UPSTREAM": place.upstream, "NAME": peer, **values}.items():
        text = text.replace(f"@{mark}@", str(value))
    path = place.directory / f"{peer}.conf"
    path.write_text(text, encoding="utf-8")
    return ["nginx", "-e", "stderr", "-p", "/usr/share/nginx", "-c", str(path)]


def _gateway(_, place, port):
    return gateway.command(place.gateway, port, free_port(), place.upstream, gateway.on_redis(place.redis))


def _yarp(_, place, port):
    return ["dotnet", str(place.yarp / "BareYarp.dll"), f"http://127.0.0.1:{port}", f"http://127.0.0.1:{place.upstream}/"]


def _nginx(peer, place, port):
    return configured("nginx", peer.name, place, PORT=port)


def _nginx_lua(peer, place, port):
    return configured("nginx-lua", peer.name, place, PORT=port)


def _node(*_):
    return ["node", str(HERE / "node" / "policy-proxy.js")]


PEERS = {peer.name: peer for peer in (
    Peer("gateway", "**PolicyProxy**", True, True, _gateway, gateway.IMAGE),
    Peer("yarp", "bare YARP (no policy)", False, True, _yarp, {}),
    Peer("nginx-lua", "nginx + Lua + Redis", True, False, _nginx_lua, {"REMEMBER": "0"}),
    Peer("nginx-lua-cache", "the same, remembering open windows", True, False, _nginx_lua, {"REMEMBER": "1"}),
    Peer("nginx", "nginx (no policy)", False, False, _nginx, {}),
    Peer("node", "Node.js + Redis", True, False, _node, {"NODE_ENV": "production"}),
)}
BASES = ("yarp", "nginx-lua")
