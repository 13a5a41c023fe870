"""Side by side: every proxy under the same load, in turns."""

from load import KINDS, Load
from report import side_by_side
from stage import tell


def run(stage, options):
    """Measures; the report's lines and the problems found."""
    figures = {}
    with stage.scene(options.contacts) as scene:
        loads = [Load(kind, options.connections, options.contacts) for kind in KINDS]
        warm(scene, loads, options.warm)
        for round_number in range(options.rounds):
            for load in loads:
                # Nobody is always first, or always after the same neighbour.
                turn = round_number % len(scene.running)
                for running in scene.running[turn:] + scene.running[:turn]:
                    measured = scene.measurements.run(running, load, options.seconds)
                    figures.setdefault((load.kind, running.peer.name), []).append(measured)
                    tell(f"round {round_number + 1}, {load.kind}, {running.peer.name}: {measured.cpu_us:.1f} us, "
                         f"{measured.requests_a_second:,.0f}/s, p99 {measured.p99_ms:.2f} ms {'; '.join(measured.problems)}")
    peers = [running.peer for running in scene.running]
    return side_by_side(figures, peers), [
        f"{name}, {kind}: {problem}" for (kind, name), every in figures.items() for one in every for problem in one.problems]


def warm(scene, loads, bursts):
    """Bursts in turns: .NET compiles anew what is hot only in the pauses, a second after the last new method on a single core."""
    tell("warming up")
    for _ in range(bursts):
        for load in loads:
            for running in scene.running:
                scene.measurements.warm(running, load)
