"""Figures as Markdown."""

import statistics

from load import KINDS
from peers import BASES, PEERS

COLUMNS = {
    "cpu_us": ("CPU µs/request", "{:.1f}"),
    "requests_a_second": ("requests/s", "{:,.0f}"),
    "p50_ms": ("p50 ms", "{:.2f}"),
    "p99_ms": ("p99 ms", "{:.2f}"),
}


def row(*cells):
    return "| " + " | ".join(cells) + " |"


def table(heads, rows):
    return [row(*heads), "|" + "---|" * len(heads), *rows]


def side_by_side(figures, peers):
    """One table a kind of load. `figures`: by kind and peer, one of each round."""
    bases = [base for base in BASES if any(peer.name == base for peer in peers)]
    lines = []
    if bases:
        lines += ["In brackets: the ratio to " + " / to ".join(PEERS[base].title for base in bases)
                  + ". All figures and ratios are medians over the rounds; a ratio is taken within its round.", ""]
    for kind, title in KINDS.items():
        rows = [
            row(peer.title, *(_cell(figures, kind, peer.name, bases, column) for column in COLUMNS),
                *(_share(figures[kind, peer.name], name) for name in ("own_core", "others")))
            for peer in peers]
        lines += [f"**{title}**", "", *table(["proxy", *(head for head, _ in COLUMNS.values()), "of its core", "others"], rows), ""]
    return lines + [
        "\"Of its core\": how much of its core the proxy took; below 100 % the load generator, the upstream or Redis on the other core was",
        "the limit. \"Others\": what unrelated processes took meanwhile, in percent of one core."]


def _share(measured, name):
    return f"{statistics.median(getattr(one, name) for one in measured) * 100:.0f} %"


def _cell(figures, kind, name, bases, column):
    own = [getattr(one, column) for one in figures[kind, name]]
    text = COLUMNS[column][1].format(statistics.median(own))
    ratios = [
        f"{statistics.median(a / b for a, b in zip(own, (getattr(one, column) for one in figures[kind, base]))):.2f}"
        for base in bases]
    return f"{text} ({' / '.join(ratios)})" if ratios else text
