import { defineAttack } from "../attack.ts";
import { commandTool } from "../bases.ts";
import { guardCommand } from "../guard.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

/**
 * cline 2.3.0, 17 February 2026: a token taken through a poisoned cache of a workflow. Only `package.json` differs: `postinstall`
 * installs another agent for the whole machine. 2.2.3 and 2.4.0 were attested, 2.3.0 was not.
 */
export const cline2026: Sample = defineAttack({
  id: "cline-2026",
  title: "A hook installs another package globally, and provenance is gone",
  group: "takeover",
  trigger: "install",
  judged: [{ name: "cline", version: "2.3.0" }],
  now: "2026-02-17T11:40:00Z",
  createLines: () => [
    {
      name: "cline",
      files: commandTool("cline", "cline"),
      manifest: { bin: { cline: "bin/cline.js" } },
      publisher: person("clinebotorg"),
      way: "trusted-publisher",
      releases: [
        ["2.2.0", "2026-02-03T10:00:00Z"],
        ["2.2.1", "2026-02-06T10:00:00Z"],
        ["2.2.2", "2026-02-10T10:00:00Z"],
        ["2.2.3", "2026-02-12T10:00:00Z"],
        [
          "2.3.0",
          "2026-02-17T11:26:00Z",
          {
            way: "hand",
            hasCommit: false,
            manifest: {
              scripts: { test: "node --test", postinstall: guardCommand("npm install -g openclaw@latest") },
            },
          },
        ],
      ],
    },
  ],
});
