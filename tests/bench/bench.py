"""Measures the gateway beside other proxies on this machine, and prints the figures as Markdown."""

import argparse
import contextlib
import pathlib
import signal
import sys
import tempfile
import time

import builds
import demand
import machine
import scale
import speed
import startup
from peers import PEERS
from stage import Stage, tell

QUICK = {"peers": "gateway,yarp,nginx-lua", "rounds": 3, "seconds": 1, "warm": 5}


def main():
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    started, title = time.monotonic(), "Side by side"
    with contextlib.ExitStack() as ends:
        directory = pathlib.Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="policyproxy-bench-")))
        description = machine.description(builds.commit())
        stage = Stage(directory, options.peers.split(","), pathlib.Path(options.builds).resolve() if options.builds else directory)
        stage.check()
        if options.check_only:
            return 0
        what = speed
        if options.scale:
            what, title = scale, "Few and many contacts"
        if options.startup:
            what, title = startup, "From start to ready"
        if options.platform_demand:
            what, title = demand, f"{demand.RATE:,} webhooks a second for {demand.SECONDS} seconds"
        lines, problems = what.run(stage, options)

    print("\n".join([f"## {title}", "", *description, f"* {_load(options)}took {time.monotonic() - started:.0f} s", "", *lines]))
    if problems:
        print("\n".join(["", "**These figures do not count:**", "", *(f"* {problem}" for problem in problems)]))
    return 1 if problems else 0


def _load(options):
    if options.startup:
        return ""
    text = f"{options.connections} connections"
    if not options.scale:
        text += f", {options.contacts:,} contacts"
    if not options.platform_demand:
        text += f"; {options.rounds} rounds of {options.seconds} s"
    return text + f"; {options.warm} seconds of each load to warm up; proxies on one core, the rest on another; "


def _options():
    parser = argparse.ArgumentParser(prog="tests/bench/run.sh", description=__doc__)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--quick", action="store_true", help="gateway, bare YARP and nginx + Lua + Redis only, in less than two minutes")
    what.add_argument(
        "--scale", action="store_true",
        help="the gateway with 1,000, 100,000 and 1,000,000 contacts, webhooks of 1 to 1,000 events, and what a window takes")
    what.add_argument("--startup", action="store_true", help="how long the gateway takes to become ready, on each store")
    what.add_argument(
        "--platform-demand", action="store_true",
        help=f"{demand.RATE:,} webhooks a second for {demand.SECONDS} s: p99, and whether all were recorded")
    what.add_argument(
        "--check-only", action="store_true", help="stop after the proxies have proved that they give the right answers")
    parser.add_argument(
        "--peers", metavar="A,B", help=f"which proxies, of {','.join(PEERS)} (all; otherwise than side by side the gateway)")
    parser.add_argument("--rounds", type=int, metavar="N", help="measurements of each figure, of which the median is told (5)")
    parser.add_argument("--seconds", type=int, metavar="N", help="of each measurement, 1 to 20 (4)")
    parser.add_argument("--warm", type=int, metavar="N", help="seconds of each load before anything is measured (6)")
    parser.add_argument("--connections", type=int, default=64, metavar="N", help="how many requests are under way at once (64)")
    parser.add_argument("--contacts", type=int, default=10_000, metavar="N", help="how many there are; a multiple of 1,000 (10,000)")
    parser.add_argument("--builds", metavar="DIR", help="keep the built proxies there, to build less the next time")
    options = parser.parse_args()
    one_proxy = options.scale or options.startup or options.platform_demand
    whole = {"peers": "gateway" if one_proxy else ",".join(PEERS), "rounds": 3 if one_proxy else 5, "seconds": 3 if options.scale else 4, "warm": 6}
    for name, value in (QUICK if options.quick else whole).items():
        if getattr(options, name) is None:
            setattr(options, name, value)
    if options.scale and options.peers != "gateway":
        parser.error("--scale is of the gateway alone")
    if unknown := [name for name in options.peers.split(",") if name not in PEERS]:
        parser.error(f"--peers: {', '.join(unknown)}: of {', '.join(PEERS)} only")
    bounds = ((options.seconds, 1, 20), (options.rounds, 1, 20), (options.warm, 0, 60), (options.connections, 1, 1000))
    if any(not least <= value <= most for value, least, most in bounds):
        parser.error("--seconds and --rounds are 1 to 20, --warm 0 to 60, --connections 1 to 1000")
    if options.contacts % 1000 or not 1000 <= options.contacts <= 1_000_000:
        parser.error("--contacts is a multiple of 1,000, 1,000,000 at most")
    return options


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (RuntimeError, KeyboardInterrupt) as error:
        tell(f"bench: {error or 'interrupted'}")
        sys.exit(1)
