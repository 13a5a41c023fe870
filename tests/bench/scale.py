"""The gateway with few and with many contacts, webhooks with few and with many events, and what a window takes."""

import statistics

import memory
from load import KINDS, WEBHOOK, Load
from report import row, table
from speed import warm
from stage import tell

POPULATIONS = (1_000, 100_000, 1_000_000)
# Events in a webhook, and connections that bring them: a thousand are 300 KB.
EVENTS = ((1, 64), (100, 16), (1_000, 4))
POPULATION_OF_EVENTS = 100_000
TIMES = ("p50 ms", "p99 ms", "resident MB", "others")


def run(stage, options):
    """Measures; the report's lines and the problems found."""
    by_contacts, by_events, problems = [], [], []
    for contacts in POPULATIONS:
        tell(f"{contacts:,} contacts")
        with stage.scene(contacts) as scene:
            loads = [Load(kind, options.connections, contacts) for kind in KINDS]
            for load, measured in _measure(scene, loads, options, problems):
                by_contacts.append(row(f"{contacts:,}", KINDS[load.kind], *_cost(measured), *_times(measured)))
    tell("webhooks of many events")
    with stage.scene(POPULATION_OF_EVENTS) as scene:
        loads = [Load(WEBHOOK, connections, POPULATION_OF_EVENTS, events) for events, connections in EVENTS]
        for load, measured in _measure(scene, loads, options, problems):
            by_events.append(row(
                f"{load.events:,}", str(load.connections), *_cost(measured), f"{_median(measured, 'requests_a_second') * load.events:,.0f}",
                f"{_median(measured, 'cpu_us') / load.events:.2f}", *_times(measured)))
    return [
        *table(["contacts", "load", "CPU µs/request", "requests/s", *TIMES], by_contacts), "",
        *table(["events in a webhook", "connections", "CPU µs/request", "requests/s", "events/s", "CPU µs/event", *TIMES], by_events), "",
        *memory.run(stage)], problems


def _measure(scene, loads, options, problems):
    """Each load with what was measured in each round."""
    (running,) = scene.running
    warm(scene, loads, options.warm)
    for load in loads:
        measured = [scene.measurements.run(running, load, options.seconds) for _ in range(options.rounds)]
        tell(f"{load.kind}, {load.events:,} events: {' '.join(f'{one.cpu_us:.1f}' for one in measured)} us")
        problems += [f"{load.contacts:,} contacts, {load.kind} of {load.events:,}: {problem}" for one in measured for problem in one.problems]
        yield load, measured


def _cost(measured):
    return f"{_median(measured, 'cpu_us'):.1f}", f"{_median(measured, 'requests_a_second'):,.0f}"


def _times(measured):
    return (f"{_median(measured, 'p50_ms'):.2f}", f"{_median(measured, 'p99_ms'):.2f}",
            f"{max(one.resident_mb for one in measured):.0f}", f"{_median(measured, 'others') * 100:.0f} %")


def _median(measured, name):
    return statistics.median(getattr(one, name) for one in measured)
