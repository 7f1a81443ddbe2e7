import type { RepairParts, WorkedRequest } from "./move-request.ts";
import type { RepairState } from "./repair-state.ts";

/** Writes the hashes of what a page loads into it, as they were worked out from the bytes. */
export function workPage(file: string, state: RepairState, { pages }: RepairParts): WorkedRequest {
  const before = state.texts.get(file);
  if (before === undefined) return refused(`${file}: it is no text that can be written back byte for byte`);
  const page = pages?.get(file);
  if (page === undefined)
    return refused(`${file}: hashes are made from the bytes, which are fetched with --online alone`);
  if (before !== page.before) return { kind: "gone" };
  if (page.after === before)
    return refused(
      `${file}: the bytes could not be fetched, are not those of the package, or change at will`,
    );
  return {
    kind: "worked",
    title: `hashes of what ${file} loads`,
    risk: "low",
    riskReason: "the same bytes as today; browsers refuse others",
    changes: [{ file, before, after: page.after }],
  };
}

function refused(why: string): WorkedRequest {
  return { kind: "refused", why, command: undefined };
}
