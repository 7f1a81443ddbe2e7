import { renderInstantShort } from "@lockkeeper/core";
import type { BundledSource, BundleReport } from "@lockkeeper/feeds";

import { showForeign } from "./foreign-text.ts";
import { count, renderPairs } from "./table.ts";

/** What a bundle holds, as people read it. */
export function renderBundle(
  verb: string,
  { file, bytes, fingerprint, createdAt, sources }: BundleReport,
): string {
  return [
    `${verb} ${showForeign(file)} (${(bytes / 1_000_000).toFixed(1)} MB), made ${renderInstantShort(createdAt)}\n`,
    `  key  ${fingerprint}\n`,
    renderPairs(sources.map((source) => [showForeign(source.name, 60), renderSource(source)])),
  ].join("");
}

/** What a bundle holds, as programs read it. */
export function bundleLine({ createdAt, sources, ...report }: BundleReport): object {
  return {
    ...report,
    createdAt: new Date(createdAt).toISOString(),
    sources: sources.map(({ newestModified, checkedAt, ...source }) => ({
      ...source,
      newestModified: newestModified ?? null,
      checkedAt: checkedAt === undefined ? null : new Date(checkedAt).toISOString(),
    })),
  };
}

function renderSource({
  records,
  malware,
  vulnerabilities,
  newestModified,
  checkedAt,
}: BundledSource): string {
  const flaws = count(vulnerabilities, "vulnerability", "vulnerabilities");
  const newest = newestModified === undefined ? "" : `, newest of ${showForeign(newestModified, 40)}`;
  const checked = checkedAt === undefined ? "" : `, checked ${renderInstantShort(checkedAt)}`;
  return `${count(records, "record")}: ${malware} malware, ${flaws}${newest}${checked}`;
}
