"""What a window takes: in the gateway's memory, in Redis, and in a SQLite file."""

import shutil

import clients
import gateway
from gateway import Gateway
from report import row, table
from stage import tell

# Fewer than the gateway remembers at the least, so that none is dropped.
WINDOWS = 100_000
# Before and after, so that the collector has been through what is no more used, and code and buffers are there.
FEW, TIMES = 1_000, 150


def run(stage):
    """Measures; the report's lines."""
    rows = []
    for what, reassert in (("remembered", 0), ("remembered, and recorded within ten minutes", 10)):
        with stage.surroundings(0) as (redis, _, place):
            changes = {**gateway.on_redis(redis.port), "Messaging:Store:ReassertMinutes": reassert}
            resident, stored = _growth(place, changes, redis.used_bytes)
            rows.append(("gateway, resident memory: " + what, resident))
    rows.append(("Redis, memory", stored))
    with stage.surroundings(0) as (_, _, place):
        rows.append(("SQLite, file", _growth(place, {}, lambda: _file_bytes(place))[1]))
    for what, grown in rows:
        tell(f"{what}: {grown / WINDOWS:.0f} bytes")
    return table(["a window in", f"bytes, of {WINDOWS:,} windows"], [row(what, f"{grown / WINDOWS:.0f}") for what, grown in rows])


def _growth(place, changes, stored_bytes):
    """By how much the gateway and its store grow with the windows."""
    folder = place.directory / "memory"
    started = Gateway(place, folder, str(place.core), changes)
    try:
        _settle(started)
        resident, stored = started.process.resident_bytes(), stored_bytes()
        clients.write(started.port, FEW, WINDOWS)
        _settle(started)
        resident = started.process.resident_bytes() - resident
    finally:
        started.stop()
    # Once it has ended: a SQLite file then holds what was in the log beside it.
    stored = stored_bytes() - stored
    shutil.rmtree(folder)
    return resident, stored


def _settle(started):
    for _ in range(TIMES):
        clients.write(started.port, 0, FEW)


def _file_bytes(place):
    return (place.directory / "memory" / "data" / "windows.db").stat().st_size
