import parseExpression from "spdx-expression-parse";

/** What a package says of its licence, as far as it says it in the terms of SPDX. */
export type LicenseReading =
  | { readonly kind: "id"; readonly id: string }
  | { readonly kind: "expression"; readonly expression: string }
  | { readonly kind: "name"; readonly name: string };

// No licence of a real package is longer; the parser calls itself for each pair of brackets.
const maxCharacters = 1000;
const maxBrackets = 50;

/** Reads the licence that a manifest declares; `undefined` where there is none. The text may be foreign. */
export function readLicense(text: string | undefined): LicenseReading | undefined {
  const name = text?.trim().slice(0, maxCharacters) ?? "";
  if (name === "") return undefined;
  const expression = tryParseExpression(name);
  if (expression === undefined) return { kind: "name", name };
  const isPlain = "license" in expression && expression.plus !== true && expression.exception === undefined;
  return isPlain && !isReference(expression.license)
    ? { kind: "id", id: expression.license }
    : { kind: "expression", expression: name };
}

function tryParseExpression(text: string): parseExpression.Info | undefined {
  if (text.length >= maxCharacters || text.split("(").length > maxBrackets) return undefined;
  try {
    return parseExpression(text);
  } catch {
    // Every failure of the parser says the same: this is no expression, but the name of a licence.
    return undefined;
  }
}

function isReference(license: string): boolean {
  return license.includes("LicenseRef-");
}
