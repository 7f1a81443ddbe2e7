import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, describe, expect, test } from "vitest";

import { findingStrengths } from "@lockkeeper/core";
import type { FindingStrength } from "@lockkeeper/core";

import { emulatedIds, emulatedSubjectOf, openTestDetonator } from "../test/emulate.ts";
import { pageHeadings, parsePage } from "../test/page.ts";
import { subjectOf } from "../test/sample.ts";
import type { Sample } from "../test/sample.ts";
import { detect, detectors, renderCatalogue } from "./index.ts";
import type { Subject } from "./index.ts";

const detonator = openTestDetonator();

afterAll(() => detonator.close());

/** What the emulator sees is of use for those alone that speak of it. */
async function lookAt(id: string, sample: Sample): Promise<Subject> {
  return emulatedIds.has(id) ? await emulatedSubjectOf(sample, detonator) : subjectOf(sample);
}

const pagesFolder = join(import.meta.dirname, "..", "..", "..", "docs", "detectors");
const folders = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(join(import.meta.dirname, entry.name, "index.ts")))
  .map((entry) => entry.name)
  .sort();

test("the catalogue lists the folders (else run: node scripts/generate-catalogue.mjs)", () => {
  expect(detectors.map(({ id }) => id)).toEqual(folders);
});

test("every detector has a page, and every page a detector", () => {
  const pages = readdirSync(pagesFolder).filter((name) => name !== "README.md");

  expect(pages.sort()).toEqual(folders.map((id) => `${id}.md`));
});

test("docs/detectors/README.md is as the code renders it (else run: node scripts/generate-docs.mjs)", () => {
  const page = readFileSync(join(pagesFolder, "README.md"), "utf8");

  expect(page).toBe(renderCatalogue());
});

describe.each(detectors.map((detector) => [detector.id, detector] as const))(
  "the page of %s",
  (id, detector) => {
    const page = parsePage(readFileSync(join(pagesFolder, `${id}.md`), "utf8"));

    test("has the headings of every page", () => {
      expect(page.title).toBe(id);
      expect(page.headings).toEqual(pageHeadings);
    });

    test("shows an example that fires as the detector says", async () => {
      const { findings, failures } = detect(await lookAt(id, page.fires), [detector]);

      expect(failures).toEqual([]);
      expect(findings.some(({ strength }) => isAtLeast(strength, detector.strength))).toBe(true);
    });

    test("shows an example that does not fire", async () => {
      const { findings, failures } = detect(await lookAt(id, page.silent), [detector]);

      expect(failures).toEqual([]);
      expect(findings.filter(({ strength }) => strength !== "context")).toEqual([]);
    });
  },
);

function isAtLeast(strength: FindingStrength, least: FindingStrength): boolean {
  return findingStrengths.indexOf(strength) >= findingStrengths.indexOf(least);
}
