// The state of the gateway, its store and its journal.
import { badge, byId, facts, row, say, showWhenNew } from "./dom.js";
import * as words from "./words.js";

export function showHealth({ health, store }) {
  const word = byId("health-word");
  word.dataset.state = health.status;
  say(word, words.healthOf(health.status));
  showWhenNew(byId("checks"), health.checks, () => health.checks.map(check =>
    row(capital(check.name), badge(check.status, words.healthOf(check.status)), check.detail)));
  showWhenNew(byId("store"), store, () => facts([
    ["Store", store.provider],
    ["Its last answer took", `${store.latencyMs} ms`],
    ["Records waiting in the journal", String(store.waitingRecords)],
  ]));
}

const capital = text => text.charAt(0).toUpperCase() + text.slice(1);
