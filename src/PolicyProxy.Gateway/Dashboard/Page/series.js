// The gateway counts by channel, verdict and reason; what is drawn is one series a reason.
import * as words from "./words.js";

export const sum = counts => counts.reduce((total, count) => total + count, 0);

// The series of one channel, or of all of them, where "" is given.
export function gather(sends, channel) {
  const gathered = new Map();
  for (const send of sends.filter(send => channel === "" || send.channel === channel)) {
    const isObserved = send.verdict === "observed";
    const name = `${words.reason(send.reason)}${isObserved ? " (only observed)" : ""}`;
    const known = gathered.get(name);
    if (known) known.counts = known.counts.map((count, bucket) => count + send.counts[bucket]);
    else gathered.set(name, { name, isObserved, isRefusal: words.isRefusal(send), colour: words.colour(send.reason), counts: send.counts });
  }

  return [...gathered.values()]
    .map(series => ({ ...series, total: sum(series.counts) }))
    .sort((one, other) => other.total - one.total);
}

// Fewer and longer buckets, counted from the newest one: a table of ninety rows is read by nobody.
export function coarsen(counts, size) {
  const coarse = [];
  for (let end = counts.length; end > 0; end -= size) coarse.unshift(sum(counts.slice(Math.max(0, end - size), end)));
  return coarse;
}
