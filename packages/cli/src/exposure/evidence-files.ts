import { dirname } from "node:path";

import { systemErrorCode, toErrorRecord } from "@lockkeeper/core";
import {
  archiveBounds,
  formOfCiLog,
  looksLikeProxyLog,
  looksLikeTar,
  packingOf,
  readZipMembers,
} from "@lockkeeper/exposure";
import type { ChannelName, CiLogForm, Packing } from "@lockkeeper/exposure";
import { looksLikeBill } from "@lockkeeper/sbom";

import type { EvidenceTree, TreeEntry } from "./evidence-tree.ts";
import { readBeginning, withRandomFile } from "./file-stream.ts";
import { findLaterForm } from "./later-log.ts";

/** What a file below the folders of a question is evidence of, found by its content. */
export type EvidenceFile =
  | { readonly kind: "ci-log"; readonly path: string; readonly form: CiLogForm }
  | { readonly kind: "log-zip"; readonly path: string }
  | { readonly kind: "proxy-log"; readonly path: string }
  | { readonly kind: "bill"; readonly path: string }
  | { readonly kind: "archive"; readonly path: string; readonly packing: Packing }
  | { readonly kind: "layout"; readonly path: string }
  | {
      readonly kind: "unreadable";
      readonly path: string;
      readonly channel: ChannelName;
      readonly code: string;
      readonly message: string;
    };

/** What may be a log by its name: `build.log`, `console.txt`, `request.log.2026-03-31.gz`, Jenkins' `log`. */
const logName =
  /(?:\.(?:log|logs|txt|out|trace|console|ndjson|jsonl|raw)|(?:^|[._-])(?:log|consoletext|console|trace|stdout|stderr|audit|access|request))(?:[.-][\w.-]{1,60})?(?:\.gz)?$/i;
/** Code and pages may speak of a log in their name, and quote one: `build-log.test.ts` is no evidence that anything ran. */
const sourceName =
  /\.(?:[cm]?[jt]sx?|vue|svelte|mdx?|rst|adoc|html?|css|scss|less|svg|ya?ml|toml|ini|py|rb|go|rs|java|kt|swift|cs|php|cc?|cpp|h|hpp|sh|bash|zsh|ps1|sql|snap|patch|diff|map|lock)$/i;
const archiveName = /\.(?:tar|tgz|tzst|zip|oci)(?:\.\d{1,4})?$|\.tar\.(?:gz|zst|xz|bz2)$/i;
const billName = /(?:^|[._-])(?:s?bom|cdx|cyclonedx|spdx)(?:[._-][\w.-]{1,60})?\.(?:json|xml)$|\.spdx$/i;

const byTree = new WeakMap<EvidenceTree, Promise<readonly EvidenceFile[]>>();

/** Looks into the files whose names may be of a log, a bill or an archive, once for all channels. */
export function findEvidenceFiles(tree: EvidenceTree): Promise<readonly EvidenceFile[]> {
  const known = byTree.get(tree);
  if (known !== undefined) return known;
  const found = classifyAll(tree);
  byTree.set(tree, found);
  return found;
}

async function classifyAll(tree: EvidenceTree): Promise<readonly EvidenceFile[]> {
  const roots = new Set(tree.roots);
  const layouts = tree.files.filter(({ name }) => name === "oci-layout").map(({ path }) => dirname(path));
  const inLayout = (path: string): boolean => layouts.some((layout) => path.startsWith(`${layout}/`));
  const found: EvidenceFile[] = layouts.map((path) => ({ kind: "layout", path }));
  for (const entry of tree.files) {
    if (layouts.length > 0 && inLayout(entry.path)) continue;
    // A file that a person names is looked into whatever it is called.
    const candidate = candidateOf(entry, roots.has(entry.path));
    const file = candidate === undefined ? undefined : await classify(entry, candidate);
    if (file !== undefined) found.push(file);
  }
  return found;
}

type Candidate = "log" | "archive" | "bill" | "any";

function candidateOf({ name }: TreeEntry, isRoot: boolean): Candidate | undefined {
  if (isRoot) return "any";
  if (archiveName.test(name)) return "archive";
  if (billName.test(name)) return "bill";
  return logName.test(name) && !sourceName.test(name) ? "log" : undefined;
}

const channels: Readonly<Record<Candidate, ChannelName>> = {
  log: "ci-log",
  archive: "image",
  bill: "sbom",
  any: "ci-log",
};
const beginningBytes = 64_000;

async function classify(entry: TreeEntry, candidate: Candidate): Promise<EvidenceFile | undefined> {
  try {
    return await classifyContent(entry, candidate);
  } catch (error) {
    const { code, message } = toErrorRecord(error);
    const shown = code === "INTERNAL" ? (systemErrorCode(error) ?? code) : code;
    return { kind: "unreadable", path: entry.path, channel: channels[candidate], code: shown, message };
  }
}

async function classifyContent(
  { path, name }: TreeEntry,
  candidate: Candidate,
): Promise<EvidenceFile | undefined> {
  const { raw, plain } = await readBeginning(path, beginningBytes);
  const packing = packingOf(raw);
  if (packing === "zip" && (await isLogZip(path))) return { kind: "log-zip", path };
  const isPacked = packing === "zip" || looksLikeTar(plain);
  if (isPacked || archiveName.test(name)) return { kind: "archive", path, packing };
  if (candidate === "bill" || (candidate === "any" && looksLikeBill(plain))) return billOf(path, name, plain);
  const found = logOf(path, textOf(plain));
  if (found !== undefined || plain.length < beginningBytes) return found;
  const form = await findLaterForm(path, plain);
  return form === undefined ? undefined : { kind: "ci-log", path, form };
}

/** XML and SPDX's older form are bills too: that they are not read must be told. */
function billOf(path: string, name: string, beginning: Uint8Array): EvidenceFile | undefined {
  const text = textOf(beginning.subarray(0, 4000));
  const isOther = /^\s*(?:<\?xml|<bom\b|SPDXVersion:)/.test(text) && !name.endsWith(".json");
  return isOther || looksLikeBill(beginning) ? { kind: "bill", path } : undefined;
}

function logOf(path: string, beginning: string): EvidenceFile | undefined {
  if (looksLikeProxyLog(beginning)) return { kind: "proxy-log", path };
  const form = formOfCiLog(beginning);
  return form === undefined ? undefined : { kind: "ci-log", path, form };
}

function textOf(bytes: Uint8Array): string {
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
  return new TextDecoder(isWide ? "utf-16le" : "utf-8").decode(bytes);
}

/** GitHub's archive of a run has one text for each job and one for each step, numbered. */
const stepName = /(?:^|\/)-?\d{1,5}_[^/]{1,300}\.txt$|(?:^|\/)system\.txt$/;
const looksAt = 200;

async function isLogZip(path: string): Promise<boolean> {
  let [files, steps] = [0, 0];
  for await (const member of withRandomFile(path, (file) => readZipMembers(file, archiveBounds))) {
    if (member.kind !== "file") continue;
    files += 1;
    if (stepName.test(member.path)) steps += 1;
    if (files >= looksAt) break;
  }
  return steps > 0 && steps * 2 > files;
}
