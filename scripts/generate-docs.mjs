// Writes the documents that come from the code: docs/policy.md, docs/policy.schema.json, and the generated sections of
// docs/cli.md, docs/contracts.md and docs/campaigns.md, and docs/detectors/README.md. Needs a build (`npm run build`).
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { renderDocuments } from "../packages/cli/dist/index.js";
import { renderCatalogue } from "../packages/detectors/dist/index.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const read = (path) => readFileSync(join(root, path), "utf8");

const documents = await renderDocuments({
  cli: read("docs/cli.md"),
  contracts: read("docs/contracts.md"),
  campaigns: read("docs/campaigns.md"),
});
documents.set("docs/detectors/README.md", renderCatalogue());
for (const [path, text] of documents) {
  writeFileSync(join(root, path), text);
  console.log(`wrote ${path}`);
}
const formatted = spawnSync(
  join(root, "node_modules", ".bin", "oxfmt"),
  ["docs/policy.schema.json", "docs/inspect.schema.json"],
  {
    cwd: root,
  },
);
if (formatted.status !== 0) throw new Error(`oxfmt failed: ${String(formatted.stderr)}`);
