import { tryParseInstant } from "@lockkeeper/core";
import type { PackageName } from "@lockkeeper/core";

import { planAbbreviated } from "./abbreviated-render.ts";
import { ByteWriter } from "./byte-writer.ts";
import type { BytePlan, Edit } from "./byte-writer.ts";
import type { MemberTable } from "./member-table.ts";
import type { PackumentDocument, PackumentIndex, PackumentVersion } from "./packument.ts";

/** Versions that npm is told about although it must not have them, and why. */
export interface Restrictions {
  readonly versions: readonly string[];
  /** One sentence; npm prints it. */
  readonly message: string;
}

/** What to make of a packument. */
export interface RenderOptions {
  readonly kept: ReadonlySet<string>;
  readonly distTags: ReadonlyMap<string, string>;
  readonly restrictions: Restrictions | undefined;
  /** The URL that replaces `dist.tarball`; `undefined` leaves them as they are. */
  readonly tarballUrl: ((version: PackumentVersion) => string) | undefined;
  /** Whether to answer the install form of the document. */
  readonly isAbbreviated: boolean;
}

/**
 * How a packument is rendered with only the kept versions, by cutting and joining ranges of its bytes: no manifest is
 * serialised anew. `versions` and `time` lose the same keys, `modified` becomes the latest time that is left.
 * `undefined` when nothing changes.
 */
export function planPackument(
  { index, bytes }: PackumentDocument,
  options: RenderOptions,
): BytePlan | undefined {
  const isDropped = createDropTest(index, options);
  const modified = renderModified(index, options);
  const timeEdits = [...dropMembers(index.layout.times, isDropped), ...replaceModified(index, modified)];
  timeEdits.sort((left, right) => left.start - right.start);
  const restrictions = renderRestrictions(index.name, options.restrictions);
  const tags = renderTags(options.distTags);
  if (options.isAbbreviated) {
    return planAbbreviated({ index, bytes }, { ...options, timeEdits, modified, restrictions, tags });
  }
  const edits = [...timeEdits, ...versionEdits(index, options)];
  const appended: string[] = [];
  if (!areTagsUnchanged(index, options.distTags)) setMember(index, ["dist-tags", tags], { edits, appended });
  if (restrictions !== undefined) {
    setMember(index, ["policyRestrictions", restrictions], { edits, appended });
  }
  if (edits.length === 0 && appended.length === 0) return undefined;
  edits.sort((left, right) => left.start - right.start);
  const { end, members } = index.layout;
  if (appended.length > 0) {
    edits.push({ start: end, end, text: `${members.length > 0 ? "," : ""}${appended.join(",")}` });
  }
  const writer = new ByteWriter();
  writer.copyEdited({ start: 0, end: bytes.length }, edits);
  return writer.finish();
}

/** Whether a member of `time` goes: its version is not kept, or npm must not see it beside a restriction. */
function createDropTest(index: PackumentIndex, options: RenderOptions): (key: string) => boolean {
  const restricted = new Set(options.restrictions?.versions);
  return (key) => {
    if (index.versions.has(key)) return !options.kept.has(key);
    return index.refused.has(key) || restricted.has(key);
  };
}

function versionEdits(index: PackumentIndex, { kept, tarballUrl }: RenderOptions): readonly Edit[] {
  const isKept = (key: string): boolean => kept.has(key) && index.versions.has(key);
  const edits = dropMembers(index.layout.versions, (key) => !isKept(key));
  if (!tarballUrl) return edits;
  for (const version of index.versions.values()) {
    const { tarball } = version;
    if (!tarball || !kept.has(version.version)) continue;
    const url = tarballUrl(version);
    const { start, end } = tarball.span;
    if (url !== tarball.url) edits.push({ start, end, text: JSON.stringify(url) });
  }
  return edits;
}

/** Cuts members together with one neighbouring comma each. */
function dropMembers(members: MemberTable, isDropped: (key: string) => boolean): Edit[] {
  const edits: Edit[] = [];
  let before = -1;
  let firstDropped = -1;
  for (const [member, key] of members.keys.entries()) {
    if (isDropped(key)) {
      if (firstDropped < 0) firstDropped = member;
      continue;
    }
    if (firstDropped >= 0) edits.push(cut(members, { before, first: firstDropped, after: member }));
    before = member;
    firstDropped = -1;
  }
  if (firstDropped >= 0) edits.push(cut(members, { before, first: firstDropped, after: members.length }));
  return edits;
}

/** A run of members to be cut: from `first` up to `after`; `before` is -1 when none is left in front of it. */
interface Run {
  readonly before: number;
  readonly first: number;
  readonly after: number;
}

function cut(members: MemberTable, { before, first, after }: Run): Edit {
  if (before >= 0) return { start: members.endOf(before), end: members.endOf(after - 1), text: "" };
  const end = after < members.length ? members.startOf(after) : members.endOf(after - 1);
  return { start: members.startOf(first), end, text: "" };
}

/**
 * The JSON text of the latest publish time among the kept versions, when something was dropped and each of them has
 * one: pnpm takes a packument for mature as a whole by its `modified`. Otherwise `undefined`.
 */
function renderModified(index: PackumentIndex, { kept }: RenderOptions): string | undefined {
  let latest: { readonly text: string; readonly instant: number } | undefined;
  let keptCount = 0;
  for (const version of index.versions.keys()) {
    if (!kept.has(version)) continue;
    keptCount += 1;
    const text = index.times.get(version);
    const instant = text === undefined ? undefined : tryParseInstant(text);
    if (text === undefined || instant === undefined) return undefined;
    if (!latest || instant > latest.instant) latest = { text, instant };
  }
  const isWhole = keptCount === index.layout.versions.length;
  return isWhole || !latest ? undefined : JSON.stringify(latest.text);
}

function replaceModified(index: PackumentIndex, modified: string | undefined): readonly Edit[] {
  if (modified === undefined) return [];
  const { members, times } = index.layout;
  const ofDocument = members.filter(({ key }) => key === "modified").map(({ value }) => value);
  const inTime = times.keys.indexOf("modified");
  const spans = inTime < 0 ? ofDocument : [...ofDocument, times.valueOf(inTime)];
  return spans.map((span) => ({ ...span, text: modified }));
}

function areTagsUnchanged(index: PackumentIndex, tags: ReadonlyMap<string, string>): boolean {
  if (index.layout.hasForeignTags || tags.size !== index.distTags.size) return false;
  for (const [tag, version] of tags) {
    if (index.distTags.get(tag) !== version) return false;
  }
  return true;
}

function setMember(
  index: PackumentIndex,
  [key, text]: readonly [key: string, text: string],
  { edits, appended }: { readonly edits: Edit[]; readonly appended: string[] },
): void {
  const member = index.layout.members.find((candidate) => candidate.key === key);
  if (member) edits.push({ ...member.value, text });
  else appended.push(`${JSON.stringify(key)}:${text}`);
}

// The texts are joined by hand: as keys of an object, foreign names such as `__proto__` would get lost.

function renderTags(tags: ReadonlyMap<string, string>): string {
  const members = Array.from(tags, ([tag, version]) => `${JSON.stringify(tag)}:${JSON.stringify(version)}`);
  return `{${members.join(",")}}`;
}

function renderRestrictions(name: PackageName, restrictions: Restrictions | undefined): string | undefined {
  if (!restrictions) return undefined;
  const members = restrictions.versions.map(
    (version) => `${JSON.stringify(version)}:${JSON.stringify({ name, version })}`,
  );
  return `{"versions":{${members.join(",")}},"message":${JSON.stringify(restrictions.message)}}`;
}
