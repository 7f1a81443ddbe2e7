import { badReport, tooLarge } from "./errors.ts";
import { asItems, asObject, asText } from "./json.ts";
import type { Json } from "./json.ts";
import { tryParsePurl } from "./purl.ts";
import { reportLimits } from "./statement.ts";
import type { ForeignReport, ForeignStatement } from "./statement.ts";

type Members = ReadonlyMap<string, Json>;
type Statement = ForeignStatement;

/**
 * Parses what another tool says of vulnerabilities: OpenVEX, the vulnerabilities of CycloneDX (VDR and VEX), osv-scanner's
 * JSON, `npm audit --json` of npm 7 and later. Throws `SbomError` and nothing else.
 */
export function parseReport(bytes: Uint8Array): ForeignReport {
  if (bytes.length > reportLimits.maxBytes) throw tooLarge(`${String(reportLimits.maxBytes)} bytes`);
  const document = asObject(tryParseJson(bytes));
  if (document === undefined) throw badReport("it is no JSON object");
  const draft = new ReportDraft();
  const format = readInto(draft, document);
  return { format, statements: draft.statements, passedOver: draft.passedOver };
}

function tryParseJson(bytes: Uint8Array): Json {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw badReport(error instanceof Error ? error.message : "it is no JSON", error);
  }
}

class ReportDraft {
  readonly statements: Statement[] = [];
  passedOver = 0;

  add(statement: Statement): void {
    if (this.statements.length >= reportLimits.maxStatements)
      throw tooLarge(`${String(reportLimits.maxStatements)} statements`);
    if (statement.ids.length === 0) this.passedOver += 1;
    else this.statements.push(statement);
  }
}

function readInto(draft: ReportDraft, document: Members): ForeignReport["format"] {
  if ((asText(document.get("@context")) ?? "").startsWith("https://openvex.dev/ns")) {
    readOpenVex(draft, document);
    return "openvex";
  }
  if (document.get("bomFormat") === "CycloneDX") {
    readCycloneDx(draft, document);
    return "cyclonedx";
  }
  if (document.get("auditReportVersion") === 2) {
    readNpmAudit(draft, document);
    return "npm-audit";
  }
  if (Array.isArray(document.get("results"))) {
    readOsvScanner(draft, document);
    return "osv-scanner";
  }
  throw badReport("it is none of OpenVEX, CycloneDX, osv-scanner and npm audit");
}

const openVexKinds: ReadonlyMap<unknown, Statement["kind"]> = new Map([
  ["not_affected", "not-affected"],
  ["affected", "affected"],
  ["fixed", "fixed"],
  ["under_investigation", "under-investigation"],
] as const);

function readOpenVex(draft: ReportDraft, document: Members): void {
  for (const item of asItems(document.get("statements"))) {
    const statement = asObject(item);
    const kind = openVexKinds.get(statement?.get("status"));
    if (statement === undefined || kind === undefined) {
      draft.passedOver += 1;
      continue;
    }
    const ids = idsOf(statement.get("vulnerability"));
    const reason = joined([statement.get("justification"), statement.get("impact_statement")]);
    for (const product of asItems(statement.get("products"))) {
      const parts = asItems(asObject(product)?.get("subcomponents"));
      for (const part of parts.length > 0 ? parts : [product])
        addPurl(draft, purlOf(part), { kind, ids, severity: undefined, reason });
    }
  }
}

function idsOf(vulnerability: Json): readonly string[] {
  const members = asObject(vulnerability);
  if (members === undefined) return texts([vulnerability]);
  return texts([members.get("name"), members.get("@id"), ...asItems(members.get("aliases"))]);
}

function purlOf(product: Json): string | undefined {
  const members = asObject(product);
  if (members === undefined) return asText(product);
  return asText(asObject(members.get("identifiers"))?.get("purl")) ?? asText(members.get("@id"));
}

type About = Pick<Statement, "kind" | "ids" | "severity" | "reason">;

function addPurl(draft: ReportDraft, text: string | undefined, about: About): void {
  const purl = text === undefined ? undefined : tryParsePurl(text);
  if (purl?.type !== "npm") draft.passedOver += 1;
  else draft.add({ ...about, name: purl.name, versions: purl.version });
}

const cycloneKinds: ReadonlyMap<unknown, Statement["kind"]> = new Map([
  ["not_affected", "not-affected"],
  ["false_positive", "not-affected"],
  ["resolved", "fixed"],
  ["resolved_with_pedigree", "fixed"],
  ["in_triage", "under-investigation"],
] as const);

function readCycloneDx(draft: ReportDraft, document: Members): void {
  const purls = purlsOf(document);
  for (const item of asItems(document.get("vulnerabilities"))) {
    const members: Members = asObject(item) ?? nothing;
    const about = aboutOf(members);
    for (const affected of asItems(members.get("affects"))) {
      const ref = asText(asObject(affected)?.get("ref")) ?? "";
      // A reference into another bill ends with the component's own.
      addPurl(draft, purls.get(ref) ?? decoded(ref.replace(/^urn:cdx:[^#]{0,200}#/, "")), about);
    }
  }
}

const nothing: Members = new Map();

/** The package URLs of components by their references, wherever they stand. */
function purlsOf(document: Members): ReadonlyMap<string, string> {
  const purls = new Map<string, string>();
  const product = asObject(document.get("metadata"))?.get("component");
  const waiting: Json[] = [...asItems(document.get("components")), product];
  for (let at = 0; at < waiting.length && at < reportLimits.maxStatements; at += 1) {
    const component = asObject(waiting[at]);
    const [ref, purl] = [asText(component?.get("bom-ref")), asText(component?.get("purl"))];
    if (ref !== undefined && purl !== undefined) purls.set(ref, purl);
    waiting.push(...asItems(component?.get("components")));
  }
  return purls;
}

function aboutOf(members: Members): About {
  const analysis: Members = asObject(members.get("analysis")) ?? nothing;
  const references = asItems(members.get("references")).map((each) => asObject(each)?.get("id"));
  const ratings = asItems(members.get("ratings")).map((each) => asObject(each)?.get("severity"));
  return {
    kind: cycloneKinds.get(analysis.get("state")) ?? "affected",
    ids: texts([members.get("id"), ...references]),
    severity: severityOf(ratings),
    reason: joined([analysis.get("justification"), analysis.get("detail") ?? members.get("description")]),
  };
}

function decoded(text: string): string {
  return text.startsWith("pkg%3A") ? text.replace("pkg%3A", "pkg:").replaceAll("%2F", "/") : text;
}

function readOsvScanner(draft: ReportDraft, document: Members): void {
  const packages = asItems(document.get("results")).flatMap((result) =>
    asItems(asObject(result)?.get("packages")),
  );
  for (const entry of packages) {
    const members: Members = asObject(entry) ?? nothing;
    const about: Members = asObject(members.get("package")) ?? nothing;
    for (const item of asItems(members.get("vulnerabilities")))
      addFound(draft, about, asObject(item) ?? nothing);
  }
}

function addFound(draft: ReportDraft, about: Members, found: Members): void {
  const [name, versions] = [asText(about.get("name")), asText(about.get("version"))];
  if (about.get("ecosystem") !== "npm" || name === undefined || versions === undefined) {
    draft.passedOver += 1;
    return;
  }
  const severity = severityOf([asObject(found.get("database_specific"))?.get("severity")]);
  const ids = texts([found.get("id"), ...asItems(found.get("aliases"))]);
  draft.add({ kind: "affected", ids, name, versions, severity, reason: joined([found.get("summary")]) });
}

function readNpmAudit(draft: ReportDraft, document: Members): void {
  for (const item of asObject(document.get("vulnerabilities"))?.values() ?? []) {
    for (const via of asItems(asObject(item)?.get("via"))) {
      const members = asObject(via);
      // A text names a dependency that has it, which is an entry of its own.
      if (members === undefined) continue;
      const name = asText(members.get("name"));
      const range = asText(members.get("range"));
      const url = asText(members.get("url")) ?? "";
      const ids = texts([/GHSA-[a-z0-9-]{14}$/.exec(url)?.[0]]);
      if (name === undefined || range === undefined) draft.passedOver += 1;
      else {
        const severity = severityOf([members.get("severity")]);
        const reason = joined([members.get("title")]);
        draft.add({ kind: "affected", ids, name, versions: range, severity, reason });
      }
    }
  }
}

const words: ReadonlyMap<string, NonNullable<Statement["severity"]>> = new Map([
  ["critical", "critical"],
  ["high", "high"],
  ["moderate", "moderate"],
  ["medium", "moderate"],
  ["low", "low"],
] as const);

function severityOf(values: readonly Json[]): Statement["severity"] {
  for (const value of values) {
    const word = words.get((asText(value) ?? "").toLowerCase());
    if (word !== undefined) return word;
  }
  return undefined;
}

const maxIds = 50;
const maxCharacters = 1000;

function texts(values: readonly Json[]): readonly string[] {
  const found = values.flatMap((value) => asText(value)?.slice(0, 200) ?? []).filter((text) => text !== "");
  return [...new Set(found)].slice(0, maxIds);
}

function joined(values: readonly Json[]): string {
  return values
    .flatMap((value) => asText(value) ?? [])
    .join(": ")
    .slice(0, maxCharacters);
}
