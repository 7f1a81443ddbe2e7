import { createHash } from "node:crypto";

/** The algorithms that browsers know, the strongest first (Subresource Integrity, 3.2). */
const strengths = ["sha512", "sha384", "sha256"] as const;

/** As browsers check: the strongest algorithm counts, any of its hashes will do, and what they do not know fits everything. */
export function isSatisfied(integrity: string, bytes: Uint8Array): boolean {
  const tokens = integrity.trim().split(/\s+/);
  for (const algorithm of strengths) {
    const wanted = tokens.filter((token) => token.startsWith(`${algorithm}-`));
    if (wanted.length === 0) continue;
    const actual = createHash(algorithm).update(bytes).digest("base64");
    return wanted.some((token) => token.slice(algorithm.length + 1).split("?", 1)[0] === actual);
  }
  return true;
}

/** Whether browsers check it. */
export function isChecked(integrity: string): boolean {
  return strengths.some((each) => integrity.includes(`${each}-`));
}
