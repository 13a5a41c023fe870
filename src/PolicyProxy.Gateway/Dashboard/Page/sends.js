// Sends over time, allowed and refused each with a scale of its own: a few refusals are seen beside many that pass.
import { atClock, atMinute, atMoment } from "./clock.js";
import { byId, element, number, row, say, showWhenNew } from "./dom.js";
import { plot } from "./plot.js";
import { coarsen, gather } from "./series.js";

// How many buckets are one row of the table.
const rowSizes = { "15m": 6, "1h": 5, "24h": 4 };
const buckets = { "15m": 90, "1h": 60, "24h": 96 };
let last;

export function showSends(traffic, channels) {
  last = traffic;
  const choice = byId("plot-channel");
  showWhenNew(choice, channels.map(({ name }) => name), () => options(choice.value, channels));
  draw();
}

export function redrawSends() {
  if (last) draw();
}

function draw() {
  const series = gather(last.sends, byId("plot-channel").value);
  const width = Math.max(byId("plots").clientWidth, 240);
  say(byId("since"), `Counting since ${atMoment(last.since)}, when the gateway started.`);
  showWhenNew(byId("plots"), [series, width, last.begins], () => [
    plot("Allowed", series.filter(one => !one.isRefusal), last, buckets[last.span], width),
    plot("Refused", series.filter(one => one.isRefusal), last, buckets[last.span], width),
  ]);
  if (byId("numbers").open) showWhenNew(byId("numbers-table"), [series, last.begins], () => table(series));
}

function table(series) {
  const size = rowSizes[last.span];
  const coarse = series.map(one => coarsen(one.counts, size));
  const count = buckets[last.span] / size;
  const start = Date.parse(last.begins);
  const form = last.bucketSeconds * size < 60 ? atClock : atMinute;
  const head = element("thead", {}, element("tr", {},
    element("th", { scope: "col" }, "From"),
    ...series.map(one => element("th", { scope: "col", className: "number" }, `${one.isRefusal ? "Refused" : "Allowed"}: ${one.name}`))));
  const rows = Array.from({ length: count }, (_, index) =>
    row(form(start + index * size * last.bucketSeconds * 1000), ...coarse.map(counts => number(counts[index].toLocaleString("en-GB")))));
  return [head, element("tbody", {}, ...rows.reverse())];
}

function options(chosen, channels) {
  return [["", "All channels"], ...channels.map(({ name }) => [name, name])]
    .map(([value, text]) => element("option", { value, selected: value === chosen }, text));
}
