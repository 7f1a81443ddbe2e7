import type { ExplainRecord } from "./explain-version.ts";

/** The decision as a page for a browser. Security: every foreign text is escaped and the page runs no script. */
export function renderDecisionPage(record: ExplainRecord): string {
  const title = `${record.name}${record.version === null ? "" : `@${record.version}`}: ${record.decision}`;
  const rows: readonly (readonly [string, string | null])[] = [
    [
      "Decision",
      record.effect === record.decision ? record.decision : `${record.decision}, treated as ${record.effect}`,
    ],
    ["Clause", record.clause],
    ["Over at", record.maturesAt],
    ["Newest acceptable", record.newestAcceptable],
    ["Policy revision", record.policyRevision],
    ["To ask for an exception", record.command],
    ["Problem", record.error === undefined ? null : record.error.message],
  ];
  const facts = Object.entries(record.facts)
    .filter(([key]) => key !== "inspection")
    .map(([key, value]) => [key, typeof value === "string" ? value : JSON.stringify(value)] as const);
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}th{text-align:left;vertical-align:top;padding-right:1rem;white-space:nowrap}td{overflow-wrap:anywhere}</style>
</head><body><h1>${escapeHtml(title)}</h1>
<ul>${record.reasons.map(({ message }) => `<li>${escapeHtml(message)}</li>`).join("")}</ul>
${renderTable(rows)}
${renderInspection(record.facts["inspection"])}<h2>Facts</h2>
${renderTable(facts)}
</body></html>
`;
}

/** What an inspection found, as a list: a reason has room for the worst alone. */
function renderInspection(inspection: unknown): string {
  const told = asRecord(inspection);
  if (told["state"] === "unavailable") {
    return `<h2>Inspection</h2>\n<p>Not possible: ${escapeHtml(textOf(told["reason"]))}</p>\n`;
  }
  if (told["state"] !== "present") return "";
  const findings = Array.isArray(told["findings"]) ? told["findings"].map(asRecord) : [];
  const items = findings.map(
    ({ id, strength, message }) =>
      `<li>${escapeHtml(textOf(message))} <code>${escapeHtml(`${textOf(strength)}, ${textOf(id)}`)}</code></li>`,
  );
  const list = items.length === 0 ? "<p>Nothing was found.</p>" : `<ul>${items.join("")}</ul>`;
  return `<h2>Inspection: ${escapeHtml(textOf(told["verdict"]))}</h2>\n${list}\n`;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function renderTable(rows: readonly (readonly [string, string | null | undefined])[]): string {
  const body = rows
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([label, value]) => `<tr><th>${escapeHtml(label)}</th><td>${escapeHtml(value ?? "")}</td></tr>`)
    .join("");
  return `<table>${body}</table>`;
}

// oxlint-disable-next-line no-control-regex -- Security: invisible and bidirectional characters are made visible.
const invisible = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g;

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;")
    .replace(invisible, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
