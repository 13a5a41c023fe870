"""What a run stands on: a folder, the built proxies, and around each population Redis, the upstream and the running proxies."""

import contextlib
import sys
from dataclasses import dataclass

import builds
import checks
import machine
from load import Measurements
from peers import PEERS, Place, Running, configured
from processes import Process, free_port
from redis_server import Redis


def tell(line):
    """Progress goes to standard error: standard output is the report's."""
    print(line, file=sys.stderr, flush=True)


@dataclass(frozen=True)
class Upstream:
    process: Process
    port: int


@dataclass(frozen=True)
class Scene:
    """A population with its proxies, ready to be loaded."""

    redis: Redis
    measurements: Measurements
    running: list[Running]


class Stage:
    """Builds once; then holds any number of scenes, one after the other."""

    def __init__(self, directory, names, built):
        self._directory, self._peers = directory, [PEERS[name] for name in names]
        self._core, self.load_core = machine.cores()
        self.cores = f"{self._core},{self.load_core}"
        self._gateway = self._publish("src/PolicyProxy.Gateway", built) if "gateway" in names else None
        self._yarp = self._publish("tests/bench/yarp", built) if "yarp" in names else None

    def check(self):
        """Raises when a proxy gives wrong answers."""
        with contextlib.ExitStack() as ends:
            redis = self._redis(ends, 1000)
            witness = checks.Witness(redis)
            ends.callback(witness.stop)
            for peer in self._peers:
                running = peer.start(self._place(witness.port, redis))
                try:
                    found = checks.deviations(running, witness, redis)
                finally:
                    running.stop()
                if found:
                    raise RuntimeError(f"{peer.name} is not measured: " + "; ".join(found))
                tell(f"{peer.name}: right answers")

    @contextlib.contextmanager
    def surroundings(self, contacts):
        """Redis with a population of so many contacts, the upstream, and the place between them."""
        with contextlib.ExitStack() as ends:
            redis, port = self._redis(ends, contacts), free_port()
            place = self._place(port, redis)
            upstream = Process("stub", configured("stub", "stub", place), self._directory, self.load_core)
            ends.callback(upstream.stop)
            upstream.wait_for(port)
            yield redis, upstream, place

    @contextlib.contextmanager
    def scene(self, contacts):
        """All proxies around such a population."""
        with contextlib.ExitStack() as ends:
            redis, upstream, place = ends.enter_context(self.surroundings(contacts))
            running = []
            for peer in self._peers:
                running.append(peer.start(place))
                ends.callback(running[-1].stop)
            yield Scene(redis, Measurements(self.load_core, Upstream(upstream, place.upstream), redis), running)

    def _redis(self, ends, contacts):
        redis = Redis(self._directory / "redis", self.load_core)
        ends.callback(redis.stop)
        redis.seed(contacts)
        return redis

    def _place(self, upstream, redis):
        return Place(self._directory, self._core, upstream, redis.port, self._gateway, self._yarp)

    @staticmethod
    def _publish(project, directory):
        tell(f"building {project}")
        return builds.publish(project, directory)
