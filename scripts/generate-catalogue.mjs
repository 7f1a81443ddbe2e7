// Writes packages/detectors/src/catalogue.ts from the folders of detectors. Needs no build.
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), "packages", "detectors", "src");
const ids = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, "index.ts")))
  .map((entry) => entry.name)
  .sort();
const nameOf = (id) => id.replaceAll(/-(\w)/g, (_, letter) => letter.toUpperCase());

const text = [
  'import type { Detector } from "./detector.ts";',
  ...ids.map((id) => `import { ${nameOf(id)} } from "./${id}/index.ts";`),
  "",
  "/** Every detector in the order of ids; generated from the folders (`node scripts/generate-catalogue.mjs`). */",
  "export const detectors: readonly Detector[] = [",
  ...ids.map((id) => `  ${nameOf(id)},`),
  "];",
  "",
].join("\n");
writeFileSync(join(folder, "catalogue.ts"), text);
console.log(`wrote catalogue.ts with ${ids.length} detectors`);
