/** An image of an archive, as its manifest describes it. Texts are foreign. */
export interface ImageDescription {
  readonly name: string | undefined;
  /** Paths of its layers in the archive, the lowest first. */
  readonly layers: readonly string[];
  /** When each layer was made, in milliseconds since the epoch, as far as the configuration tells. */
  readonly createdAt: readonly (number | undefined)[];
}

type Members = ReadonlyMap<string, unknown>;
const maxImages = 100;
const maxLayers = 1000;

/**
 * Reads which images an archive of `docker save` or an OCI layout holds from its documents of JSON, by their paths. What is
 * malformed is left out: the layers are read all the same. OCI image-spec 1.1, image layout.
 */
export function describeImages(documents: ReadonlyMap<string, unknown>): readonly ImageDescription[] {
  const saved = documents.get("manifest.json");
  const found = Array.isArray(saved)
    ? saved.slice(0, maxImages).flatMap((item) => ofSaved(item, documents) ?? [])
    : [];
  return found.length > 0 ? found : ofLayout(documents);
}

function ofSaved(item: unknown, documents: ReadonlyMap<string, unknown>): ImageDescription | undefined {
  const members = asMembers(item);
  const layers = textsOf(members?.get("Layers"));
  if (members === undefined || layers.length === 0) return undefined;
  const config = documents.get(textOf(members.get("Config")) ?? "");
  return { name: textsOf(members.get("RepoTags"))[0], layers, createdAt: layerTimes(config) };
}

function ofLayout(documents: ReadonlyMap<string, unknown>): readonly ImageDescription[] {
  const names = namesOfManifests(documents);
  const found: ImageDescription[] = [];
  for (const [path, document] of documents) {
    const members = asMembers(document);
    const layers = itemsOf(members?.get("layers")).flatMap((layer) => blobPath(layer.get("digest")) ?? []);
    if (layers.length === 0 || found.length >= maxImages) continue;
    const config = documents.get(blobPath(asMembers(members?.get("config"))?.get("digest")) ?? "");
    found.push({ name: names.get(path), layers, createdAt: layerTimes(config) });
  }
  return found;
}

/** Indexes name the manifests that they list, by the paths of their blobs. */
function namesOfManifests(documents: ReadonlyMap<string, unknown>): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const listed = [...documents.values()].flatMap((document) =>
    itemsOf(asMembers(document)?.get("manifests")),
  );
  for (const item of listed) {
    const annotations = asMembers(item.get("annotations"));
    const name =
      textOf(annotations?.get("io.containerd.image.name")) ??
      textOf(annotations?.get("org.opencontainers.image.ref.name"));
    const path = blobPath(item.get("digest"));
    if (path !== undefined && name !== undefined) names.set(path, name);
  }
  return names;
}

/** The history has a record for each step; those that changed nothing have no layer. */
function layerTimes(config: unknown): readonly (number | undefined)[] {
  return itemsOf(asMembers(config)?.get("history"))
    .filter((step) => step.get("empty_layer") !== true)
    .slice(0, maxLayers)
    .map((step) => {
      const at = Date.parse(textOf(step.get("created")) ?? "");
      return Number.isNaN(at) || at <= 0 ? undefined : at;
    });
}

function blobPath(digest: unknown): string | undefined {
  const match = /^(sha256|sha512):([0-9a-f]{64,128})$/.exec(textOf(digest) ?? "");
  return match === null ? undefined : `blobs/${match[1] ?? ""}/${match[2] ?? ""}`;
}

function itemsOf(value: unknown): readonly Members[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, maxLayers).flatMap((item: unknown) => asMembers(item) ?? []);
}

function textsOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, maxLayers).flatMap((item: unknown) => textOf(item) ?? []);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value.slice(0, 1000) : undefined;
}

function asMembers(value: unknown): Members | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return new Map<string, unknown>(Object.entries(value));
}
