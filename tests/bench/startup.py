"""How long the gateway takes from its start to its first answer that it is ready."""

import shutil
import statistics

import clients
import gateway
from gateway import Gateway
from report import row, table
from stage import tell

STARTS = 20
WINDOWS = 100_000


def run(stage, options):
    """Measures; the report's lines and the problems found."""
    rows = []
    with stage.surroundings(options.contacts) as (redis, _, place):
        for title, changes, is_kept in (
                ("Redis", gateway.on_redis(redis.port), True),
                ("SQLite, new file", {}, False),
                (f"SQLite, file with {WINDOWS:,} windows", {}, True)):
            folder = place.directory / "startup"
            if is_kept:
                # The first start makes the folder what the others find.
                _fill(place, folder, stage.cores, changes)
            for what, cores in (("two", stage.cores), ("one", str(place.core))):
                times = [_start(place, folder, cores, changes, is_kept) for _ in range(STARTS)]
                rows.append(row(title, what, str(STARTS), f"{statistics.median(times) * 1000:.0f}", f"{max(times) * 1000:.0f}"))
                tell(rows[-1])
            shutil.rmtree(folder)
    return ["From the start of the process to the first `ready` of `/health/ready`.", "",
            *table(["store", "cores", "starts", "median ms", "longest ms"], rows)], []


def _fill(place, folder, cores, changes):
    started = Gateway(place, folder, cores, changes)
    try:
        clients.write(started.port, 0, WINDOWS)
    finally:
        started.stop()


def _start(place, folder, cores, changes, is_kept):
    if not is_kept:
        shutil.rmtree(folder, ignore_errors=True)
    started = Gateway(place, folder, cores, changes)
    started.stop()
    return started.start_seconds
