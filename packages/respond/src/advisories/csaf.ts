import { renderInstant, renderJsonDocument } from "@lockkeeper/core";

import { describeTargets } from "../incident.ts";
import { aliasesOf, describeSubject, npmPurl } from "./advisory-input.ts";
import type { AdvisoryInput } from "./advisory-input.ts";

interface Product {
  readonly product_id: string;
  readonly name: string;
  readonly purl: string;
}

const maxProducts = 5000;

/** Drafts a security advisory of the Common Security Advisory Framework 2.0; publisher and distribution are for people to fill in. */
export function renderCsafDraft(input: AdvisoryInput): string {
  const { caseId, subject, at } = input;
  const products = listProducts(input);
  const date = renderInstant(at);
  return renderJsonDocument({
    document: {
      category: "csaf_security_advisory",
      csaf_version: "2.0",
      title: `Malicious code: ${subject.title}`,
      lang: "en",
      distribution: {
        tlp: { label: "AMBER" },
        text: "Draft. Decide whom it may reach before you hand it on.",
      },
      publisher: { category: "other", name: "[your organisation]", namespace: "https://publisher.example" },
      notes: [
        { category: "summary", text: describeSubject(subject), title: "What happened" },
        { category: "general", text: `Versions: ${describeTargets(subject).join(", ")}`, title: "Versions" },
      ],
      tracking: {
        id: caseId,
        status: "draft",
        version: "1",
        initial_release_date: date,
        current_release_date: date,
        revision_history: [{ date, number: "1", summary: "Draft by the response to the incident" }],
        generator: { engine: { name: "Lockkeeper", version: input.toolVersion }, date },
      },
    },
    product_tree: {
      full_product_names: products.map(({ product_id, name, purl }) => ({
        product_id,
        name,
        product_identification_helper: { purl },
      })),
    },
    vulnerabilities: [vulnerabilityOf(input, products)],
  });
}

function listProducts({ subject }: AdvisoryInput): readonly Product[] {
  const found = new Map<string, Omit<Product, "product_id">>();
  for (const { name, versions, range } of subject.targets) {
    if (versions === "all") found.set(name, { name: `${name} (every version)`, purl: npmPurl(name) });
    else
      for (const version of versions)
        found.set(`${name}@${version}`, { name: `${name} ${version}`, purl: npmPurl(name, version) });
    if (range !== undefined) found.set(`${name} ${range}`, { name: `${name} ${range}`, purl: npmPurl(name) });
  }
  return [...found.values()]
    .slice(0, maxProducts)
    .map((product, index) => ({ product_id: `CSAFPID-${String(index + 1).padStart(4, "0")}`, ...product }));
}

function vulnerabilityOf({ subject, at }: AdvisoryInput, products: readonly Product[]): object {
  const ids = products.map(({ product_id }) => product_id);
  const aliases = aliasesOf(subject);
  return {
    title: `Malicious code: ${subject.title}`,
    cwe: { id: "CWE-506", name: "Embedded Malicious Code" },
    ...(aliases.length === 0 ? {} : { ids: aliases.map((text) => ({ system_name: systemOf(text), text })) }),
    discovery_date: renderInstant(at),
    notes: [{ category: "description", text: describeSubject(subject), title: "Description" }],
    product_status: { known_affected: ids },
    remediations: [
      {
        category: "mitigation",
        details:
          "Do not install these versions. Isolate what ran them, replace every secret that was in reach from a clean machine, and set the machine up anew.",
        product_ids: ids,
      },
    ],
    threats: [
      {
        category: "impact",
        details: "Code of the package runs with the rights of whoever installs or loads it.",
        product_ids: ids,
      },
    ],
  };
}

function systemOf(id: string): string {
  if (id.startsWith("GHSA-")) return "GitHub Advisory Database";
  return id.startsWith("MAL-") ? "OpenSSF Malicious Packages" : "Advisory";
}
