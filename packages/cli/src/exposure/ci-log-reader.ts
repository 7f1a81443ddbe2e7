import { dirname } from "node:path";

import { archiveBounds, ciLogStatement, collectCiLog, readZipMembers } from "@lockkeeper/exposure";
import type { EvidenceItem, ExposedPlace } from "@lockkeeper/exposure";

import { showForeign } from "../foreign-text.ts";
import type { ChannelContext, ChannelReader } from "./channel-reader.ts";
import { findEvidenceFiles } from "./evidence-files.ts";
import type { EvidenceFile } from "./evidence-files.ts";
import { streamFile, withRandomFile } from "./file-stream.ts";
import { createRunFinder } from "./run-records.ts";
import type { LogRun } from "./run-records.ts";
import { unreadableFile } from "./unreadable-file.ts";

/** Logs of pipelines and of npm below the folders of a question, as texts and in GitHub's archives of runs. */
export const ciLogReader: ChannelReader = { statement: ciLogStatement, read: readLogs };

async function* readLogs({ question, tree, tell }: ChannelContext): AsyncIterable<EvidenceItem> {
  const listed = await tree();
  const runs = createRunFinder(listed);
  for (const file of await findEvidenceFiles(listed)) {
    if (file.kind === "unreadable" && file.channel === "ci-log") yield unreadableFile(file);
    if (file.kind !== "ci-log" && file.kind !== "log-zip") continue;
    tell(`reading the log ${showForeign(file.path)}`);
    const run = await runs.find(file.path);
    if (file.kind === "log-zip") yield* readZip(question, file.path, run);
    else {
      const where = placeOf(file, run);
      const source = { where, ref: file.path, chunks: streamFile(file.path), times: run.times };
      yield* collectCiLog(question, source);
    }
  }
}

/** npm's own logs are of the host on which they lie. */
function placeOf({ path, form }: Extract<EvidenceFile, { kind: "ci-log" }>, { title }: LogRun): ExposedPlace {
  return form === "npm"
    ? { kind: "host", id: dirname(dirname(path)) }
    : { kind: "pipeline", id: title ?? path };
}

const jobLog = /^-?\d{1,5}_[^/]{1,300}\.txt$/;

/** The texts of whole jobs lie at the top; those of their steps say the same once more. */
async function* readZip(
  question: ChannelContext["question"],
  path: string,
  { title, times }: LogRun,
): AsyncIterable<EvidenceItem> {
  const where: ExposedPlace = { kind: "pipeline", id: title ?? path };
  try {
    const hasJobs = await holdsJobs(path);
    yield* withRandomFile(path, async function* readTexts(file) {
      for await (const member of readZipMembers(file, archiveBounds)) {
        if (member.kind !== "file" || (hasJobs && !jobLog.test(member.path))) continue;
        const ref = `${path}!${member.path}`;
        yield* collectCiLog(question, { where, ref, chunks: member.read(), times });
      }
    });
  } catch (error) {
    yield unreadableFile({ path, channel: "ci-log", error, where });
  }
}

async function holdsJobs(path: string): Promise<boolean> {
  for await (const member of withRandomFile(path, (file) => readZipMembers(file, archiveBounds))) {
    if (jobLog.test(member.path)) return true;
  }
  return false;
}
