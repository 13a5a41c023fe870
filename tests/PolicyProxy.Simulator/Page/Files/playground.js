// Shows the playground as it is, twice a second, and does what is asked for.
import * as clock from "./clock.js";
import { byId, element, say, showWhenNew } from "./dom.js";
import { showMessages } from "./messages.js";

const pause = 500;
const patience = 40000;
const kinds = {
  whatsapp: [["Text", "Text"], ["Template", "Template"]],
  messenger: [["Text", "Text"], ["HumanAgent", "Text with the tag HUMAN_AGENT"]],
  instagram: [["Text", "Text"], ["HumanAgent", "Text with the tag HUMAN_AGENT"]],
};
const windows = {
  open: "The reply window is open.",
  extended: "The longer window is open, for what persons write.",
  closed: "The reply window is closed. Only the client can open it again.",
  unknown: "The client has not written yet. Only the client can begin.",
};
const health = { ready: "Ready", degraded: "Works, but needs attention", unready: "Not ready" };

let state = null;
let timer;
let round = 0;

async function look() {
  clearTimeout(timer);
  const mine = ++round;
  const found = await ask();
  if (mine !== round) return;
  if (found) show(found);
  else showAway();
  timer = setTimeout(look, pause);
}

// Null when there is no answer.
async function ask() {
  try {
    const answer = await fetch(`state?channel=${byId("channel").value}`, { cache: "no-store", signal: AbortSignal.timeout(patience) });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

function showAway() {
  say(byId("connection"), "Not connected: the playground has ended, or cannot say.");
  byId("connection").dataset.state = "unready";
}

function show(found) {
  state = found;
  clock.set(state.time);
  byId("board").hidden = false;
  say(byId("connection"), "Connected");
  byId("connection").dataset.state = "ready";
  byId("dashboard").hidden = false;
  byId("dashboard").href = state.dashboard;
  say(byId("health"), health[state.health?.status] ?? "Not ready");
  byId("policy").value = state.isExtended ? "extended" : "standard";
  byId("observing").hidden = !state.isObserving;
  showParts();
  showWindow();
  showKinds();
  showMessages(byId("phone"), state.phone, message => message.isFromClient);
  showMessages(byId("desk"), state.desk, message => !message.isFromClient);
  tick();
}

function showParts() {
  const { store, helpdesk } = state;
  say(byId("store-name"), `Store: ${store.name}`);
  say(byId("store"), store.isUp ? "Running" : "Away: what clients write waits in the journal, and who wrote lately is remembered");
  byId("toggle-store").hidden = store.name !== "Redis";
  say(byId("toggle-store"), store.isUp ? "Take Redis away" : "Bring Redis back");
  say(byId("helpdesk"), helpdesk.isUp ? "Running" : "Away: the platform delivers again until it is back");
  say(byId("toggle-helpdesk"), helpdesk.isUp ? "Take the helpdesk away" : "Bring the helpdesk back");
  byId("agent-form").querySelector("button").disabled = !helpdesk.isUp;
}

function showWindow() {
  const word = state.window?.state;
  byId("window-state").dataset.state = word ?? "degraded";
  say(byId("window-state"), windows[word] ?? "The gateway cannot say: its store is away.");
}

function showKinds() {
  const offered = kinds[byId("channel").value];
  showWhenNew(byId("kind"), offered, () => offered.map(([value, text]) => element("option", { value }, text)));
}

function tick() {
  if (!state) return;
  say(byId("clock"), clock.atMoment(clock.now()));
  const isOpen = state.window?.state === "open" || state.window?.state === "extended";
  say(byId("countdown"), isOpen ? `${clock.duration(Date.parse(state.window.closes) - clock.now())} left` : "");
}

async function act(path, body) {
  say(byId("problem"), "");
  try {
    const answering = fetch(path, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body), signal: AbortSignal.timeout(patience),
    });
    look();
    const answer = await answering;
    if (!answer.ok) say(byId("problem"), (await answer.json()).error);
  } catch (failure) {
    say(byId("problem"), `That did not work: ${failure.message}`);
  }
  look();
}

function whenSubmitted(form, action) {
  byId(form).addEventListener("submit", submitted => {
    submitted.preventDefault();
    action();
  });
}

whenSubmitted("client-form", () => act("client", { channel: byId("channel").value, text: byId("client-text").value }));
whenSubmitted("agent-form", () => act("agent", { channel: byId("channel").value, text: byId("agent-text").value, kind: byId("kind").value }));
whenSubmitted("clock-form", () => act("clock", { hours: Number(byId("hours").value) }));
byId("toggle-store").addEventListener("click", () => act("redis", { isOn: !state.store.isUp }));
byId("toggle-helpdesk").addEventListener("click", () => act("helpdesk", { isOn: !state.helpdesk.isUp }));
byId("policy").addEventListener("change", () => act("policy", { isOn: byId("policy").value === "extended" }));
byId("channel").addEventListener("change", look);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) look();
});
setInterval(tick, 1000);
look();
