import { catalogue } from "@lockkeeper/intel";

import type {
  ChannelStatement,
  EvidenceItem,
  ExposedPlace,
  Observation,
  ObservationKind,
} from "../../observation.ts";
import type { ExposureQuestion, ExposureTarget } from "../../question.ts";
import { targetsOfCampaign } from "../../targets/targets-of-campaign.ts";
import { createTargetSet } from "../../targets/target-set.ts";
import type { TargetSet } from "../../targets/target-set.ts";
import { failureOf } from "../source-failure.ts";
import { parseSweepDocument } from "./sweep-document.ts";
import type { SweepDocument, SweptMatch } from "./sweep-document.ts";

/** The file of a sweep's result. */
export interface HostSweepSource {
  /** Its path, for people who look it up. */
  readonly ref: string;
  /** May throw what the system throws. */
  readonly read: () => Promise<Buffer>;
}

const maxClearedFolders = 100;

/** What this channel can and cannot show. */
export const hostSweepStatement: ChannelStatement = {
  channel: "host-sweep",
  shows:
    "what a sweep found on a machine at its time: folders of packages, files, processes, connections and what starts by itself",
  cannotShow: "what was gone when the sweep ran, and what a campaign leaves that nobody has described",
};

/** Reads results of sweeps. A result that is cut off, changed or incomplete is never taken for a clean one. */
export async function* collectHostSweeps(
  question: ExposureQuestion,
  sources: Iterable<HostSweepSource> | AsyncIterable<HostSweepSource>,
): AsyncGenerator<EvidenceItem> {
  const targets = createTargetSet(question.targets);
  for await (const source of sources) {
    const { ref } = source;
    let bytes: Buffer;
    try {
      bytes = await source.read();
    } catch (error) {
      yield unreadable({ kind: "host", id: ref }, ref, failureOf(ref, error));
      continue;
    }
    const reading = parseSweepDocument(bytes);
    if (reading.kind === "refused") {
      const { code, why } = reading;
      const message = `Cannot use "${ref}" as the result of a sweep as ${why}`;
      yield unreadable({ kind: "host", id: ref }, ref, { code, message });
    } else yield* judgeDocument(question, { ref, document: reading.document, targets });
  }
}

interface JudgedDocument {
  readonly ref: string;
  readonly document: SweepDocument;
  readonly targets: TargetSet;
}

function* judgeDocument(
  question: ExposureQuestion,
  { ref, document, targets }: JudgedDocument,
): Generator<EvidenceItem> {
  const where: ExposedPlace = { kind: "host", id: document.host };
  const found = [
    ...document.matches.flatMap((match) => evidenceOf(match, question, { ref, where, targets })),
    ...document.packages
      .filter(({ name, version }) => targets.ofVersion(name, version).length > 0)
      .map(({ line, place, name, version }) =>
        observation(where, {
          kind: "present",
          name,
          version,
          since: undefined,
          ref: `${ref}:${line}`,
          detail: `${name}@${version} is installed in ${place}`,
        }),
      ),
  ];
  yield* found;
  yield* gapsOf(document, question, { ref, where });
  if (found.length === 0 && wasRead(document) && isAskedFor(document, question))
    yield* clearedBy(document, ref);
}

/** A sweep of folders clears these folders, one of a disk the disk; only one of a running machine's usual places clears it. */
function* clearedBy({ host, isWhole, folders }: SweepDocument, ref: string): Generator<EvidenceItem> {
  const shared = { kind: "clean", name: "", version: undefined, since: undefined, ref } as const;
  if (isWhole) {
    const where: ExposedPlace = { kind: "host", id: host };
    yield observation(where, { ...shared, detail: "A sweep of the machine found nothing of it" });
    return;
  }
  for (const folder of folders.slice(0, maxClearedFolders)) {
    const where: ExposedPlace = { kind: "project", id: `${host}: ${folder}` };
    yield observation(where, { ...shared, detail: "A sweep of this folder found nothing of it" });
  }
}

interface MatchPlace {
  readonly ref: string;
  readonly where: ExposedPlace;
  readonly targets: TargetSet;
}

function evidenceOf(
  match: SweptMatch,
  question: ExposureQuestion,
  { ref, where, targets }: MatchPlace,
): readonly EvidenceItem[] {
  const { line, grade, package: owner, evidence, place, at } = match;
  const target = targetOf(match, question, targets);
  if (target === undefined) return [];
  const shared = { since: at, ref: `${ref}:${line}`, detail: `${place}: ${evidence}` };
  if (grade === "suspicious") {
    // It may be the campaign's and may be another's: neither confirmed nor clean.
    const message = `Something that a person has to look at: ${shared.detail}`;
    return [unreadable(where, shared.ref, { code: "EXPOSURE_SUSPICIOUS", message })];
  }
  return [
    observation(where, {
      ...shared,
      kind: grade,
      name: owner?.name ?? target.name,
      version: owner?.version,
    }),
  ];
}

/** The target that a match speaks of: its package's, else the package that the campaign was made with. */
function targetOf(
  { package: owner, campaigns }: SweptMatch,
  { targets: all }: ExposureQuestion,
  targets: TargetSet,
): ExposureTarget | undefined {
  if (owner !== undefined) {
    const { name, version } = owner;
    return version === undefined ? targets.ofName(name)[0] : targets.ofVersion(name, version)[0];
  }
  const ofCampaign = all.filter(({ source }) => campaigns.includes(source));
  return ofCampaign.find(({ versions }) => versions === "all") ?? ofCampaign[0];
}

function* gapsOf(
  document: SweepDocument,
  question: ExposureQuestion,
  { ref, where }: { readonly ref: string; readonly where: ExposedPlace },
): Generator<EvidenceItem> {
  const { isComplete, unreadable: count, badLines } = document;
  if (!isComplete)
    yield unreadable(where, ref, {
      code: "EXPOSURE_CUT_OFF",
      message: "The sweep did not come to its end: sweep again, or go on with --resume",
    });
  if (badLines > 0)
    yield unreadable(where, ref, {
      code: "EXPOSURE_BAD_LINES",
      message: `${badLines} lines of the result could not be understood`,
    });
  if (count > 0)
    yield unreadable(where, ref, {
      code: "EXPOSURE_NOT_READ",
      message: `The sweep could not read ${count} places on this machine`,
    });
  if (!isAskedFor(document, question))
    yield unreadable(where, ref, {
      code: "EXPOSURE_NOT_SWEPT_FOR",
      message:
        "The sweep did not know of what is asked for, or came before its end: sweep again with what is known now",
    });
}

function wasRead({ isComplete, unreadable: count, badLines }: SweepDocument): boolean {
  return isComplete && count === 0 && badLines === 0;
}

/** A sweep looks for what its campaigns name, and for nothing else; what came after it, it cannot know. */
function isAskedFor({ campaigns, startedAt }: SweepDocument, { targets, window }: ExposureQuestion): boolean {
  let known: TargetSet | undefined;
  return targets.every((target) => {
    const until = window.until ?? target.window.until ?? target.window.since;
    if (until !== undefined && (startedAt === undefined || startedAt < until)) return false;
    if (campaigns.includes(target.source)) return true;
    known ??= createTargetSet(
      catalogue.filter(({ id }) => campaigns.includes(id)).flatMap((campaign) => targetsOfCampaign(campaign)),
    );
    return isAmong(target, known);
  });
}

/** Whether everything that a question names was looked for, as part of a campaign. */
function isAmong({ name, versions, range }: ExposureTarget, known: TargetSet): boolean {
  if (versions === "all") return known.ofName(name).some((each) => each.versions === "all");
  const isListed =
    versions.length > 0 && versions.every((version) => known.ofVersion(name, version).length > 0);
  return isListed && range === undefined;
}

type ObservationDraft = Pick<Observation, "name" | "version" | "since" | "ref" | "detail"> & {
  readonly kind: ObservationKind;
};

function observation(where: ExposedPlace, draft: ObservationDraft): EvidenceItem {
  return {
    kind: "observation",
    observation: { channel: "host-sweep", where, until: undefined, ...draft },
  };
}

function unreadable(
  where: ExposedPlace,
  ref: string,
  { code, message }: { readonly code: string; readonly message: string },
): EvidenceItem {
  return { kind: "unreadable", unreadable: { channel: "host-sweep", where, ref, code, message } };
}
