// Asks the gateway, with the key where it has one.
const keyName = "policyproxy-key";
const patience = 5000;

// Why an answer did not come: "away", "key" (missing or wrong), or "refused" (the gateway says why).
export class Failure extends Error {
  constructor(kind, message) {
    super(message);
    this.kind = kind;
  }
}

export const key = {
  get: () => sessionStorage.getItem(keyName),
  set: value => sessionStorage.setItem(keyName, value),
  forget: () => sessionStorage.removeItem(keyName),

  // What a header can hold; nothing else can be a key.
  canBe: value => /^[\x21-\x7e]+$/.test(value),
};

export async function ask(path) {
  const known = key.get();
  const response = await reach(path, known ? { Authorization: `Bearer ${known}` } : {});
  if (response.status === 401) throw new Failure("key", known ? "This key is not right." : "");
  const body = await read(response);
  if (!response.ok) throw new Failure("refused", explain(body) ?? `The gateway answered ${response.status}.`);
  return body;
}

async function reach(path, headers) {
  try {
    return await fetch(path, { headers, cache: "no-store", signal: AbortSignal.timeout(patience) });
  } catch {
    throw new Failure("away", "The gateway does not answer.");
  }
}

async function read(response) {
  try {
    return await response.json();
  } catch {
    // Broken off in the middle, or not the gateway's.
    throw new Failure("away", `What answers here (${response.status}) is not the gateway.`);
  }
}

function explain(body) {
  return typeof body?.error === "string" ? body.error : body?.error?.message;
}
