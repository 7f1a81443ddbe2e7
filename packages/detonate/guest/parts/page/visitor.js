import { URL } from "../../web/url.js";

/** Accounts that nobody has: those of the visitor, and those whom the visitor pays. */
const accounts = {
  own: "0x52908400098527886e0f7030069857d2e4169ee7",
  ownSolana: "7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV",
  ownTron: "TJRabPrwbZy45sbavfcjinPJC18kjpRTv8",
  paid: "0x8617e340b3d01fa5f11f306f4090fd50e238070d",
  paidSolana: "4Nd1mBQtrMJVYVfKf2PJy9NZUZdTAsp7D4xWLs4gDB4T",
  paidTron: "TVjsyZ7fYF3qLF6BQgPmTEZy1xrNNyVAAA",
  paidBitcoin: "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
};
const page = "https://pay.ledger-web.example/checkout";
const own = "https://pay.ledger-web.example/api/order";
const addressLike =
  /\b(?:0x[0-9a-f]{40}|bc1[a-z0-9]{20,60}|T[1-9A-HJ-NP-Za-km-z]{33}|[13][1-9A-HJ-NP-Za-km-z]{25,34}|[1-9A-HJ-NP-Za-km-z]{43,44})\b/i;

/**
 * Somebody who uses the page: what they ask for is compared with what arrives. An address that became another one on the way was
 * exchanged by the code.
 */
export function createVisitor(kit) {
  let expected;
  let pasted;
  const visitor = {
    address: page,
    addresses: accounts,
    absolute: (url) => URL.parse(String(url?.href ?? url), page)?.href ?? String(url),
    /** What the visitor expects to arrive next. */
    expect: (texts) => {
      expected = texts;
    },
    /** Whether what arrives is what the visitor asked for; says so where it became something else. */
    compare: (api, text) => {
      const missing = expected?.find((one) => !text.toLowerCase().includes(one.toLowerCase()));
      const isAsked = expected !== undefined && missing === undefined;
      expected = undefined;
      if (missing !== undefined && text !== "") redirected(kit, { api, asked: missing, text });
      return isAsked;
    },
    /** The shop's own answers, which others may read on the way. */
    answerTo: (api, { url, body }) => {
      if (!String(url).startsWith(own)) return undefined;
      visitor.compare(api, bodyText(kit, body));
      const { paid, paidSolana, paidTron, paidBitcoin } = accounts;
      const text = JSON.stringify({
        order: 4711,
        pay: { ethereum: paid, solana: paidSolana, tron: paidTron, bitcoin: paidBitcoin },
      });
      const headers = { "content-type": "application/json" };
      return { status: 200, reason: "OK", headers, body: kit.bytes.encode(text, "utf8") };
    },
    clipboard: {
      readText: async () => {
        kit.observe("env", "navigator.clipboard.readText", { name: "clipboard" });
        pasted = accounts.paid;
        return pasted;
      },
      writeText: async (text) => {
        if (visitor.compare("navigator.clipboard", String(text))) return;
        kit.observe("env", "navigator.clipboard.writeText", { name: "clipboard", value: String(text) });
        if (pasted !== undefined && isOther(text, pasted))
          redirected(kit, { api: "navigator.clipboard", asked: pasted, text: String(text) });
      },
      write: async () => undefined,
      read: async () => [],
    },
    copied: (text) => {
      if (isOther(text, accounts.paid))
        redirected(kit, { api: "copy", asked: accounts.paid, text: String(text) });
    },
    order: own,
  };
  return visitor;
}

function isOther(text, asked) {
  const [address] = addressLike.exec(String(text)) ?? [];
  return address !== undefined && address.toLowerCase() !== asked.toLowerCase();
}

function redirected(kit, { api, asked, text }) {
  const [to = "elsewhere"] = addressLike.exec(text.replaceAll(accounts.own, "")) ?? [];
  kit.observe("self", "payment.redirected", { name: api, value: asked, to, text: text.slice(0, 400) });
}

function bodyText(kit, body) {
  if (typeof body === "string") return body;
  return body instanceof Uint8Array ? kit.bytes.decode(body, "utf8") : "";
}
