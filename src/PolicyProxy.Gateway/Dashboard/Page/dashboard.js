// Shows what the gateway says, anew every two seconds, and says when it says nothing.
import { showChannels } from "./channels.js";
import * as clock from "./clock.js";
import { byId, say } from "./dom.js";
import { ask, key } from "./gateway.js";
import { showHealth } from "./health.js";
import { refreshLookUp, showLookUp, startLookUp } from "./look-up.js";
import { showRefusals } from "./refusals.js";
import { redrawSends, showSends } from "./sends.js";
import { showWebhooks } from "./webhooks.js";

const pause = 2000;
const verdicts = 500;
let timer;
let round = 0;

async function look() {
  clearTimeout(timer);
  const mine = ++round;
  try {
    const answers = await Promise.all([ask(`status?span=${byId("span").value}`), ask(`decisions?limit=${verdicts}`)]);
    if (mine === round) show(...answers);
  } catch (failure) {
    if (mine === round && fail(failure)) return;
  }
  if (mine === round) timer = setTimeout(look, pause);
}

function show(status, decisions) {
  clock.set(status.time);
  reveal("board");
  byId("forget-key").hidden = !key.get();
  say(byId("connection"), "Connected");
  byId("connection").dataset.state = "ready";
  say(byId("updated"), `as of ${clock.atClock(clock.now())}`);
  showHealth(status);
  showChannels(status.channels);
  showSends(status.traffic, status.channels);
  showWebhooks(status.traffic);
  showRefusals(decisions);
  showLookUp(status.channels);
  refreshLookUp();
}

// Whether there is nothing to do but wait for a key.
function fail(failure) {
  if (failure.kind === "key") {
    askForKey(failure.message);
    return true;
  }
  byId("connection").dataset.state = "unready";
  if (failure.kind) {
    say(byId("connection"), `Not connected: ${failure.message} Trying again every 2 seconds.`);
    return false;
  }
  say(byId("connection"), "This page has a fault, and what it shows may be old. Load it again.");
  throw failure;
}

function askForKey(problem) {
  key.forget();
  reveal("key");
  say(byId("connection"), "Waiting for the key");
  byId("connection").dataset.state = "degraded";
  say(byId("updated"), "");
  say(byId("key-problem"), problem);
  byId("forget-key").hidden = true;
  byId("key-value").value = "";
  byId("key-value").focus();
}

// Who has just given the key goes on reading here.
function reveal(id) {
  const cameWithKey = id === "board" && !byId("key").hidden;
  byId("board").hidden = id !== "board";
  byId("key").hidden = id !== "key";
  if (cameWithKey) byId("main").focus();
}

byId("key-form").addEventListener("submit", submitted => {
  submitted.preventDefault();
  const value = byId("key-value").value.trim();
  say(byId("key-problem"), "");
  if (!key.canBe(value)) return askForKey("This key is not right.");
  key.set(value);
  look();
});
byId("forget-key").addEventListener("click", () => {
  round++;
  clearTimeout(timer);
  askForKey("");
});
byId("span").addEventListener("change", look);
byId("plot-channel").addEventListener("change", redrawSends);
byId("numbers").addEventListener("toggle", redrawSends);
addEventListener("resize", redrawSends);

// A tab in the background is slowed down by the browser.
document.addEventListener("visibilitychange", () => {
  if (!document.hidden && byId("key").hidden) look();
});
startLookUp();
look();
