import type { DeclaredDependency } from "./declared-dependencies.ts";
import type { DependencyGroup } from "./dependency-graph.ts";
import { badFormat } from "./errors.ts";
import type { DraftRoot } from "./graph-draft.ts";
import { entriesOf, fieldOf, isObjectOrAbsent, textFieldOf } from "./yaml-documents.ts";

/** pnpm's own settings and the client itself are tools of the project. */
const groups: readonly (readonly [string, DependencyGroup])[] = [
  ["dependencies", "production"],
  ["optionalDependencies", "optional"],
  ["devDependencies", "development"],
  ["configDependencies", "development"],
  ["packageManagerDependencies", "development"],
];

/** The projects of a document: those that `importers` lists, or the document itself in older files. */
export function readPnpmImporters(document: unknown): readonly DraftRoot[] {
  const importers = fieldOf(document, "importers");
  if (importers === undefined) return [readImporter(".", document)];
  if (!isObjectOrAbsent(importers)) throw badFormat("importers is no object");
  return entriesOf(importers).map(([folder, importer]) => readImporter(folder, importer));
}

function readImporter(folder: string, importer: unknown): DraftRoot {
  const specifiers = new Map(entriesOf(fieldOf(importer, "specifiers")));
  const declared = groups.flatMap(([field, group]) =>
    entriesOf(fieldOf(importer, field)).map(([name, answer]) =>
      readAnswer(name, answer, { group, specifiers }),
    ),
  );
  return { folder, name: undefined, version: undefined, declared };
}

function readAnswer(
  name: string,
  answer: unknown,
  {
    group,
    specifiers,
  }: { readonly group: DependencyGroup; readonly specifiers: ReadonlyMap<string, unknown> },
): DeclaredDependency {
  if (typeof answer !== "string") {
    return {
      name,
      group,
      range: textFieldOf(answer, "specifier") ?? "",
      reference: textFieldOf(answer, "version"),
    };
  }
  const specifier = specifiers.get(name);
  return { name, group, range: typeof specifier === "string" ? specifier : answer, reference: answer };
}

/** Joins what several documents of a file say of one project. */
export function joinImporters(importers: readonly DraftRoot[]): readonly DraftRoot[] {
  const byFolder = new Map<string, DraftRoot>();
  for (const importer of importers) {
    const declared = byFolder.get(importer.folder)?.declared ?? [];
    byFolder.set(importer.folder, { ...importer, declared: [...declared, ...importer.declared] });
  }
  return [...byFolder.values()];
}
