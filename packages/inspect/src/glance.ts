import type { PackageName } from "@lockkeeper/core";

import { findOddities } from "./find-oddities.ts";
import type { GatherParts } from "./gather-subject.ts";
import { readPackument } from "./located-version.ts";
import { historyAt } from "./pick-version.ts";
import type { Question } from "./question.ts";

/** What stands out about versions of a package, by the registry's document alone. Throws as reading it does. */
export async function glance(
  { name, versions }: { readonly name: PackageName; readonly versions: readonly string[] },
  { parts, question }: { readonly parts: GatherParts; readonly question: Question },
): Promise<ReadonlyMap<string, readonly string[]>> {
  const packument = await readPackument(name, parts, question);
  const history = historyAt(packument.history, question.at);
  const basis = { history, popularNames: parts.dependencies.popularNames, at: question.at };
  const listed = history.releases.filter(({ version }) => versions.includes(version));
  return new Map(listed.map((release) => [release.version, findOddities(release, basis)]));
}
