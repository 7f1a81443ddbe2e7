import { renderInstant, unreachable } from "@lockkeeper/core";
import { splitLedgerIdentity } from "@lockkeeper/store";
import type { LedgerRow, VersionHistory } from "@lockkeeper/store";

import type { ViewContext } from "../command.ts";
import type { LedgerItem } from "../commands/ledger.ts";
import { describeIdentity } from "../exposure-tally.ts";
import type { Exposure } from "../exposure-tally.ts";
import { showForeign } from "../foreign-text.ts";
import type { Style } from "../style.ts";
import { count, renderRow } from "../table.ts";
import { renderDistance, renderMoment } from "./moment.ts";

const widths = [19, 22, 14, 10, 10, 26, 24, 12] as const;
const heading = [
  "TIME (UTC)",
  "IDENTITY",
  "CLIENT",
  "COMMAND",
  "WHAT",
  "PACKAGE",
  "DECISION",
  "OUTCOME",
] as const;

const noneWithheld = "Versions that were left out of packuments are found with --withheld instead.\n";

/** One item of the ledger for people. */
export function renderLedgerItem(item: LedgerItem, { style, now, isFirst }: ViewContext): string {
  switch (item.kind) {
    case "row":
      return `${isFirst ? renderRow(heading, widths) : ""}${mark(item.row, style)(renderEntry(item.row))}`;
    case "none":
      return `The ledger holds no such request.\n${item.isAboutWithheld ? noneWithheld : ""}`;
    case "exposure":
      return `\n${renderExposure(item.exposure, style)}`;
    case "version":
      return `${item.isFirstVersion ? `\nWho published ${showForeign(item.name)}, as seen here:\n` : ""}${renderHistory(item.history, now)}`;
    case "unseen": {
      const what = item.version === undefined ? item.name : `${item.name}@${item.version}`;
      return `\nNo snapshot holds ${showForeign(what)}: it never passed through this firewall.\n`;
    }
    default:
      return unreachable(item);
  }
}

function mark({ effect, outcome, observed }: LedgerRow, style: Style): (text: string) => string {
  if (observed) return style.yellow;
  if (effect === "block") return style.red;
  if (effect === "hold" || effect === "warn") return style.yellow;
  return outcome === "failed" ? style.dim : (text) => text;
}

function renderEntry(row: LedgerRow): string {
  const client = row.clientVersion === null ? row.client : `${row.client} ${row.clientVersion}`;
  const decision = row.clause === "none" ? row.decision : `${row.decision} (${row.clause})`;
  const cells = [
    renderInstant(row.at).slice(0, 19).replace("T", " "),
    showForeign(row.identity === "anonymous" ? describeIdentity(row) : row.identity, 60),
    showForeign(client, 40),
    showForeign(row.command ?? "-", 40),
    row.kind,
    showForeign(row.version === null ? row.package : `${row.package}@${row.version}`),
    decision,
    renderOutcome(row),
  ];
  return renderRow(cells, widths);
}

function renderOutcome({ outcome, status, observed, withheld, kind }: LedgerRow): string {
  const base = observed ? `${outcome} (observing)` : outcome;
  const failed = outcome === "failed" ? ` (${status})` : "";
  if (kind !== "packument" || withheld.length === 0) return `${base}${failed}`;
  return `${base}${failed}, ${observed ? "would withhold" : "without"} ${renderWithheld(withheld)}`;
}

const maxWithheld = 4;

function renderWithheld(withheld: readonly string[]): string {
  const more = withheld.length - maxWithheld;
  const shown = withheld.slice(0, maxWithheld).map((version) => showForeign(version, 40));
  return `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

const maxNamed = 20;

function renderExposure({ name, looked, fetched, exposed, spared }: Exposure, style: Style): string {
  const people = (identities: readonly string[]): string => {
    const shown = identities.slice(0, maxNamed).map((who) => showForeign(who, 80));
    return [
      ...shown,
      ...(identities.length > maxNamed ? [`and ${identities.length - maxNamed} more`] : []),
    ].join(", ");
  };
  const lines = [
    `${showForeign(name)}: ${count(looked.length, "identity", "identities")} only looked, ${fetched.length} fetched a tarball.`,
    ...(looked.length === 0 ? [] : [`  looked   ${people(looked)}`]),
    ...(fetched.length === 0 ? [] : [`  fetched  ${people(fetched)}`]),
    ...exposed.map(({ version, why, fetchedBy }) =>
      style.red(
        `  ${showForeign(`${name}@${version}`)} (${why.join(", ")}) was fetched by ${people(fetchedBy)}`,
      ),
    ),
    ...(spared.length === 0
      ? []
      : [`  nobody fetched ${people(spared.map((version) => `${name}@${version}`))} (withheld or removed)`]),
  ];
  return `${lines.join("\n")}\n`;
}

function renderHistory(history: VersionHistory, now: number): string {
  const published =
    history.publishedAt === undefined ? "time not stated" : renderDistance(history.publishedAt, now);
  const removed =
    history.removedAt === undefined ? [] : [`removed by ${renderMoment(history.removedAt)} UTC`];
  const scripts =
    history.installScripts.length === 0 ? [] : [`install scripts: ${history.installScripts.join(", ")}`];
  const facts = [
    published,
    renderPublisher(history),
    history.hasAttestation ? "with attestation" : "no attestation",
    ...scripts,
    ...removed,
    ...(history.contradiction === undefined ? [] : [`publish time ${history.contradiction}`]),
  ];
  const changes = history.changes.map(
    ({ at, publisher, integrity }) =>
      `    changed by ${renderMoment(at)} UTC: ${showForeign(publisher?.name ?? "no publisher")} <${showForeign(publisher?.email ?? "-")}>, ${showForeign(integrity ?? "no integrity")}\n`,
  );
  return `  ${showForeign(history.version)}  ${facts.map((fact) => showForeign(fact)).join("; ")}\n${changes.join("")}`;
}

function renderPublisher({ publisher }: VersionHistory): string {
  if (publisher === undefined) return "publisher not stated";
  const trusted =
    publisher.trustedPublisher === undefined ? "" : `, trusted publisher ${publisher.trustedPublisher}`;
  return `by ${publisher.name ?? "unnamed"} <${publisher.email ?? "-"}>${trusted}`;
}

/** One item of the ledger for programs. */
export function ledgerLine(item: LedgerItem): object | undefined {
  switch (item.kind) {
    case "row": {
      // `what` keeps the request's own kind apart from the line's.
      const { kind, at, identity, ...row } = item.row;
      const { owner, tokenId = null } = splitLedgerIdentity(identity);
      return {
        kind: "request",
        what: kind,
        at: renderInstant(at),
        identity: owner,
        token: tokenId,
        ...row,
      };
    }
    case "exposure":
      return { kind: "exposure", ...item.exposure };
    case "version":
      return { kind: "version", name: item.name, ...versionLine(item.history) };
    case "unseen":
    case "none":
      return undefined;
    default:
      return unreachable(item);
  }
}

function versionLine(history: VersionHistory): object {
  const { publishedAt, firstSeenAt, lastSeenAt, removedAt, publisher } = history;
  const instant = (value: number | undefined): string | null =>
    value === undefined ? null : renderInstant(value);
  return {
    version: history.version,
    publishedAt: instant(publishedAt),
    firstSeenAt: instant(firstSeenAt),
    lastSeenAt: instant(lastSeenAt),
    removedAt: instant(removedAt),
    publisher:
      publisher === undefined
        ? null
        : {
            name: publisher.name ?? null,
            email: publisher.email ?? null,
            trustedPublisher: publisher.trustedPublisher ?? null,
          },
    hasAttestation: history.hasAttestation,
    gitHead: history.gitHead ?? null,
    integrity: history.integrity ?? history.shasum ?? null,
    installScripts: history.installScripts,
    contradiction: history.contradiction ?? null,
    changes: history.changes.length,
  };
}
