import { createHash } from "node:crypto";

import { renderInstant, renderJsonDocument, showForeign } from "@lockkeeper/core";
import type { DependencyGroup } from "@lockkeeper/lockfile";

import { collectContents } from "./bill-contents.ts";
import type { BillComponent, BillContents } from "./bill-contents.ts";
import type { BillInput } from "./bill-input.ts";
import { uuidOf } from "./digest.ts";
import { readLicense } from "./license.ts";

/** A licence that is no expression of SPDX, under a name that the document makes up for it. */
interface OwnLicense {
  readonly licenseId: string;
  readonly name: string;
  readonly extractedText: string;
}

const documentId = "SPDXRef-DOCUMENT";

/** Renders graphs as a document of SPDX 2.3 in JSON (ISO/IEC 5962 and its successor). Its namespace follows from its content. */
export function renderSpdx(input: BillInput): string {
  const contents = collectContents(input);
  const { subject, components } = contents;
  const all = [subject, ...components];
  const ids = new Map(all.map(({ ref, name, version }) => [ref, idOf(`${name}-${version}`, ref)]));
  const own = new Map<string, OwnLicense>();
  const packages = all.map((component) => describePackage(component, { ids, own }));
  const body = {
    packages,
    ...(own.size === 0 ? {} : { hasExtractedLicensingInfos: [...own.values()] }),
    relationships: describeRelationships(contents, ids),
  };
  const name = subject.version === "" ? subject.name : `${subject.name}@${subject.version}`;
  // The format knows whole seconds alone.
  const created = `${renderInstant(input.at).slice(0, 19)}Z`;
  const { gaps = [] } = input;
  const uuid = uuidOf(JSON.stringify([name, created, input.toolVersion, body, gaps]));
  return renderJsonDocument({
    spdxVersion: "SPDX-2.3",
    dataLicense: "CC0-1.0",
    SPDXID: documentId,
    name,
    documentNamespace: `http://spdx.org/spdxdocs/lockkeeper-${uuid}`,
    ...(gaps.length === 0 ? {} : { comment: showForeign(`Not whole: ${gaps.join("; ")}`, 4000) }),
    creationInfo: { created, creators: [`Tool: lockkeeper-${input.toolVersion}`] },
    ...body,
  });
}

interface Names {
  readonly ids: ReadonlyMap<string, string>;
  readonly own: Map<string, OwnLicense>;
}

/** An id of SPDX has letters, digits, dots and dashes alone; the hash keeps apart what looks the same without the rest. */
function idOf(text: string, ref: string): string {
  const plain = text
    .slice(0, 120)
    .replaceAll(/[^A-Za-z0-9.]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  const hash = createHash("sha256").update(ref).digest("hex").slice(0, 12);
  return `SPDXRef-Package-${plain === "" ? "" : `${plain}-`}${hash}`;
}

function describePackage(component: BillComponent, { ids, own }: Names): object {
  const { ref, name, version, url, digests, purl, kind } = component;
  const comment = describeRest(component);
  return {
    SPDXID: ids.get(ref) ?? documentId,
    name,
    ...(version === "" ? {} : { versionInfo: version }),
    primaryPackagePurpose: kind === "project" ? "APPLICATION" : "LIBRARY",
    downloadLocation: locationOf(url, kind),
    filesAnalyzed: false,
    ...(digests.length === 0
      ? {}
      : {
          checksums: digests.map(({ algorithm, hex }) => ({
            algorithm: algorithm.toUpperCase(),
            checksumValue: hex,
          })),
        }),
    licenseConcluded: "NOASSERTION",
    licenseDeclared: licenseOf(component, own),
    copyrightText: "NOASSERTION",
    ...(purl === undefined
      ? {}
      : {
          externalRefs: [
            { referenceCategory: "PACKAGE-MANAGER", referenceType: "purl", referenceLocator: purl },
          ],
        }),
    ...(comment === "" ? {} : { comment }),
  };
}

function locationOf(url: string | undefined, kind: BillComponent["kind"]): string {
  if (url === undefined) return "NOASSERTION";
  return kind === "git" && !url.startsWith("git") ? `git+${url}` : url;
}

function describeRest({ kind, scope, isPatched, deprecated }: BillComponent): string {
  const notes = [
    ...(kind === "registry" || kind === "project" ? [] : [`from: ${kind}`]),
    ...(scope === "required" ? [] : [`scope: ${scope}`]),
    ...(isPatched ? ["patched by the project"] : []),
    ...(deprecated === undefined ? [] : [`deprecated: ${deprecated}`]),
  ];
  return notes.join("; ");
}

function licenseOf({ license }: BillComponent, own: Map<string, OwnLicense>): string {
  const reading = readLicense(license);
  if (reading === undefined) return "NOASSERTION";
  if (reading.kind === "id") return reading.id;
  if (reading.kind === "expression" && !reading.expression.includes("LicenseRef-")) return reading.expression;
  const name = reading.kind === "name" ? reading.name : reading.expression;
  const licenseId = `LicenseRef-${createHash("sha256").update(name).digest("hex").slice(0, 12)}`;
  own.set(name, { licenseId, name, extractedText: name });
  return licenseId;
}

/** How SPDX says who needs what: most of its words point from what is needed to who needs it. */
const backward: Readonly<Partial<Record<DependencyGroup, string>>> = {
  development: "DEV_DEPENDENCY_OF",
  optional: "OPTIONAL_DEPENDENCY_OF",
};

function describeRelationships(
  { subject, components }: BillContents,
  ids: ReadonlyMap<string, string>,
): readonly object[] {
  const nameOf = (ref: string): string => ids.get(ref) ?? documentId;
  const edges = [subject, ...components].flatMap(({ ref, dependencies }) =>
    [...dependencies].map(([to, group]) => {
      const word = backward[group];
      return word === undefined
        ? relate(nameOf(ref), "DEPENDS_ON", nameOf(to))
        : relate(nameOf(to), word, nameOf(ref));
    }),
  );
  const needed = new Set([subject, ...components].flatMap(({ dependencies }) => [...dependencies.keys()]));
  // What nothing leads to would lose on the way that only developers get it.
  const orphans = components
    .filter(({ ref }) => !needed.has(ref))
    .flatMap(({ ref, scope }) => {
      const word = scope === "required" ? undefined : backward[scope];
      return word === undefined ? [] : [relate(nameOf(ref), word, nameOf(subject.ref))];
    });
  return [relate(documentId, "DESCRIBES", nameOf(subject.ref)), ...edges, ...orphans];
}

function relate(spdxElementId: string, relationshipType: string, relatedSpdxElement: string): object {
  return { spdxElementId, relationshipType, relatedSpdxElement };
}
