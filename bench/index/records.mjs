import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { createGunzip } from "node:zlib";

const kinds = ["whole package", "listed versions", "range"];
const day = 86_400_000;
const firstPublished = Date.UTC(2025, 0, 1);

/** Lines of a file, unpacked when its name ends in .gz. */
export async function readLines(path) {
  const file = createReadStream(path);
  const lines = [];
  for await (const line of createInterface({
    input: path.endsWith(".gz") ? file.pipe(createGunzip()) : file,
  }))
    if (line.trim() !== "") lines.push(line.trim());
  return lines;
}

/** What a filling record says of its package; most condemn every version, as most real ones do. */
export function kindOf(index) {
  return kinds[index % 10 === 0 ? 1 : index % 10 === 1 ? 2 : 0];
}

/** A record of malware in OSV's form, of the shape that most real ones have. */
export function renderRecord(index, name) {
  const affected = { package: { ecosystem: "npm", name } };
  const kind = kindOf(index);
  if (kind === "listed versions") affected.versions = ["1.0.0", "1.0.1"];
  else affected.ranges = [{ type: "SEMVER", events: eventsOf(kind) }];
  return JSON.stringify({
    id: `MAL-2024-${1_000_000 + index}`,
    modified: "2025-11-12T10:00:00Z",
    published: new Date(firstPublished + (index % 300) * day).toISOString(),
    affected: [affected],
    database_specific: {
      "malicious-packages-origins": [{ source: index % 3 === 0 ? "ghsa-malware" : "amazon-inspector" }],
    },
  });
}

function eventsOf(kind) {
  return kind === "range" ? [{ introduced: "1.0.0" }, { fixed: "1.1.0" }] : [{ introduced: "0" }];
}
