// The gateway's words in an operator's language. A word that is not here is shown as it is.
const reasons = {
  "window-open": "Window open",
  "extended-window-open": "Longer window open",
  "allowed-outside-window": "Kind that passes outside the window",
  "unknown-contact-allowed": "Client never wrote, passes by UnknownContacts",
  "warming-up": "Client never wrote, passes during warm-up",
  "window-closed": "Window closed",
  "no-client-contact": "Client never wrote",
  "tag-not-supported": "Window closed, a message tag does not open it",
  "content-not-permitted": "Not permitted in the longer window",
  "not-understood": "Not understood",
  "store-unavailable": "Store away",
  "throttled": "Above the rate limit",
  "message-limit": "No more messages before the client writes",
};

const allowing = new Set(["window-open", "extended-window-open", "allowed-outside-window", "unknown-contact-allowed", "warming-up"]);

const results = {
  "recorded": "Recorded",
  "nothing-to-record": "Nothing to record",
  "not-understood": "Not understood, forwarded",
  "bad-signature": "Refused: signature wrong or missing",
  "malformed": "Refused: malformed",
  "too-large": "Refused: too large",
  "overloaded": "Refused: too many at once",
  "method-not-allowed": "Refused: neither GET nor POST",
  "store-unavailable": "Refused: could be recorded nowhere",
};

const done = {
  "refused": "Refused",
  "temporary": "Refused for the moment",
  "observed": "Forwarded, only observed",
};

const health = {
  "ready": "Ready",
  "degraded": "Works, but needs attention",
  "unready": "Not ready",
};

export const reason = word => reasons[word] ?? word;
export const result = word => results[word] ?? word;
export const doneWith = verdict => done[verdict] ?? verdict;
export const healthOf = status => health[status] ?? status;

// Whether a send was refused, or would have been where the channel only observes.
export const isRefusal = ({ verdict, reason }) => verdict === "observed" ? !allowing.has(reason) : verdict !== "allowed";

// The colour of a reason.
export const colour = word => word in reasons ? word : "other";
