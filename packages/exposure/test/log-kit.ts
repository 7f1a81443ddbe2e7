import type { EvidenceItem, ExposureQuestion, ExposureTarget, ExposureWindow } from "../src/index.ts";
import { collectCiLog } from "../src/channels/ci-log/collect-ci-log.ts";
import type { LogTimes } from "../src/channels/ci-log/log-time.ts";

/** The window of the tests, like that of the Axios night. */
export const nightWindow: ExposureWindow = {
  since: Date.parse("2026-03-31T00:21:00Z"),
  until: Date.parse("2026-03-31T03:30:00Z"),
};

/** A target with the defaults of the tests. */
export function targetOf(name: string, versions: readonly string[] | "all"): ExposureTarget {
  return { name, versions, except: [], window: nightWindow, integrity: [], source: "test" };
}

/** Asks for axios 1.14.1 and any plain-crypto-js. */
export const nightQuestion: ExposureQuestion = {
  targets: [targetOf("axios", ["1.14.1", "0.30.4"]), targetOf("plain-crypto-js", "all")],
  window: { since: undefined, until: undefined },
  now: Date.parse("2026-04-01T00:00:00Z"),
};

/** What a text says as a log of a pipeline. */
export async function readLog(
  text: string | readonly Uint8Array[],
  times: LogTimes = { since: undefined, until: undefined },
  question: ExposureQuestion = nightQuestion,
): Promise<readonly EvidenceItem[]> {
  const chunks = typeof text === "string" ? [Buffer.from(text)] : text;
  const where = { kind: "pipeline", id: "build" } as const;
  return await gatherItems(collectCiLog(question, { where, ref: "build.log", chunks, times }));
}

/** Everything that a channel yields. */
export async function gatherItems(items: AsyncIterable<EvidenceItem>): Promise<readonly EvidenceItem[]> {
  const all: EvidenceItem[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** `executed axios@1.14.1` for each observation, `unreadable CODE` for the rest; each once, in order. */
export function summaryOf(items: readonly EvidenceItem[]): readonly string[] {
  const words = items.map((item) => {
    if (item.kind === "unreadable") return `unreadable ${item.unreadable.code}`;
    const { kind, name, version } = item.observation;
    return name === "" ? kind : `${kind} ${name}@${version ?? "?"}`;
  });
  return [...new Set(words)];
}
