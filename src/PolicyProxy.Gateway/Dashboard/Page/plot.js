// Draws counts over time as stacked bars.
import { atClock, atMinute } from "./clock.js";
import { element } from "./dom.js";

const height = 150;
const margin = { left: 44, right: 8, top: 8, bottom: 22 };

export function plot(title, series, { begins, bucketSeconds }, buckets, width) {
  const start = Date.parse(begins);
  const at = bucket => start + bucket * bucketSeconds * 1000;
  const totals = Array.from({ length: buckets }, (_, bucket) => series.reduce((total, one) => total + one.counts[bucket], 0));
  const top = roundUp(Math.max(...totals, 1));
  const step = (width - margin.left - margin.right) / buckets;
  const x = bucket => margin.left + bucket * step;
  const y = count => margin.top + (height - margin.top - margin.bottom) * (1 - count / top);

  const drawing = svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `${title}: ${describe(series)}`, class: "plot" });
  for (const count of [0, top / 2, top]) {
    drawing.append(svg("line", { x1: margin.left, x2: width - margin.right, y1: y(count), y2: y(count), class: "grid" }));
    if (Number.isInteger(count)) drawing.append(text(count.toLocaleString("en-GB"), margin.left - 6, y(count) + 4, "end"));
  }
  drawing.append(text(atMinute(start), margin.left, height - 6, "start"), text("now", width - margin.right, height - 6, "end"));
  totals.forEach((total, bucket) => {
    if (total > 0) drawing.append(bar(series, bucket, x(bucket), Math.max(step - 1, 1), y, atClock(at(bucket))));
  });
  return element("figure", {}, element("figcaption", {}, title), drawing, legend(series));
}

function bar(series, bucket, x, width, y, time) {
  const stack = svg("g", {});
  let below = 0;
  const parts = [];
  for (const { name, colour, isObserved, counts } of series.filter(({ counts }) => counts[bucket] > 0)) {
    const above = below + counts[bucket];
    stack.append(svg("rect", { x, width, y: y(above), height: y(below) - y(above), class: mark(colour, isObserved) }));
    parts.push(`${counts[bucket]} ${name}`);
    below = above;
  }
  const title = svg("title", {});
  title.textContent = `${time}: ${parts.join(", ")}`;
  stack.append(title);
  return stack;
}

function legend(series) {
  if (series.length === 0) return element("p", { className: "quiet" }, "None in this time.");
  return element("ul", { className: "legend" }, ...series.map(({ name, colour, isObserved, total }) => {
    const swatch = svg("svg", { viewBox: "0 0 12 12", class: "swatch", "aria-hidden": "true" });
    swatch.append(svg("rect", { x: 1, y: 1, width: 10, height: 10, class: mark(colour, isObserved) }));
    return element("li", {}, swatch, ` ${name}: ${total.toLocaleString("en-GB")}`);
  }));
}

const mark = (colour, isObserved) => `mark ${colour}${isObserved ? " observed" : ""}`;

const describe = series => series.length === 0 ? "none" : series.map(({ name, total }) => `${name} ${total}`).join(", ");

function roundUp(count) {
  const unit = 10 ** Math.floor(Math.log10(count));
  return [1, 2, 4, 6, 10].map(factor => factor * unit).find(rounded => rounded >= count);
}

function text(content, x, y, anchor) {
  const made = svg("text", { x, y, "text-anchor": anchor, "aria-hidden": "true" });
  made.textContent = content;
  return made;
}

function svg(name, attributes) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  return made;
}
