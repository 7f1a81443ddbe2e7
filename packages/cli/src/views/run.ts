import { renderInstantShort, tryParseInstant } from "@lockkeeper/core";

import type { ViewContext } from "../command.ts";
import type { FinishedRun } from "../commands/run.ts";
import { showForeign } from "../foreign-text.ts";
import type { RunSummary, WithheldEntry } from "../run-summary.ts";
import type { Style } from "../style.ts";
import { count } from "../table.ts";

const maxShown = 20;

/** What a person reads after a command: what was withheld from it, what it took instead, and how to go on. */
export function renderRunSummary(run: FinishedRun, { style }: ViewContext): string {
  const { summary, isQuiet } = run;
  const attention = [
    ...withheldLines(run, style),
    ...warnedLines(summary, style),
    ...trafficLines(summary, style),
    ...suspectLines(summary, style),
  ];
  if (attention.length > 0) return `\n${attention.join("\n")}\n`;
  if (isQuiet || summary.taken === 0) return "";
  return `${style.dim(`lockkeeper: ${count(summary.taken, "version")} taken through the firewall, none withheld`)}\n`;
}

function withheldLines({ summary, dataFlag }: FinishedRun, style: Style): readonly string[] {
  const { withheld, isCut } = summary;
  const [first] = withheld;
  if (first === undefined) return [];
  const data = dataFlag === undefined ? "" : ` --data ${showForeign(dataFlag)}`;
  const spec = showForeign(`${first.name}@${first.version}`);
  return [
    `${style.bold("Lockkeeper")} withheld ${count(withheld.length, "version")} from this command:`,
    ...withheld.slice(0, maxShown).flatMap((entry) => entryLines(entry, style)),
    ...(withheld.length > maxShown
      ? [`  and ${withheld.length - maxShown} more (--report lists them all)`]
      : []),
    ...(summary.lackedStore
      ? [
          "  So the command had an empty store. If pnpm objects to its place, remove node_modules and run it again.",
        ]
      : []),
    ...(isCut ? ["  There was more than could be kept; the ledger has it."] : []),
    `  Why, and how to let one in: npx --no lockkeeper explain ${spec}${data}`,
  ];
}

function entryLines(entry: WithheldEntry, style: Style): readonly string[] {
  const { name, version, clause, effect, reason, maturesAt } = entry;
  const what = style.bold(showForeign(`${name}@${version}`));
  const word = effect === "block" ? style.red("blocked") : style.yellow("held");
  const matures = maturesAt === null ? undefined : tryParseInstant(maturesAt);
  const until = matures === undefined ? "" : ` until ${renderInstantShort(matures)}`;
  const why = reason === null ? "" : `: ${showForeign(reason)}`;
  return [`  ${what} ${word} by ${clause}${until}${why}`, `    ${outcomeOf(entry)}`];
}

function outcomeOf({ kind, name, instead, newestAcceptable }: WithheldEntry): string {
  const advice =
    newestAcceptable === null
      ? "no acceptable version is known"
      : `newest acceptable: ${showForeign(`${name}@${newestAcceptable}`)}`;
  switch (kind) {
    case "passed-over":
      return `taken instead: ${showForeign(`${name}@${instead ?? ""}`)}`;
    case "refused":
      return `refused; ${advice}`;
    case "locked":
      return `named by the lockfile, and would have been refused; ${advice}`;
    case "hidden":
      return `not shown to the command; ${advice}`;
    default:
      return advice;
  }
}

function warnedLines({ warned }: RunSummary, style: Style): readonly string[] {
  if (warned.length === 0) return [];
  return [
    `${style.bold("Lockkeeper")} let ${count(warned.length, "version")} through with a warning:`,
    ...warned.slice(0, maxShown).map(({ name, version, clause, reason }) => {
      const why = reason === null ? "" : `: ${showForeign(reason)}`;
      return `  ${showForeign(`${name}@${version}`)} ${clause}${why}`;
    }),
    ...(warned.length > maxShown ? [`  and ${warned.length - maxShown} more`] : []),
  ];
}

function trafficLines({ overruled, unseen, refusedHosts }: RunSummary, style: Style): readonly string[] {
  const list = (origins: readonly string[]): string =>
    origins
      .slice(0, maxShown)
      .map((origin) => showForeign(origin))
      .join(", ") + (origins.length > maxShown ? `, and ${origins.length - maxShown} more` : "");
  return [
    ...(overruled.length === 0
      ? []
      : [
          `${style.bold("Lockkeeper")} answered in place of registries that only the project's files name: ${list(overruled)}`,
          "  To have one asked, name it in upstreams.yaml of the data folder or in your own npm configuration.",
        ]),
    ...(unseen.length === 0 ? [] : [`${style.bold("Lockkeeper")} did not look into: ${list(unseen)}`]),
    ...(refusedHosts.length === 0
      ? []
      : [`${style.bold("Lockkeeper")} refused (--strict): ${list(refusedHosts)}`]),
  ];
}

function suspectLines({ suspects }: RunSummary, style: Style): readonly string[] {
  return suspects
    .slice(0, maxShown)
    .map(
      ({ file, line, setting, client }) =>
        `${style.bold("Lockkeeper")} could not help it: ${showForeign(file)}:${line}: with "${showForeign(setting)}", ${client} believes no certificate of the firewall`,
    );
}

/** The lines of `--report`: one per version, then one about the whole. */
export function reportLines(summary: RunSummary): readonly object[] {
  const { withheld, warned, exitCode, taken, overruled, unseen, refusedHosts, isCut } = summary;
  return [
    ...withheld.map(({ kind, ...entry }) => ({ schema: 1, kind: "withheld", how: kind, ...entry })),
    ...warned.map((entry) => ({ schema: 1, kind: "warned", ...entry })),
    {
      schema: 1,
      kind: "run",
      exitCode,
      taken,
      withheld: withheld.length,
      overruled,
      unseen,
      refusedHosts,
      isCut,
    },
  ];
}
