"""The gateway with few and with many contacts, and with webhooks of many events."""

import statistics

from load import SEND_OPEN, WEBHOOK, Load
from report import row, table
from speed import warm
from stage import tell

POPULATIONS = (1_000, 100_000, 1_000_000)
EVENTS = 1_000


def run(stage, options):
    """Measures; the report's lines and the problems found."""
    rows, problems = [], []
    for contacts in POPULATIONS:
        tell(f"{contacts:,} contacts")
        with stage.scene(contacts) as scene:
            loads = [Load(kind, options.connections, contacts) for kind in (SEND_OPEN, WEBHOOK)]
            if contacts == POPULATIONS[-1]:
                loads.append(Load(WEBHOOK, 4, contacts, EVENTS))
            warm(scene, loads, options.warm)
            for load in loads:
                for running in scene.running:
                    measured = [scene.measurements.run(running, load, options.seconds) for _ in range(options.rounds)]
                    rows.append(_row(running, load, measured))
                    problems += [f"{running.peer.name}, {contacts:,}: {problem}" for one in measured for problem in one.problems]
    heads = ["contacts", "proxy", "load", "requests/s", "events/s", "CPU µs/request", "p50 ms", "p99 ms", "resident MB", "others"]
    return table(heads, rows), problems


def _row(running, load, measured):
    def median(name):
        return statistics.median(getattr(one, name) for one in measured)

    what = load.kind if load.events == 1 else f"{load.kind} of {load.events:,} events, {load.connections} connections"
    rate = median("requests_a_second")
    tell(f"{running.peer.name}, {what}: {median('cpu_us'):.1f} us, {rate:,.0f}/s, p99 {median('p99_ms'):.2f} ms")
    return row(
        f"{load.contacts:,}", running.peer.title, what, f"{rate:,.0f}", f"{rate * load.events:,.0f}", f"{median('cpu_us'):.1f}",
        f"{median('p50_ms'):.2f}", f"{median('p99_ms'):.2f}", f"{max(one.resident_mb for one in measured):.0f}",
        f"{median('others') * 100:.0f} %")
