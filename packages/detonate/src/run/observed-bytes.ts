import type { HoneySeeker } from "../record/honey.ts";

type Data = Readonly<Record<string, unknown>>;

/** Below the tabulator nothing is text. */
const firstTextByte = 9;
const shownBytes = 2_000;

/** Puts bytes where the data says so: as the text that they are, or as their beginning; and says which honey is in them. */
export function readObservedBytes(
  data: Data,
  bytes: Uint8Array | undefined,
  seeker: HoneySeeker,
): readonly [data: Data, honey: readonly string[]] {
  if (bytes === undefined) return [data, []];
  const shown = Buffer.from(bytes.subarray(0, shownBytes));
  const text = shown.toString();
  const isText = !text.slice(0, -4).includes("\uFFFD") && !shown.some((byte) => byte < firstTextByte);
  const readable = isText ? text : `<${bytes.length} bytes ${shown.subarray(0, 32).toString("hex")}>`;
  const members = Object.entries(data).map(
    ([name, value]) => [name, isMark(value) ? readable : value] as const,
  );
  return [Object.fromEntries(members), seeker.find(bytes)];
}

function isMark(value: unknown): boolean {
  return typeof value === "object" && value !== null && "$bytes" in value;
}
