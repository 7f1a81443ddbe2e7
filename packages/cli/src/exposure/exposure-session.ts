import { sep } from "node:path";

import { answerExposure, isAtLeast } from "@lockkeeper/exposure";
import type {
  ExposureChannel,
  ExposureGrade,
  ExposureQuestion,
  GradedPlace,
  SecretInReach,
  SecretsInReach,
} from "@lockkeeper/exposure";

import { isThere } from "../bounded-file.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { withStore } from "../with-store.ts";
import { findReach } from "../respond/find-reach.ts";
import { createScanProgress } from "../scan/scan-progress.ts";
import type { ChannelContext, ChannelEntry } from "./channel-reader.ts";
import { channelEntries } from "./channels.ts";
import { readEvidenceTree } from "./evidence-tree.ts";
import type { EvidenceTree } from "./evidence-tree.ts";
import type { ExposureInput, ExposureItem, ExposureSummary, SkippedChannel } from "./exposure-input.ts";
import { openQuestion } from "./open-question.ts";
import { shownOfGrade } from "./shown-places.ts";
import type { RememberedLockfiles } from "./remember-lockfiles.ts";

/** Asks every channel that has something to look into. */
export async function* askExposure(
  input: ExposureInput,
  environment: Environment,
): AsyncIterable<ExposureItem> {
  const startedAt = environment.clock.now();
  const dataFolder = dataFolderOf(input.data, environment);
  const { question, roots } = await openQuestion(input, dataFolder, environment);
  const { asked, skipped } = chooseChannels(input, roots);
  const progress = createScanProgress(environment);
  const tell = (what: string): void => progress.tell(what);
  const context = { question, roots, dataFolder, environment, tree: once(roots), tell };
  const remembered = input.isRemembered ? await remember(context) : undefined;
  const channels = await Promise.all(asked.map((entry) => openChannel(entry, context)));
  if (roots.length > 0) channels.push(createFolderChannel(context.tree));
  const answer = await answerExposure(question, channels, {
    onChannel: (channel) => progress.tell(`asking: ${channel}`),
  });
  progress.tell("looking for secrets in reach");
  const reach = await findReach(answer, roots, environment, dataFolder);
  await progress.clear();
  const durationMs = environment.clock.now() - startedAt;
  const { showsAll } = input;
  const hasDataFolder = await isThere(dataFolder);
  const summary: ExposureSummary = {
    answer,
    skipped,
    roots,
    durationMs,
    showsAll,
    remembered,
    reach,
    isBlind: answer.places.length === 0 && (roots.length > 0 || !hasDataFolder),
  };
  yield { kind: "head", summary };
  const shown = new Map<ExposureGrade, number>();
  for (const place of answer.places) {
    const before = shown.get(place.grade) ?? 0;
    shown.set(place.grade, before + 1);
    const isShown = showsAll || (place.grade !== "none" && before < shownOfGrade);
    yield { kind: "place", place, isShown };
    const secrets = secretsAt(place, reach);
    for (const row of place.rows) yield { kind: "row", row, secrets };
  }
  yield { kind: "end", summary };
}

/** A package of a workspace has the secrets of its repository's pipelines. */
function secretsAt({ where, grade }: GradedPlace, { secrets }: SecretsInReach): readonly SecretInReach[] {
  if (!isAtLeast(grade, "locked")) return [];
  return secrets.filter(({ where: { id } }) => id === where.id || where.id.startsWith(`${id}${sep}`));
}

async function remember({ tree, dataFolder, environment }: ChannelContext): Promise<RememberedLockfiles> {
  const { rememberLockfiles } = await import("./remember-lockfiles.ts");
  const found = await tree();
  return await withStore(dataFolder, environment, ({ inventory }) =>
    rememberLockfiles(found, inventory, environment.clock.now()),
  );
}

/** What the walk over the folders could not list. */
function createFolderChannel(tree: () => Promise<EvidenceTree>): ExposureChannel {
  return {
    statement: {
      channel: "folder",
      shows: "which folders and files could be listed",
      cannotShow: "what is in them",
    },
    place: { kind: "host", id: "folders" },
    collect: async function* listUnlisted() {
      for (const { path, code } of (await tree()).unlisted) {
        const where = { kind: "project" as const, id: path };
        const message = `it could not be listed: ${code}`;
        yield {
          kind: "unreadable",
          unreadable: { channel: "folder", where, ref: path, code: "EXPOSURE_UNLISTED", message },
        };
      }
    },
  };
}

interface ChosenChannels {
  readonly asked: readonly ChannelEntry[];
  readonly skipped: readonly SkippedChannel[];
}

function chooseChannels({ channels }: ExposureInput, roots: readonly string[]): ChosenChannels {
  const asked: ChannelEntry[] = [];
  const skipped: SkippedChannel[] = [];
  for (const entry of channelEntries) {
    const { channel, looksInto } = entry;
    if (channels.length > 0 && !channels.includes(channel)) skipped.push({ channel, why: "not-chosen" });
    else if (looksInto === "folders" && roots.length === 0) skipped.push({ channel, why: "no-folder" });
    else asked.push(entry);
  }
  return { asked, skipped };
}

async function openChannel(entry: ChannelEntry, context: ChannelContext): Promise<ExposureChannel> {
  const reader = await entry.load();
  const [root = context.dataFolder] = entry.looksInto === "folders" ? context.roots : [];
  return {
    statement: reader.statement,
    place: { kind: "host", id: root },
    collect: (question: ExposureQuestion) => reader.read({ ...context, question }),
  };
}

function once(roots: readonly string[]): () => Promise<EvidenceTree> {
  let tree: Promise<EvidenceTree> | undefined;
  return () => (tree ??= readEvidenceTree(roots));
}
