import { join } from "node:path";

import { renderDuration } from "@lockkeeper/core";
import type { SourceReport, UpdateReport } from "@lockkeeper/feeds";
import type { BuildReport } from "@lockkeeper/intel";

import type { CommandModule, ViewContext } from "../command.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import type { ExitCode } from "../exit-code.ts";
import { createFeedProgress } from "../feed-progress.ts";
import { showForeign } from "../foreign-text.ts";
import { readProxySettings } from "../proxy-settings.ts";
import { createQuietLogger } from "../settings.ts";
import type { LateItem } from "../exposure/late-session.ts";
import { count } from "../table.ts";
import { lateLine, renderLateItem } from "../views/late-exposure.ts";

interface IntelUpdateInput {
  readonly data: string | undefined;
  /** Only these; all enabled ones when it is empty. */
  readonly sources: readonly string[];
  readonly isFull: boolean;
  readonly allowsShrink: boolean;
  readonly allowsOlder: boolean;
}

type IntelUpdateItem =
  | ({ readonly kind: "source" } & SourceReport)
  | ({ readonly kind: "index" } & Pick<
      BuildReport,
      "builtAt" | "recordCount" | "nameCount" | "bytes" | "durationMs"
    >)
  | { readonly kind: "dropped"; readonly source: string }
  | { readonly kind: "nothing" }
  | LateItem;

/** `intel update`: asks the feeds for what is new. */
export const intelUpdateCommand: CommandModule<IntelUpdateInput, IntelUpdateItem> = {
  run: updateIntelligence,
  views: { person: renderItem, json: toLine },
  exitCode,
};

async function* updateIntelligence(
  input: IntelUpdateInput,
  environment: Environment,
): AsyncIterable<IntelUpdateItem> {
  const report = await update(input, environment);
  for (const source of report.sources) yield { kind: "source", ...source };
  for (const source of report.dropped) yield { kind: "dropped", source };
  if (report.index !== undefined) yield { kind: "index", ...report.index };
  if (report.sources.length === 0) yield { kind: "nothing" };
  if (report.index !== undefined) yield* tellLateOnes(input, environment);
}

/** Whoever has the newest advisories wants to know at once who took what they name. Without news there is nothing to say. */
async function* tellLateOnes(
  { data }: IntelUpdateInput,
  environment: Environment,
): AsyncIterable<IntelUpdateItem> {
  const { tellLate } = await import("../exposure/late-session.ts");
  for await (const item of tellLate({ data, isDryRun: false }, environment)) {
    if (item.kind === "late" || item.versions > 0) yield item;
  }
}

async function update(input: IntelUpdateInput, environment: Environment): Promise<UpdateReport> {
  const { createFeedFetch, updateFeeds } = await import("@lockkeeper/feeds");
  const { openDataFolder } = await import("@lockkeeper/store");
  const engine = await environment.engine();
  const folder = await openDataFolder(dataFolderOf(input.data, environment));
  const { env, clock, version } = environment;
  const { sources } = await engine.readFeeds({ feedsFile: join(folder.root, "feeds.yaml"), env });
  const client = createFeedFetch({ userAgent: `lockkeeper/${version}`, proxy: readProxySettings(env) });
  const progress = createFeedProgress(environment);
  const { isFull, allowsShrink, allowsOlder } = input;
  try {
    return await updateFeeds(
      {
        folder: folder.intelFolder,
        sources,
        ...(input.sources.length === 0 ? {} : { only: input.sources }),
        isFull,
        allowsShrink,
        allowsOlder,
      },
      {
        fetch: client.fetch,
        clock,
        // What becomes of a source is in the report, which is printed.
        logger: withoutCode(createQuietLogger(environment), "FEEDS_SOURCE_NOT_UPDATED"),
        onProgress: (step) => progress.show(step),
      },
    );
  } finally {
    await progress.end();
    await client.close();
  }
}

function withoutCode(logger: ReturnType<typeof createQuietLogger>, code: string): typeof logger {
  return {
    log: (level, line) => {
      if (line.code !== code) logger.log(level, line);
    },
  };
}

function exitCode(item: IntelUpdateItem): ExitCode {
  if (item.kind === "late") return 1;
  if (item.kind !== "source") return 0;
  if (item.outcome === "refused") return 1;
  return item.outcome === "failed" ? 3 : 0;
}

function renderItem(item: IntelUpdateItem, context: ViewContext): string {
  const { style } = context;
  if (item.kind === "late" || item.kind === "late-end") return renderLateItem(item, context);
  if (item.kind === "source") return renderSource(item, style);
  if (item.kind === "dropped")
    return `${style.bold(showForeign(item.source, 60))}  not enabled any more; its records are out of force\n`;
  if (item.kind === "nothing") return "No source is enabled; feeds.yaml in the data folder says which are.\n";
  const { recordCount, nameCount, durationMs, bytes } = item;
  return `Index of ${count(recordCount, "record")} on ${count(nameCount, "package")} built in ${renderDuration(durationMs)} (${(bytes / 1_000_000).toFixed(1)} MB). A running server follows within seconds.\n`;
}

function renderSource(report: SourceReport, style: ViewContext["style"]): string {
  const { source, outcome, records, malware, vulnerabilities, error } = report;
  const known = `${count(records, "record")}: ${malware} malware, ${count(vulnerabilities, "vulnerability", "vulnerabilities")}`;
  if (error === undefined)
    return `${style.bold(showForeign(source, 60))}  ${outcome}${renderHow(report)}, ${known}\n${renderUnreadable(report, style)}`;
  const kept = records === 0 ? "nothing is known of it yet" : `${known} stay in force`;
  const lines = [
    `${style.bold(showForeign(source, 60))}  ${style.yellow(outcome)}; ${kept}`,
    `  ${error.code}: ${showForeign(error.message, 500)}`,
    ...(error.hint === null ? [] : [`  hint: ${showForeign(error.hint, 500)}`]),
  ];
  return `${lines.join("\n")}\n`;
}

function renderHow({ how, durationMs }: SourceReport): string {
  const took = durationMs < 1000 ? "" : ` in ${renderDuration(durationMs)}`;
  return how === "changes" ? ` by what has changed${took}` : took;
}

const listed = 5;

function renderUnreadable(
  { unreadable, firstUnreadable }: SourceReport,
  style: ViewContext["style"],
): string {
  const lines = firstUnreadable.slice(0, listed).map(({ id, where, why, isKept }) => {
    const state = isKept ? "; its last good state stays in force" : "";
    return `  ${style.yellow("unreadable")} ${showForeign(id ?? where, 80)}: ${showForeign(why)}${state}\n`;
  });
  const more = unreadable - lines.length;
  return `${lines.join("")}${more > 0 ? `  and ${more} more unreadable\n` : ""}`;
}

function toLine(item: IntelUpdateItem): object | undefined {
  if (item.kind === "nothing") return undefined;
  if (item.kind === "late" || item.kind === "late-end") return lateLine(item);
  if (item.kind === "dropped") return item;
  if (item.kind === "index") {
    const { kind, builtAt, recordCount, nameCount, bytes, durationMs } = item;
    return { kind, builtAt: new Date(builtAt).toISOString(), recordCount, nameCount, bytes, durationMs };
  }
  const { how, newestModified, error, firstUnreadable, ...rest } = item;
  return {
    ...rest,
    how: how ?? null,
    newestModified: newestModified ?? null,
    firstUnreadable: firstUnreadable.map(({ id, ...each }) => ({ id: id ?? null, ...each })),
    error: error ?? null,
  };
}
