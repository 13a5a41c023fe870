// What became of webhooks.
import * as clock from "./clock.js";
import { byId, element, number, row, showWhenNew } from "./dom.js";
import { sum } from "./series.js";
import * as words from "./words.js";

export function showWebhooks({ webhooks, begins, since }) {
  const minutes = Math.max(clock.now() - Math.max(Date.parse(begins), Date.parse(since)), 60_000) / 60_000;
  const lines = webhooks
    .map(({ result, counts }) => [words.result(result), sum(counts)])
    .sort(([, one], [, other]) => other - one)
    .map(([result, count]) => [result, count.toLocaleString("en-GB"), rate(count / minutes)]);
  showWhenNew(byId("webhooks"), lines, () => lines.length > 0
    ? lines.map(([result, count, rate]) => row(result, number(count), number(rate)))
    : [element("tr", {}, element("td", { colSpan: 3 }, "None in this time."))]);
}

const rate = perMinute => perMinute.toLocaleString("en-GB", { maximumFractionDigits: perMinute < 10 ? 1 : 0 });
