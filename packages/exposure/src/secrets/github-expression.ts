import { textsOf } from "./definition-yaml.ts";
import type { DefinitionValue } from "./definition-yaml.ts";

/** What the expressions of a value ask for. */
export interface AskedSecrets {
  readonly names: ReadonlySet<string>;
  /** Whether all secrets are asked for at once, or one that only the run decides on. */
  readonly isEvery: boolean;
  /** Whether the job's own token is. */
  readonly isJobToken: boolean;
}

const reference =
  /\bsecrets\s{0,20}(?:\.\s{0,20}([A-Za-z_][\w-]{0,200})|\[\s{0,20}(?:'([^']{1,200})'|"([^"]{1,200})"|([^\]]{1,200})))/g;
const everything = /\btojson\s{0,20}\(\s{0,20}secrets\s{0,20}\)/i;
const jobToken = /\bgithub\s{0,20}\.\s{0,20}token\b/i;
const jobTokenName = "GITHUB_TOKEN";

/** Finds the secrets that the expressions below values ask for. */
export function findAskedSecrets(...values: readonly (DefinitionValue | undefined)[]): AskedSecrets {
  const names = new Set<string>();
  let isEvery = false;
  let isJobToken = false;
  for (const text of values.flatMap(textsOf)) {
    if (everything.test(text)) isEvery = true;
    if (jobToken.test(text)) isJobToken = true;
    for (const [, plain, single, double, computed] of text.matchAll(reference)) {
      const name = plain ?? single ?? double;
      if (computed !== undefined) isEvery = true;
      if (name === undefined) continue;
      if (name.toUpperCase() === jobTokenName) isJobToken = true;
      else names.add(name);
    }
  }
  return { names, isEvery, isJobToken };
}
