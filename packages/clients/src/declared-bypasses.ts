import type { Bypass } from "./bypass.ts";
import { bypassAt } from "./bypass.ts";
import { lineFinder } from "./tree-settings.ts";

const groups = ["dependencies", "devDependencies", "optionalDependencies"] as const;
const repository =
  /^(?:git(?:\+[a-z]{1,10})?:|git@|ssh:|github:|gitlab:|bitbucket:|gist:|https?:|[\w.-]{1,100}\/[\w.-]{1,100}(?:#|$))/i;
const disk = /^(?:file:|link:|portal:|\.{0,2}\/|~\/)/;
const maxDependencies = 20_000;

/** Dependencies that a manifest takes from a repository, a URL or the disk: no registry is asked for them. Never throws. */
export function declaredBypasses(file: string, text: string): readonly Bypass[] {
  const manifest = tryParse(text);
  const findLine = lineFinder(text, (key) => [JSON.stringify(key)]);
  return groups.flatMap((group) =>
    entriesOf(manifest, group).flatMap(([name, spec]) => {
      const isElsewhere = repository.test(spec);
      if (!isElsewhere && !disk.test(spec)) return [];
      const from = isElsewhere ? withoutCredentials(spec) : "this disk";
      return [
        bypassAt(file, findLine([group, name]), {
          id: "exotic-dependency",
          area: "locked",
          weight: isElsewhere ? "open" : "noted",
          message: `${name} is taken from ${from}`,
          fix: "depend on a published version: the firewall decides on packages of registries alone",
        }),
      ];
    }),
  );
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // That a manifest is broken is told with the settings.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function entriesOf(manifest: unknown, group: string): readonly (readonly [string, string])[] {
  if (typeof manifest !== "object" || manifest === null) return [];
  const table: unknown = new Map<string, unknown>(Object.entries(manifest)).get(group);
  if (typeof table !== "object" || table === null) return [];
  return Object.entries(table)
    .slice(0, maxDependencies)
    .flatMap(([name, spec]): readonly (readonly [string, string])[] =>
      typeof spec === "string" ? [[name, spec]] : [],
    );
}

function withoutCredentials(spec: string): string {
  return spec.slice(0, 200).replace(/\/\/[^/@]{0,200}@/, "//");
}
