import { builtinModules } from "node:module";

const builtins: ReadonlySet<string> = new Set([
  ...builtinModules,
  "sqlite",
  "test",
  "sea",
  "electron",
  "bun",
  "vscode",
]);

/** What a specifier that is no path leads to. */
export type BareTarget =
  | { readonly kind: "builtin"; readonly name: string }
  | { readonly kind: "package"; readonly name: string; readonly subpath: string };

/** Tells the package of a bare specifier, such as `@scope/name/sub`; `undefined` for paths, URLs and what is no name. */
export function bareTargetOf(specifier: string): BareTarget | undefined {
  if (/^(?:[./#\\]|[a-z]:[/\\])/i.test(specifier)) return undefined;
  const [, scheme, rest = ""] = /^([a-z][a-z+.-]*):(.*)$/i.exec(specifier) ?? [];
  switch (scheme) {
    case undefined:
      return namedTarget(specifier);
    case "node":
    case "bun":
      return { kind: "builtin", name: rest };
    case "npm":
    case "jsr":
      return namedTarget(rest.replace(/(.)@.*$/, "$1"));
    default:
      return undefined;
  }
}

function namedTarget(specifier: string): BareTarget | undefined {
  // Bundlers allow a query or loaders after the name.
  const match = /^((?:@[\w.~-]{1,214}\/)?[\w.~-]{1,214})(?:\/(.*))?$/.exec(specifier.replace(/[!?].*$/, ""));
  const name = match?.[1];
  if (name === undefined) return undefined;
  if (builtins.has(name)) return { kind: "builtin", name: specifier };
  return { kind: "package", name, subpath: match?.[2] ?? "" };
}
