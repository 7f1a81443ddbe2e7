import type { AnyNode, ExportAllDeclaration, ExportNamedDeclaration } from "acorn";

import { patternNames } from "./hoisting.ts";
import type { Machine } from "./machine.ts";
import { literalKey } from "./names.ts";
import { loadModule } from "./modules.ts";
import type { Scope } from "./scope.ts";
import { keyText, renderText } from "./texts.ts";
import type { Value } from "./values.ts";

/** Remembers what the source exports under a name. */
export function exportValue(m: Machine, name: string, value: Value): void {
  m.module.names.set(name, value);
}

/** `export const x = …`, `export function f() {}`. */
export function exportDeclared(m: Machine, declaration: AnyNode, scope: Scope): void {
  const names: string[] = [];
  if (declaration.type === "VariableDeclaration")
    for (const { id } of declaration.declarations) patternNames(id, names);
  else if ("id" in declaration) patternNames(declaration.id ?? null, names);
  for (const name of names) exportValue(m, name, scope.find(name)?.value);
}

/** `export … from`. */
export function exportFrom(m: Machine, node: ExportNamedDeclaration | ExportAllDeclaration): void {
  const specifier = node.source?.value;
  if (typeof specifier !== "string") return;
  m.at = node.start;
  const value = loadModule(m, specifier, "re-export");
  if (node.type !== "ExportNamedDeclaration") return;
  for (const { local, exported } of node.specifiers) {
    exportValue(m, keyText(literalKey(exported)) ?? "", m.get(value, literalKey(local)));
  }
}

/** `export { a, b as c }`, once all values are there. */
export function exportNamed(m: Machine): void {
  for (const { node, scope } of m.exportsLater) {
    for (const { local, exported } of node.specifiers) {
      exportValue(m, renderText(literalKey(exported)), scope.find(renderText(literalKey(local)))?.value);
    }
  }
}
