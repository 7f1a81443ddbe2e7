import { primordials } from "./primordials.js";

const { Function: FunctionNow, ReflectApply } = primordials;
const toText = FunctionNow.prototype.toString;
const parametersMaxCharacters = 400;
const argumentsMaxCount = 8;
/** A host that the caller names: what is sent there goes where it was meant to go. */
const service = "https://service.ledger-web.example";

/** Which value a parameter is given, by what its name, or that of its function, says. */
const kinds = [
  [/mnemonic|phrase|seed/i, ({ secrets }) => secrets.phrase],
  [/private_?key|secret_?key|^(?:pk|priv|sk|keypair|wif)$/i, ({ secrets }) => secrets.key],
  [/wallet/i, ({ secrets }) => secrets.key],
  [/pass(?:word|wd|phrase)?$|pwd|credential/i, ({ secrets }) => secrets.password],
  [/token|jwt|auth|api_?key|secret|bearer|session|cookie/i, ({ secrets }) => secrets.token],
  [/address|recipient|^(?:to|from|receiver)$/i, () => "0x8617e340b3d01fa5f11f306f4090fd50e238070d"],
  [/ur[il]|endpoint|origin|base/i, () => `${service}/api`],
  [/host|domain|server/i, () => "service.ledger-web.example"],
  [/e?mail/i, () => "lena.brandt@ledger-web.example"],
  [/^(?:req|request|ctx|context)$/i, (given) => requestOf(given)],
  [/^(?:res|response|reply)$/i, ({ kit }) => kit.ghost("response")],
  [/^(?:next|cb|callback|done|fn|func|handler|listener|resolve|reject)$|callback$/i, ({ called }) => called],
  [
    /opt(?:ion)?s?$|conf(?:ig)?$|settings|params|^(?:props|args|data|payload|body|user|account)$/i,
    (given) => optionsOf(given),
  ],
  [/path|file|dir|folder/i, ({ kit }) => kit.disk.resolve("package.json")],
  [/count|amount|size|num|index|limit|port|^(?:n|i|id|max|min|ms|value)$/i, () => 42],
  [/^(?:is|has|should|enable)/i, () => true],
  [/list|items|arr|values|keys|ids/i, () => ["first", "second"]],
  [/date|time/i, ({ kit }) => new Date(kit.clock.now())],
  [/text|str|message|msg|content|input|name|title|query|key|type|format/i, ({ secrets }) => secrets.any],
];

/** How many of them speak of the keys of wallets. */
const tellingKinds = 3;

/**
 * The arguments for a function of a package: by their names what whoever calls it would give, and where names say nothing something
 * secret first, then what has any member, then who is called back.
 */
export function argumentsFor(given, callee, name) {
  const names = parameterNames(callee);
  const count = Math.min(Math.max(names.length, callee.length, 1), argumentsMaxCount);
  const all = [];
  for (let index = 0; index < count; index += 1)
    all[index] = valueFor(given, names[index] ?? "", { name, index });
  return names.length <= 1 ? [...all, ...unnamed(given).slice(all.length)] : all;
}

function valueFor(given, parameter, { name, index }) {
  if (parameter.startsWith("{")) return optionsOf(given);
  const isOf = (text) => (kind) => kind[0].test(text);
  const telling = kinds.slice(0, tellingKinds);
  // What a function is called may say more than what its parameter is.
  const known = telling.find(isOf(parameter)) ?? (index === 0 ? telling.find(isOf(name)) : undefined);
  const value = known ?? kinds.find(isOf(parameter));
  return value === undefined ? (unnamed(given)[index] ?? given.secrets.any) : value[1](given);
}

function unnamed({ kit, called, secrets }) {
  return [secrets.any, kit.ghost("argument"), called];
}

function parameterNames(callee) {
  let text;
  try {
    text = ReflectApply(toText, callee, []).slice(0, parametersMaxCharacters);
  } catch {
    // It is no function that has a text.
    return [];
  }
  const ofConstructor = text.startsWith("class")
    ? text.slice(Math.max(0, text.indexOf("constructor")))
    : text;
  const [, inner = "", alone = ""] =
    /^[^(=]*\(([^)]*)\)|^(?:async\s+)?([\w$]+)\s*=>/.exec(ofConstructor) ?? [];
  if (alone !== "") return [alone];
  return inner
    .replaceAll(/\{[^}]*\}/g, "{}")
    .replaceAll(/\[[^\]]*\]/g, "items")
    .split(",")
    .map(
      (part) =>
        part
          .trim()
          .replace(/^\.\.\./, "")
          .split(/[\s=]/)[0],
    )
    .filter((part) => part !== "");
}

/** What a server is asked by somebody who is logged in. */
function requestOf({ kit, secrets }) {
  const headers = {
    host: "app.ledger-web.example",
    authorization: `Bearer ${secrets.token}`,
    cookie: `session=${secrets.cookie}`,
    "user-agent": "Mozilla/5.0",
    "content-type": "application/json",
  };
  return Object.assign(Object.create(kit.ghost("request")), {
    method: "POST",
    url: "/login?next=%2F",
    originalUrl: "/login?next=%2F",
    path: "/login",
    headers,
    query: { next: "/" },
    params: { id: "42" },
    body: { email: "lena.brandt@ledger-web.example", password: secrets.password },
    cookies: { session: secrets.cookie },
    ip: "192.168.178.23",
    get: (header) => headers[String(header).toLowerCase()],
    header: (header) => headers[String(header).toLowerCase()],
  });
}

/** Members that settings mostly have; any other is a ghost. */
function optionsOf({ kit, secrets, called }) {
  const known = {
    token: secrets.token,
    apiKey: secrets.token,
    accessToken: secrets.token,
    password: secrets.password,
    username: "lena.brandt",
    email: "lena.brandt@ledger-web.example",
    url: `${service}/api`,
    baseURL: `${service}/api`,
    endpoint: `${service}/api`,
    host: "service.ledger-web.example",
    port: 443,
    path: "/api",
    headers: {},
    data: { text: "a short text" },
    callback: called,
  };
  const options = Object.assign(Object.create(kit.ghost("options")), known);
  // Found by who asks for them by their names, and not by who passes on whatever there is.
  const hidden = {
    privateKey: secrets.key,
    secretKey: secrets.key,
    mnemonic: secrets.phrase,
    toJSON: undefined,
  };
  for (const [name, value] of Object.entries(hidden)) Object.defineProperty(options, name, { value });
  return options;
}
