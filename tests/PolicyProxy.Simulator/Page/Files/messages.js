// Shows the messages of one side. What somebody has opened stays open while others come.
import * as clock from "./clock.js";
import { badge, element, say, showWhenNew } from "./dom.js";

const states = {
  Waiting: ["degraded", "On its way"],
  Sent: ["degraded", "Sent"],
  Delivered: ["ready", "Delivered"],
  NotDelivered: ["unready", "Not delivered"],
  TryAgain: ["degraded", "Not now, try again"],
};

// Only the writer knows what became of a message.
export function showMessages(list, messages, isOwn) {
  const known = new Map([...list.children].map(item => [item.dataset.id, item]));
  const isNew = messages.some(({ id }) => !known.has(id));
  for (const message of messages) {
    const item = known.get(message.id) ?? list.appendChild(make(message, isOwn(message)));
    if (isOwn(message)) showNote(item.querySelector(".note"), message);
    showExchanges(item.querySelector("details"), message.exchanges);
  }
  for (const [id, item] of known) if (!messages.some(message => message.id === id)) item.remove();
  if (isNew) list.parentElement.scrollTop = list.parentElement.scrollHeight;
}

function make(message, isOwn) {
  const who = message.isFromClient ? "Client" : "Agent";
  const item = element("li", { className: isOwn ? "own" : "" },
    element("p", { className: "quiet" }, `${who}, ${clock.atMoment(message.time)}`),
    element("p", {}, message.text),
    element("p", { className: "note" }),
    element("details", { hidden: true }, element("summary", {}, "Raw request and answer"), element("div")));
  item.dataset.id = message.id;
  return item;
}

function showNote(target, { state, note }) {
  const [kind, word] = states[state] ?? ["degraded", state];
  target.dataset.outcome = state;
  showWhenNew(target, [state, note], () => [badge(kind, word), note ? ` ${note}` : ""]);
}

function showExchanges(details, exchanges) {
  details.hidden = exchanges.length === 0;
  say(details.firstElementChild, exchanges.length > 1 ? `Raw requests and answers (${exchanges.length})` : "Raw request and answer");
  showWhenNew(details.lastElementChild, exchanges, () => exchanges.flatMap(({ title, request, answer }) => [
    element("p", { className: "wire-title" }, title),
    element("pre", { className: "wire" }, request),
    element("p", { className: "wire-title" }, "Answer"),
    element("pre", { className: "wire" }, answer),
  ]));
}
