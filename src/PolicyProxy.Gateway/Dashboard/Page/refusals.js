// The sends that were refused of late. The gateway keeps the last verdicts; this page keeps the refusals among them for longer.
import { lately } from "./clock.js";
import { byId, element, row, showWhenNew } from "./dom.js";
import * as words from "./words.js";

const most = 50;
let kept = [];

export function showRefusals(decisions) {
  const known = new Set(kept.map(identity));
  const fresh = decisions.filter(decision => words.isRefusal(decision) && !known.has(identity(decision)));
  kept = [...fresh, ...kept].slice(0, most);
  showWhenNew(byId("refusals"), kept, () => kept.length > 0 ? kept.map(line) : [none()]);
}

const identity = ({ time, channel, contact, verdict, reason }) => [time, channel, contact, verdict, reason].join(" ");

function line({ time, channel, contact, verdict, reason }) {
  return row(lately(time), channel ?? "", contact ?? "not named", words.reason(reason), words.doneWith(verdict));
}

function none() {
  return element("tr", {}, element("td", { colSpan: 5 }, "None."));
}
