import { formOfCiLog } from "@lockkeeper/exposure";
import type { CiLogForm } from "@lockkeeper/exposure";

import { streamFile } from "./file-stream.ts";

/** How far a file named like a log is looked into. Longer ones begin with what systems write of themselves. */
const maxBytes = 32_000_000;
/** No longer than what `formOfCiLog` looks at. */
const windowLength = 60_000;
/** Nearly all parts of other texts have none of these, and are not looked at line by line. */
const anyMark =
  /added \d|npm |YN\d{4}|(?:yarn|bun) (?:install|add) v|resolved \d|install\b|##\[|gitlab-runner|Started by |\[Pipeline\]|Runner Image/;

/**
 * The form of a log in which a client comes late: a build that compiles for minutes before it installs. Throws what the
 * system throws.
 */
export async function findLaterForm(path: string, beginning: Uint8Array): Promise<CiLogForm | undefined> {
  const isWide = beginning[0] === 0xff && beginning[1] === 0xfe;
  if (!isWide && beginning.includes(0)) return undefined;
  const decoder = new TextDecoder(isWide ? "utf-16le" : "utf-8");
  let [size, rest] = [0, ""];
  for await (const chunk of streamFile(path)) {
    const text = rest + decoder.decode(chunk, { stream: true });
    const form = anyMark.test(text) ? formOfText(text) : undefined;
    if (form !== undefined) return form;
    size += chunk.length;
    if (size >= maxBytes) return undefined;
    // A line that two parts share is looked at whole.
    rest = text.slice(Math.max(text.lastIndexOf("\n") + 1, text.length - windowLength));
  }
  return undefined;
}

function formOfText(text: string): CiLogForm | undefined {
  for (let from = 0; from < text.length;) {
    const last = text.lastIndexOf("\n", from + windowLength);
    const to = last > from ? last : from + windowLength;
    const form = formOfCiLog(text.slice(from, to));
    if (form !== undefined) return form;
    from = to;
  }
  return undefined;
}
