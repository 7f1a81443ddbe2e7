import type { ImportDeclaration } from "acorn";

import { coreModules, knownPackages, moduleAliases } from "../data/canonical.ts";
import { importEntry } from "../effects/imported-values.ts";
import type { ModuleReference } from "../source-facts.ts";
import type { Completion, Machine } from "./machine.ts";
import { literalKey } from "./names.ts";
import type { Scope } from "./scope.ts";
import { importBit, namingOf } from "./taint.ts";
import { keyText, join, knownText, renderText, unknownPart } from "./texts.ts";
import { Api, Opaque, Union, unknown } from "./values.ts";
import type { NamingLevel, Value } from "./values.ts";

/** Loads a module by what its name evaluates to. */
export function loadModule(m: Machine, specifier: Value, kind: ModuleReference["kind"]): Value {
  m.unknowns++;
  if (specifier instanceof Union) {
    let value: Value;
    for (const option of specifier.options) value = join(value, loadModule(m, option, kind));
    return value;
  }
  const name = knownText(specifier);
  const naming = namingOf(specifier);
  const start = m.site ?? m.at;
  if (name === undefined) return loadUnknown(m, specifier, { kind, start });
  m.recorder.noteModule({ specifier: name, kind, runs: m.runs, naming, start });
  const written = m.written.get(name);
  if (written !== undefined) m.runText(renderText(written), undefined);
  if (name.startsWith("data:")) return loadData(m, name, naming);
  if (name.endsWith(".node")) m.note({ kind: "load-native", api: "require", argument: name, naming });
  return moduleOf(m, name, naming);
}

function loadUnknown(
  m: Machine,
  specifier: Value,
  { kind, start }: { readonly kind: ModuleReference["kind"]; readonly start: number },
): Value {
  const text = renderText(specifier);
  const argument = text === unknownPart ? undefined : text;
  const taint = specifier instanceof Opaque ? specifier.taint : 0;
  m.recorder.noteModule({
    specifier: ownFile(argument),
    kind,
    runs: m.runs,
    naming: namingOf(specifier),
    start,
  });
  m.note({
    kind: "load-module",
    api: kind === "dynamic-import" ? "import" : "require",
    argument,
    naming: namingOf(specifier),
    taint,
  });
  const written = argument === undefined ? undefined : knownText(m.written.get(argument));
  if (written !== undefined) m.runText(written, undefined);
  if (argument?.endsWith(".node") === true) m.note({ kind: "load-native", api: "require", argument });
  return new Opaque(taint);
}

/** A path from the file's own folder, as a specifier. */
export function ownFile(path: string | undefined): string | undefined {
  if (path === undefined || !path.startsWith("${__dirname}")) return undefined;
  const rest = path.slice("${__dirname}".length);
  return rest.includes(unknownPart) ? undefined : `.${rest}`;
}

function loadData(m: Machine, name: string, naming: NamingLevel): Value {
  const comma = name.indexOf(",");
  const body = name.slice(comma + 1);
  const text = name.slice(0, comma).endsWith(";base64")
    ? Buffer.from(body, "base64").toString()
    : decoded(body);
  m.note({ kind: "run-code", api: "import", argument: text, naming: naming === 0 ? 1 : naming });
  return m.runText(text, undefined);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not percent-encoded after all: it stands for itself.
    return text;
  }
}

function moduleOf(m: Machine, name: string, naming: NamingLevel): Value {
  const plain = name.startsWith("node:") ? name.slice("node:".length) : name;
  const alias = moduleAliases.get(plain);
  if (alias !== undefined) return new Api(alias, naming);
  if (coreModules.has(plain) || knownPackages.has(plain)) return new Api(plain, naming);
  if (!plain.startsWith(".") && !plain.startsWith("/")) return new Api(`pkg:${plain}`, naming);
  const entry = importEntry(m, plain, "*");
  return new Api(`import:${plain}`, naming, entry === undefined ? 0 : importBit(entry));
}

/** `import … from`. */
export function importInto(m: Machine, node: ImportDeclaration, scope: Scope): Completion | undefined {
  if (isTypeOnly(node)) return undefined;
  m.at = node.start;
  const value = loadModule(m, node.source.value ?? unknown, "import");
  for (const specifier of node.specifiers) {
    if (isTypeOnly(specifier)) continue;
    const { local } = specifier;
    if (specifier.type === "ImportNamespaceSpecifier") scope.declare(local.name, value, m.uncertain);
    else {
      const key =
        specifier.type === "ImportSpecifier" ? (keyText(literalKey(specifier.imported)) ?? "") : "default";
      scope.declare(local.name, m.get(value, key), m.uncertain);
    }
  }
  return undefined;
}

function isTypeOnly(node: object): boolean {
  return "importKind" in node && node.importKind === "type";
}
