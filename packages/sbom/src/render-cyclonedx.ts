import { renderInstant, renderJsonDocument, showForeign } from "@lockkeeper/core";

import { collectContents } from "./bill-contents.ts";
import type { BillComponent, BillContents } from "./bill-contents.ts";
import type { BillInput } from "./bill-input.ts";
import { describeVulnerabilities } from "./cyclonedx-vulnerabilities.ts";
import type { DigestAlgorithm } from "./digest.ts";
import { uuidOf } from "./digest.ts";
import { readLicense } from "./license.ts";

/** The format allows no more. */
const maxVersionCharacters = 1024;
const algorithms: Readonly<Record<DigestAlgorithm, string>> = {
  sha1: "SHA-1",
  sha256: "SHA-256",
  sha384: "SHA-384",
  sha512: "SHA-512",
};

/**
 * Renders graphs as a bill of materials of CycloneDX 1.6 in JSON (ECMA-424), with what is known of its vulnerabilities
 * (VDR) and what was decided on them (VEX). Its serial number follows from its content.
 */
export function renderCycloneDx(input: BillInput): string {
  const contents = collectContents(input);
  const body = {
    version: 1,
    metadata: {
      timestamp: renderInstant(input.at),
      lifecycles: [{ phase: "pre-build" }],
      tools: {
        components: [{ type: "application", name: "lockkeeper", version: input.toolVersion }],
      },
      component: describeComponent(contents.subject),
    },
    components: contents.components.map(describeComponent),
    dependencies: [contents.subject, ...contents.components].map(({ ref, dependencies }) => ({
      ref,
      ...(dependencies.size === 0 ? {} : { dependsOn: [...dependencies.keys()].toSorted() }),
    })),
    ...vulnerabilitiesOf(input, contents),
    ...gapsOf(input, contents),
  };
  return renderJsonDocument({
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify(body))}`,
    ...body,
  });
}

/** Who reads a bill has to know that it is not whole. */
function gapsOf({ gaps = [] }: BillInput, { subject }: BillContents): object {
  if (gaps.length === 0) return {};
  return {
    compositions: [{ aggregate: "incomplete", assemblies: [subject.ref] }],
    properties: gaps.map((gap) => ({ name: "lockkeeper:gap", value: showForeign(gap, 1000) })),
  };
}

function vulnerabilitiesOf({ vulnerabilities }: BillInput, contents: BillContents): object {
  if (vulnerabilities === undefined) return {};
  return { vulnerabilities: describeVulnerabilities(vulnerabilities, contents) };
}

function describeComponent(component: BillComponent): object {
  const { kind, ref, name, version, purl, digests, scope } = component;
  const slash = name.startsWith("@") ? name.indexOf("/") : -1;
  return {
    type: kind === "project" ? "application" : "library",
    "bom-ref": ref,
    ...(slash < 0 ? {} : { group: name.slice(0, slash) }),
    name: name.slice(slash + 1),
    ...(version === "" ? {} : { version: version.slice(0, maxVersionCharacters) }),
    ...(kind === "project" ? {} : { scope: scope === "development" ? "excluded" : scope }),
    ...(digests.length === 0
      ? {}
      : { hashes: digests.map(({ algorithm, hex }) => ({ alg: algorithms[algorithm], content: hex })) }),
    ...describeLicense(component),
    ...(purl === undefined ? {} : { purl }),
    ...describeSource(component),
    ...describeProperties(component),
  };
}

function describeLicense({ license }: BillComponent): object {
  const reading = readLicense(license);
  if (reading === undefined) return {};
  const acknowledgement = "declared";
  if (reading.kind === "id") return { licenses: [{ license: { id: reading.id, acknowledgement } }] };
  return reading.kind === "expression"
    ? { licenses: [{ expression: reading.expression, acknowledgement }] }
    : { licenses: [{ license: { name: reading.name, acknowledgement } }] };
}

function describeSource({ url, kind }: BillComponent): object {
  if (url === undefined) return {};
  return { externalReferences: [{ type: kind === "git" ? "vcs" : "distribution", url }] };
}

/** The properties of npm's taxonomy (`cdx:npm`), and of ours where it has none. */
function describeProperties(component: BillComponent): object {
  const { kind, places, aliases, scope, deprecated } = component;
  const isPath = kind !== "project" && [...places].every((place) => place.includes("node_modules"));
  const properties: readonly (readonly [string, string])[] = [
    ...[...places].map((place) => [isPath ? "cdx:npm:package:path" : "lockkeeper:place", place] as const),
    ...(kind === "bundled" ? ([["cdx:npm:package:bundled", "true"]] as const) : []),
    ...(scope === "development" ? ([["cdx:npm:package:development", "true"]] as const) : []),
    ...(kind === "registry" || kind === "bundled" ? [] : [["lockkeeper:kind", kind] as const]),
    ...[...aliases].map((alias) => ["lockkeeper:alias", alias] as const),
    ...(component.hasInstallScript ? ([["lockkeeper:installScript", "true"]] as const) : []),
    ...(component.isPatched ? ([["lockkeeper:patched", "true"]] as const) : []),
    ...(deprecated === undefined ? [] : [["lockkeeper:deprecated", deprecated] as const]),
  ];
  return properties.length === 0 ? {} : { properties: properties.map(([name, value]) => ({ name, value })) };
}
