import { clientOf, relockCommand } from "../client-commands.ts";
import { judgeChanges } from "./arrival.ts";
import type { JsonValue } from "./edit-json.ts";
import { allowsAll } from "./choose-version.ts";
import type { RepairParts, WorkedRequest } from "./worked-request.ts";
import { isRecord } from "./npm-entry.ts";
import { writeNpmTree } from "./npm-lock-text.ts";
import { settleRoot } from "./npm-move.ts";
import { readNpmTree } from "./npm-tree.ts";
import type { NpmTree } from "./npm-tree.ts";
import { sortReleases } from "./published-package.ts";
import type { PublishedPackage } from "./published-package.ts";
import { folderOf } from "./repair-state.ts";
import type { RepairState } from "./repair-state.ts";
import type { TextChange } from "./repair.ts";

const fields = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"] as const;

/** Brings a lockfile of npm in step with a manifest: what is asked for and missing comes in, by the policy's choice. */
export function workMissing(file: string, state: RepairState, parts: RepairParts): WorkedRequest {
  const folder = folderOf(file);
  const scanned = state.project.graphs.find(
    ({ file: each, graph }) => state.texts.has(each) && graph.roots.some((root) => root.folder === folder),
  );
  const [before, manifest] = [state.texts.get(scanned?.file ?? ""), state.texts.get(file)];
  if (scanned === undefined || before === undefined || manifest === undefined) return { kind: "gone" };
  const client = clientOf(scanned.graph.source);
  const tree = client === "npm" ? readNpmTree(before) : undefined;
  if (tree === undefined)
    return {
      kind: "refused",
      why: `${scanned.file}: only its client can bring it in step`,
      command: relockCommand(client),
    };
  const place = folder === "." ? "" : folder;
  takeOver(tree, place, manifest);
  const outcome = settleRoot(tree, place, {
    published: parts.published,
    pick: (published, range) => pick(published, range, parts),
    overrides: scanned.graph.overrides,
  });
  if (outcome.kind === "wanting") return outcome;
  if (outcome.kind === "refused")
    return { kind: "refused", why: `${scanned.file}: ${outcome.why}`, command: relockCommand(client) };
  return judged({ file: scanned.file, before, after: writeNpmTree(before, tree) }, { file, state, parts });
}

interface Asked {
  /** The manifest. */
  readonly file: string;
  readonly state: RepairState;
  readonly parts: RepairParts;
}

function judged(change: TextChange, { file, state, parts }: Asked): WorkedRequest {
  const judgement = judgeChanges(state, [change], parts);
  if (judgement.kind === "wanting") return { ...judgement, names: [] };
  if (judgement.kind === "refused") return { ...judgement, command: undefined };
  const { drift } = judgement;
  return {
    kind: "worked",
    title: `bring ${change.file} in step with ${file}`,
    risk: drift?.risk === "high" ? "high" : "moderate",
    riskReason: "takes in what was asked for and not locked",
    drift,
    changes: [change],
  };
}

/** What the manifest asks for takes the place of what the lockfile says that it does. */
export function takeOver(tree: NpmTree, place: string, manifest: string): void {
  const document: unknown = JSON.parse(manifest.replace(/^\uFEFF/, ""));
  const entry: Record<string, JsonValue> = { ...tree.get(place) };
  for (const field of fields) {
    const asked = isRecord(document) ? document[field] : undefined;
    if (isRecord(asked) && Object.keys(asked).length > 0) entry[field] = asked;
    else delete entry[field];
  }
  tree.set(place, entry);
}

function pick(published: PublishedPackage, range: string, { knowledge }: RepairParts): string | undefined {
  const { candidates } = sortReleases(published, "", knowledge);
  const fitting = candidates.filter(({ version }) => allowsAll([range], version));
  const least = Math.min(...fitting.map(({ weight }) => weight));
  return fitting.findLast(({ weight }) => weight === least)?.version;
}
