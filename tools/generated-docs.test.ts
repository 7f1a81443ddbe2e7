import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { renderDocuments } from "@lockkeeper/cli";

const root = join(import.meta.dirname, "..");

function read(path: string): string {
  const file = join(root, path);
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

/** The formatter lays JSON out in its own way. */
function canonical(path: string, text: string): string {
  return path.endsWith(".json") ? JSON.stringify(JSON.parse(text)) : text;
}

test("generated documents are as the code renders them (else run: node scripts/generate-docs.mjs)", async () => {
  const documents = await renderDocuments({
    cli: read("docs/cli.md"),
    contracts: read("docs/contracts.md"),
    campaigns: read("docs/campaigns.md"),
  });

  expect([...documents.keys()]).toEqual([
    "docs/policy.md",
    "docs/metrics.md",
    "docs/policy.schema.json",
    "docs/inspect.schema.json",
    "docs/cli.md",
    "docs/campaigns.md",
    "docs/contracts.md",
  ]);
  const stale = [...documents]
    .filter(([path, text]) => canonical(path, read(path)) !== canonical(path, text))
    .map(([path]) => path);
  expect(stale).toEqual([]);
});
