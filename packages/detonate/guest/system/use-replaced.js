/** A host that whoever uses the function names: what is sent there goes where it was meant to go. */
const service = { hostname: "service.ledger-web.example", path: "/api/session" };

/** What is watched of the modules through which secrets pass, by group and file. */
const watched = {
  "node/http": (http) => ({ request: http.request, get: http.get, ...ownOf(http.ClientRequest) }),
  "node/https": (https) => ({ request: https.request, get: https.get }),
  "node/crypto": ({ createHmac, createCipheriv, pbkdf2, pbkdf2Sync, scryptSync }) => ({
    createHmac,
    createCipheriv,
    pbkdf2,
    pbkdf2Sync,
    scryptSync,
  }),
  "node/console": ({ log, info, warn, error }) => ({ log, info, warn, error }),
  "web/json": ({ JSON: { stringify } }) => ({ stringify }),
};

function ownOf({ prototype }) {
  const own = {};
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const { value } = Object.getOwnPropertyDescriptor(prototype, name);
    if (typeof value === "function") own[`prototype.${name}`] = value;
  }
  return own;
}

/** Keeps what the watched functions were before anything of a package ran. */
export function createReplacementWatch() {
  const before = new Map();
  return {
    made: (key, value) => {
      const look = Object.hasOwn(watched, key) ? watched[key] : undefined;
      if (look !== undefined) before.set(key, { value, members: look(value) });
    },
    /** The keys of modules of which something was replaced, each with the names of what was. */
    replaced: () => {
      const found = new Map();
      for (const [key, { value, members }] of before) {
        const now = tentatively(() => watched[key](value)) ?? members;
        const names = Object.keys({ ...members, ...now }).filter((name) => members[name] !== now[name]);
        if (names.length > 0) found.set(key, names);
      }
      return found;
    },
  };
}

/**
 * Uses what a package put in the place of functions that everybody uses, once, as a program that loaded it would: with something
 * secret, for a host of the program's own. What the replacement does beside that is seen. Whether there was anything to use.
 */
export function useReplaced(kit, secrets) {
  const replaced = kit.replaced();
  const isFetchOther = globalValue("fetch") !== undefined && globalValue("fetch") !== kit.web("fetch").fetch;
  if (isFetchOther) tentatively(() => fetchOnce(secrets));
  const isSent = replaced.has("node/http");
  for (const name of ["http", "https"]) {
    if (replaced.has(`node/${name}`) || isSent) tentatively(() => requestOnce(kit, name, secrets));
  }
  for (const name of replaced.get("node/crypto") ?? [])
    tentatively(() => cryptoUses[name](kit.builtin("crypto"), secrets));
  for (const name of replaced.get("node/console") ?? [])
    tentatively(() => globalThis.console[name](`signed in with the token ${secrets.token}`));
  if (replaced.has("web/json")) tentatively(() => JSON.stringify(accountOf(secrets)));
  return isFetchOther || replaced.size > 0;
}

function globalValue(name) {
  return Object.getOwnPropertyDescriptor(globalThis, name)?.value;
}

function fetchOnce({ token, password }) {
  const { hostname, path } = service;
  const settled = globalThis.fetch(`https://${hostname}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: bodyOf(password),
  });
  settled?.then?.(
    (answer) => answer?.text?.(),
    () => undefined,
  );
}

function requestOnce(kit, name, { token, password }) {
  const { request, get } = kit.builtin(name);
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const made = request({ ...service, method: "POST", headers }, (answer) => answer.resume());
  made.on("error", () => undefined);
  made.setHeader("cookie", `session=${token}`);
  made.write(bodyOf(password));
  made.end();
  get({ ...service, headers }, (answer) => answer.resume()).on("error", () => undefined);
}

function bodyOf(password) {
  return JSON.stringify({ email: "lena.brandt@ledger-web.example", password });
}

function accountOf({ token, password }) {
  const email = "lena.brandt@ledger-web.example";
  return {
    email,
    password,
    token,
    apiKey: token,
    privateKey: token,
    headers: { authorization: `Bearer ${token}` },
  };
}

const cryptoUses = {
  createHmac: (crypto, { token }) => crypto.createHmac("sha256", token).update("4711").digest("hex"),
  createCipheriv: (crypto, { token }) => {
    const cipher = crypto.createCipheriv("aes-256-cbc", token.padEnd(32, "0").slice(0, 32), "0".repeat(16));
    cipher.update(token, "utf8", "hex");
    cipher.final("hex");
  },
  pbkdf2: (crypto, { password }) => crypto.pbkdf2(password, "salt", 1, 32, "sha256", () => undefined),
  pbkdf2Sync: (crypto, { password }) => crypto.pbkdf2Sync(password, "salt", 1, 32, "sha256"),
  scryptSync: (crypto, { password }) => crypto.scryptSync(password, "salt", 32, { N: 2 }),
};

/** What a replacement throws is its own affair. */
function tentatively(action) {
  try {
    return action();
  } catch {
    return undefined;
  }
}
