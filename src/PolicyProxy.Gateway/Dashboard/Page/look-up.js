// Looks up the window of one contact and counts down to its end.
import * as clock from "./clock.js";
import { byId, element, facts, say, showWhenNew } from "./dom.js";
import { ask } from "./gateway.js";

const states = {
  open: ["Open", "Messages are delivered."],
  extended: ["Longer window open", "Only what persons write is delivered, and only the permitted kinds."],
  closed: ["Closed", "Messages are refused until the client writes again."],
  unknown: ["Unknown", "This client never wrote, as far as the gateway knows."],
};

let channels = [];
let asked = null;
let found = null;

export function startLookUp() {
  byId("look-up").addEventListener("submit", submitted => {
    submitted.preventDefault();
    asked = read();
    found = null;
    refreshLookUp();
  });
  byId("channel").addEventListener("change", showAccountField);
  setInterval(tick, 1000);
}

export function showLookUp(current) {
  channels = current;
  const choice = byId("channel");
  const chosen = choice.value;
  showWhenNew(choice, channels, () => channels.map(({ name }) => element("option", { value: name, selected: name === chosen }, name)));
  showAccountField();
}

// The client may write at any time, so what is shown is looked up again.
export async function refreshLookUp() {
  if (!asked) return;
  const path = asked;
  try {
    const answer = await ask(path);
    if (path !== asked) return;
    found = answer;
    say(byId("look-up-problem"), "");
  } catch (failure) {
    if (path !== asked) return;
    found = null;
    say(byId("look-up-problem"), failure.message);
  }
  show();
}

function read() {
  const account = byId("account-field").hidden ? "" : byId("account").value.trim();
  const query = account ? `?account=${encodeURIComponent(account)}` : "";
  return `windows/${encodeURIComponent(byId("channel").value)}/${encodeURIComponent(byId("contact").value.trim())}${query}`;
}

function showAccountField() {
  const channel = channels.find(({ name }) => name === byId("channel").value);
  byId("account-field").hidden = !channel?.windowIsPerAccount;
  showWhenNew(byId("accounts"), channel?.accounts ?? [], () => (channel?.accounts ?? []).map(value => element("option", { value })));
}

function show() {
  byId("found").hidden = !found;
  if (!found) return;
  const [word, meaning] = states[found.state] ?? [found.state, ""];
  const channel = channels.find(({ name }) => name === found.channel);
  const observes = channel?.mode === "Observe" ? " The channel only observes: messages are forwarded all the same." : "";
  byId("window-state").dataset.state = found.state;
  say(byId("window-state"), `${word}. ${meaning}${observes}`);
  showWhenNew(byId("window-facts"), found, () => facts([
    ["Contact", mask(found.contact)],
    ...(found.account ? [["Account", found.account]] : []),
    ["Last wrote", found.lastContact ? clock.atMoment(found.lastContact) : "Not known"],
    ...(found.closes ? [[isOpen() ? "Closes" : "Closed", clock.atMoment(found.closes)]] : []),
  ]));
  tick();
}

// As the gateway tells of contacts everywhere.
const mask = contact => contact.length > 4 ? `***${contact.slice(-4)}` : "***";

const isOpen = () => found?.state === "open" || found?.state === "extended";

function tick() {
  const left = isOpen() ? Date.parse(found.closes) - clock.now() : null;
  say(byId("countdown"), left === null ? "" : `${clock.duration(left)} left`);
  if (left !== null && left <= 0) refreshLookUp();
}
