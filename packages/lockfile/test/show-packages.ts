import type { LockedPackage, LockfileKind } from "../src/locked-package.ts";
import { parseLockfile } from "../src/parse-lockfile.ts";

/** What a lockfile pins, one line each: `line kind name@version resolved integrity`, `-` for what it does not say. */
export function showLockfile(kind: LockfileKind, text: string): readonly string[] {
  return parseLockfile(kind, new TextEncoder().encode(text)).map(showPackage);
}

/** One package as one line. */
export function showPackage(entry: LockedPackage): string {
  const { line, kind, name, version, resolved, integrity } = entry;
  return `${String(line)} ${kind} ${name}@${version} ${resolved ?? "-"} ${integrity ?? "-"}`;
}
