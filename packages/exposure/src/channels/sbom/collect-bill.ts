import { parseBill } from "@lockkeeper/sbom";
import type { Bill, BillGap } from "@lockkeeper/sbom";

import type { ChannelStatement, EvidenceItem, ExposedPlace, ObservedTime } from "../../observation.ts";
import type { ExposureQuestion } from "../../question.ts";
import { createTargetSet } from "../../targets/target-set.ts";
import { failureOf } from "../source-failure.ts";

/** One bill of materials. */
export interface BillSource {
  readonly where: ExposedPlace;
  /** What people call it: its path. */
  readonly ref: string;
  readonly bytes: Uint8Array;
  /** When its file was written, for a bill that does not say. */
  readonly fileTime: ObservedTime | undefined;
}

/** What bills of materials can and cannot show. */
export const billStatement: ChannelStatement = {
  channel: "sbom",
  shows:
    "versions that a bill (CycloneDX, SPDX) lists at the time it was written: as bytes that are there for bills of images and builds, as locked for bills of sources and those that do not say",
  cannotShow:
    "what was there before or after that time, what the tool that wrote it overlooked, what was installed for the build and is not part of the product, whether anything ran",
};

/** Reads one bill and yields what it lists. Never throws for what it holds. */
export function* collectBill(question: ExposureQuestion, source: BillSource): Generator<EvidenceItem> {
  const { where, ref, bytes } = source;
  let bill: Bill;
  try {
    bill = parseBill(bytes);
  } catch (error) {
    yield { kind: "unreadable", unreadable: { channel: "sbom", where, ref, ...failureOf(ref, error) } };
    return;
  }
  const unclear = bill.gaps.filter(({ reason }) => reason === "bad-purl" || reason === "no-version");
  for (const gap of unclear) {
    yield { kind: "unreadable", unreadable: { channel: "sbom", where, ref, ...describeGap(gap, ref) } };
  }
  let count = unclear.length;
  for (const item of listed(question, source, bill)) {
    count += 1;
    yield item;
  }
  if (count === 0) yield clean(source, bill);
}

function* listed(
  question: ExposureQuestion,
  { where, ref, fileTime }: BillSource,
  bill: Bill,
): Generator<EvidenceItem> {
  const targets = createTargetSet(question.targets);
  const time = timeOf(bill, fileTime);
  const isBuilt = bill.origin.subject === "built";
  for (const { name, version, line } of [...bill.graph.packages, ...subjectsOf(bill)]) {
    if (targets.ofName(name).length === 0) continue;
    const isMeant = targets.ofVersion(name, version).length > 0;
    const observation = {
      channel: "sbom",
      where,
      kind: isMeant ? (isBuilt ? "present" : "locked") : "clean",
      name,
      version,
      since: time,
      // A bill is of one moment.
      until: time,
      ref: line > 0 ? `${ref}:${line}` : ref,
      detail: `the bill ${isBuilt ? "of what was built" : "of its dependencies"} lists ${name}@${version}`,
    } as const;
    yield { kind: "observation", observation };
  }
}

/** A bill may be that of a package itself. */
function subjectsOf({ graph }: Bill): readonly { name: string; version: string; line: number }[] {
  return graph.roots.flatMap(({ name, version }) =>
    name === undefined || version === undefined ? [] : [{ name, version, line: 0 }],
  );
}

function timeOf({ origin }: Bill, fileTime: ObservedTime | undefined): ObservedTime | undefined {
  return origin.createdAt === undefined
    ? fileTime
    : { at: origin.createdAt, basis: "stated", toleranceMs: 0 };
}

function clean({ where, ref, fileTime }: BillSource, bill: Bill): EvidenceItem {
  const time = timeOf(bill, fileTime);
  const observation = {
    channel: "sbom",
    where,
    kind: "clean",
    name: "",
    version: undefined,
    since: time,
    until: time,
    ref,
    detail: `none of its ${bill.graph.packages.length} packages is what was asked for`,
  } as const;
  return { kind: "observation", observation };
}

const gapWords = {
  "bad-purl": "have a package URL that cannot be read",
  "no-version": "have no version",
} as const;

function describeGap({ reason, count, example }: BillGap, ref: string): { code: string; message: string } {
  const words = reason === "bad-purl" || reason === "no-version" ? gapWords[reason] : reason;
  const message = `Cannot say of ${count} components of "${ref}" what they are as they ${words}: ${example.slice(0, 120)}`;
  return { code: "EXPOSURE_UNCLEAR_COMPONENT", message };
}
