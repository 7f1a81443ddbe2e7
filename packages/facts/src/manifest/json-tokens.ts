/** What the shape of valid JSON is made of: texts, a text with the colon after it being a name, and brackets. */
export const jsonTokens: RegExp = /"[^"\\]*(?:\\.[^"\\]*)*"(?:\s{0,1000}:)?|[{}[\]]/g;

/** The name that a token of {@link jsonTokens} stands for. */
export function decodeName(token: string): string {
  const literal = token.slice(0, token.lastIndexOf('"') + 1);
  try {
    return String(JSON.parse(literal));
  } catch {
    return literal;
  }
}
