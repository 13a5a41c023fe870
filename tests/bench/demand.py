"""What a platform demands of whoever takes its webhooks: so many a second, come what may, each answered and recorded."""

import json
import os
import subprocess
import time

import messages
from load import WEBHOOK, Load
from peers import HERE
from processes import pinned
from report import row, table
from speed import warm
from stage import tell

RATE, SECONDS = 3_300, 20
FIRST = 5_000_000  # A contact that nobody has written for yet.


def run(stage, options):
    """Measures; the report's lines and the problems found."""
    rows, problems = [], []
    with stage.scene(options.contacts) as scene:
        warm(scene, [Load(WEBHOOK, options.connections, options.contacts)], options.warm)
        for turn, running in enumerate(scene.running):
            first, at = FIRST + turn * RATE * SECONDS, int(time.time())
            running.process.empty_log()
            usage = scene.measurements.usage(running)
            got = _generate(stage.load_core, running.port, options.connections, first, at)
            cpu, others = usage.spent()
            recorded = _recorded(scene.redis, first, at) if running.peer.has_policy else None
            tell(f"{running.peer.name}: {got}, {recorded} recorded")
            rows.append(_row(running, got, cpu, others, recorded))
            problems += _problems(running.peer, got, recorded)
    heads = ["proxy", "sent", "a second", "answered 200", "recorded", "p50 ms", "p99 ms", "longest ms", "CPU µs/request", "resident MB",
             "others"]
    return table(heads, rows), problems


def _generate(core, port, connections, first, at):
    numbers = map(str, (port, connections, RATE, SECONDS, first, at))
    command = ["node", str(HERE / "node" / "demand.js"), str(messages.DIRECTORY), *numbers]
    generated = subprocess.run(
        pinned(core, command), env={**os.environ, "APP_SECRET": messages.SECRET}, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=SECONDS + 60, check=False)
    if generated.returncode != 0:
        raise RuntimeError(f"the load generator: {generated.stderr}")
    return json.loads(generated.stdout)


def _recorded(redis, first, at):
    keys = (messages.key(first + i) for i in range(RATE * SECONDS))
    return sum(value == str(at * 1000) for value in redis.get_many(keys))


def _row(running, got, cpu, others, recorded):
    return row(running.peer.title, f"{got['sent']:,}", f"{got['sent'] / got['seconds']:,.0f}", f"{got['ok']:,}",
               "–" if recorded is None else f"{recorded:,}", f"{got['p50']:.2f}", f"{got['p99']:.2f}", f"{got['max']:.1f}",
               f"{cpu * 1e6 / max(got['ok'], 1):.1f}", f"{running.process.resident_bytes() / 2**20:.0f}", f"{others * 100:.0f} %")


def _problems(peer, got, recorded):
    sent = RATE * SECONDS
    if got["ok"] != sent:
        yield f"{peer.name}: {sent - got['ok']} of {sent} webhooks were not answered 200"
    if recorded not in (None, sent):
        yield f"{peer.name}: {sent - recorded} of {sent} webhooks were not recorded"
