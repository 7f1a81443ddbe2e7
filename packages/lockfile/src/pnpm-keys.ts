/**
 * The keys that a reference may stand for besides `name@reference`: another package's key (an alias), an address, or a
 * version as lockfiles of versions 6 and 5 write it.
 */
export function candidateKeys(name: string, reference: string): readonly string[] {
  return [reference, `/${name}@${reference}`, `/${name}/${reference}`, `/${reference}`];
}

/** Cuts the peers and the hash of a patch off a key of `snapshots`: the groups in parentheses at its end. */
export function withoutSuffix(key: string): string {
  let end = key.length;
  while (key[end - 1] === ")") {
    const start = startOfGroup(key, end);
    if (start <= 0) break;
    end = start;
  }
  return key.slice(0, end);
}

/** Where the group begins that ends there; -1 when its parentheses do not match. */
function startOfGroup(key: string, end: number): number {
  let open = 0;
  for (let at = end - 1; at >= 0; at -= 1) {
    if (key[at] === ")") open += 1;
    else if (key[at] === "(") {
      open -= 1;
      if (open === 0) return at;
    }
  }
  return -1;
}
