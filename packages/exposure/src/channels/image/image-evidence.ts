import type { EvidenceItem, ExposedPlace, Observation, ObservedTime } from "../../observation.ts";
import type { ImageDescription } from "./image-layout.ts";
import type { TreeFinding } from "./tree-finding.ts";
import type { TreeReading } from "./tree-reading.ts";

/** What a reading is made evidence with. */
export interface ImageContext {
  /** What people call the archive or folder: its path. */
  readonly ref: string;
  readonly images: readonly ImageDescription[];
  /** Whether dates of files are instants; those of a zip are local times of a zone that nobody knows. */
  readonly hasZones: boolean;
}

interface PlacedImage {
  readonly where: ExposedPlace;
  readonly description: ImageDescription | undefined;
  /** With one image, a layer that its manifest forgets is its own all the same. */
  readonly isOnly: boolean;
}

/** What an image or archive that was read amounts to: an observation for each image that a layer belongs to. Pure. */
export function* evidenceOf(reading: TreeReading, context: ImageContext): Generator<EvidenceItem> {
  const { ref } = context;
  const placed = placeImages(context);
  for (const { where } of placed) {
    for (const { path, code, message } of reading.failures) {
      yield unreadable(where, `${ref}!${path}`, { code, message });
    }
    if (reading.isOverLimit) {
      const message = `Cannot keep all that "${ref}" shows: it is more than is kept of one archive`;
      yield unreadable(where, ref, { code: "EXPOSURE_TOO_LARGE", message });
    }
  }
  const isPartial = reading.failures.length > 0 || reading.isOverLimit;
  yield* reading.logItems.map((item) => inArchive(item, ref));
  const findings = reading.findings();
  for (const image of placed) yield* observeImage(image, { findings, reading, isPartial, ...context });
}

interface Observed extends ImageContext {
  readonly findings: readonly TreeFinding[];
  readonly reading: TreeReading;
  readonly isPartial: boolean;
}

function* observeImage(
  image: PlacedImage,
  { findings, reading, ref, isPartial, hasZones }: Observed,
): Generator<EvidenceItem> {
  const { where, description, isOnly } = image;
  const own = findings.filter(
    ({ layer }) => isOnly || layer === "" || description?.layers.includes(layer) === true,
  );
  for (const finding of own) yield observe(finding, { ...image, reading, ref, hasZones });
  if (own.length > 0 || isPartial || reading.logItems.length > 0) return;
  const observation: Observation = {
    channel: "image",
    where,
    kind: "clean",
    name: "",
    version: undefined,
    since: undefined,
    until: undefined,
    ref,
    detail: `none of its ${reading.entries} entries, of which ${reading.telling} tell of packages, is what was asked for`,
  };
  yield { kind: "observation", observation };
}

function placeImages({ ref, images }: ImageContext): readonly PlacedImage[] {
  if (images.length === 0)
    return [{ where: { kind: "image", id: ref }, description: undefined, isOnly: true }];
  const isOnly = images.length === 1;
  return images.map((description) => ({
    where: { kind: "image", id: nameOf(description, ref) },
    description,
    isOnly,
  }));
}

function nameOf(description: ImageDescription | undefined, ref: string): string {
  return description?.name === undefined ? ref : `${description.name} (${ref})`;
}

interface FindingContext extends PlacedImage {
  readonly reading: TreeReading;
  readonly ref: string;
  readonly hasZones: boolean;
}

function observe(finding: TreeFinding, context: FindingContext): EvidenceItem {
  const { where, description, reading, ref } = context;
  const { layer, path, kind, name, version, line, words } = finding;
  const deleted = isDeletedLater(finding, reading, description)
    ? "; a later layer deletes it, and its layer still has it"
    : "";
  const inLayer = layer === "" ? "" : `, in layer ${layer.replace(/^blobs\/sha256\//, "").slice(0, 19)}`;
  const observation: Observation = {
    channel: "image",
    where,
    kind,
    name,
    version,
    since: timeOf(finding, context),
    until: undefined,
    ref: `${ref}!${path}${line > 0 ? `:${line}` : ""}`,
    detail: `${words}${inLayer}${deleted}`,
  };
  return { kind: "observation", observation };
}

/** By the order of the manifest where there is one; without it, any other layer may be later. */
function isDeletedLater(
  { layer, path }: TreeFinding,
  { whiteouts }: TreeReading,
  description: ImageDescription | undefined,
): boolean {
  const order = description?.layers ?? [];
  return whiteouts.some((whiteout) => {
    if (whiteout.layer === layer) return false;
    const isLater = order.length === 0 || order.indexOf(whiteout.layer) > order.indexOf(layer);
    return isLater && (path === whiteout.path || path.startsWith(`${whiteout.path}/`));
  });
}

/** Zones lie up to fourteen hours from UTC. */
const zonesMs = 14 * 3_600_000;

function timeOf(
  { at, isStated, layer }: TreeFinding,
  { description, hasZones }: FindingContext,
): ObservedTime | undefined {
  if (at !== undefined && isStated) return { at, basis: "stated", toleranceMs: 0 };
  if (at !== undefined) return { at, basis: "file-date", toleranceMs: hasZones ? 0 : zonesMs };
  const made = description?.createdAt[description.layers.indexOf(layer)];
  return made === undefined ? undefined : { at: made, basis: "stated", toleranceMs: 0 };
}

function unreadable(
  where: ExposedPlace,
  ref: string,
  { code, message }: { readonly code: string; readonly message: string },
): EvidenceItem {
  return { kind: "unreadable", unreadable: { channel: "image", where, ref, code, message } };
}

function inArchive(item: EvidenceItem, ref: string): EvidenceItem {
  if (item.kind === "unreadable") {
    const found = { ...item.unreadable, channel: "image" as const, ref: `${ref}!${item.unreadable.ref}` };
    return { kind: "unreadable", unreadable: found };
  }
  const found = { ...item.observation, channel: "image" as const, ref: `${ref}!${item.observation.ref}` };
  return { kind: "observation", observation: found };
}
