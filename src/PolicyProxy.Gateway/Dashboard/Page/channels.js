// What each channel is configured to do.
import { hours } from "./clock.js";
import { badge, byId, row, showWhenNew } from "./dom.js";

const unknownContacts = {
  Refuse: "Refused",
  Allow: "Allowed",
  AllowDuringWarmUp: "Allowed during warm-up",
};

export function showChannels(channels) {
  showWhenNew(byId("channels"), channels, () => channels.map(channel => row(
    channel.name,
    channel.platform,
    channel.mode === "Observe" ? badge("degraded", "Observe: forwards everything") : "Enforce",
    window(channel),
    channel.allowedOutsideWindow.join(", ") || "Nothing passes",
    unknownContacts[channel.unknownContacts] ?? channel.unknownContacts,
    webhooks(channel),
    channel.accounts.join(", ") || "All")));
}

function window({ windowHours, closeEarlySeconds, messagesPerWindow, extendedHours }) {
  return [
    hours(windowHours),
    closeEarlySeconds > 0 ? ` less ${closeEarlySeconds} s` : "",
    messagesPerWindow ? `, ${messagesPerWindow} ${messagesPerWindow === 1 ? "message" : "messages"} after each of a client's` : "",
    extendedHours ? `, then on to ${hours(extendedHours)} with limits` : "",
  ].join("");
}

function webhooks({ lacksSecret, signature }) {
  if (lacksSecret) return badge("unready", "All refused: no app secret");
  return signature === "Ignored" ? badge("degraded", "Taken without a signature") : "Signed";
}
