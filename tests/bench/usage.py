"""Who had the processors meanwhile."""

import os
import time

import machine


class Usage:
    """Counts from its making on."""

    def __init__(self, proxy, redis, upstream):
        self._proxy, self._around = proxy, (redis, upstream)
        self._start, self._before = time.monotonic(), self._now()

    def spent(self):
        """The proxy's processor time in seconds, and what processes that are none of ours took, as a share of one core."""
        proxy, ours, all_ = (now - before for now, before in zip(self._now(), self._before))
        return proxy, max(all_ - proxy - ours, 0) / (time.monotonic() - self._start)

    def _now(self):
        # This process's children that have ended: the load generator.
        ours = sum(process.cpu_seconds() for process in self._around) + sum(os.times()[:4])
        return self._proxy.cpu_seconds(), ours, machine.busy_seconds()
