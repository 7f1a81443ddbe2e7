import type { AnomalyList } from "./anomaly-list.ts";
import type { ArchiveEntry } from "./archive.ts";

/** The time that `npm pack` gives to every file: 1985-10-26T08:15:00Z. */
const npmTime = 499_162_500;

/** Notes what is odd about the files that are left: names, twins, modes. */
export function noteOddFiles(entries: readonly ArchiveEntry[], anomalies: AnomalyList): void {
  const byFolded = new Map<string, string>();
  let executableCount = 0;
  for (const { path, mode } of entries) {
    if ((mode & 0o111) !== 0) executableCount += 1;
    const oddity = oddityOf(path);
    if (oddity !== undefined) anomalies.add("odd-name", path, oddity);
    const folded = fold(path);
    const twin = byFolded.get(folded);
    if (twin !== undefined)
      anomalies.add("case-twin", path, `is "${twin.slice(0, 200)}" where case or accents do not count`);
    else byFolded.set(folded, path);
  }
  if (executableCount > 1 && executableCount === entries.length) {
    anomalies.add("executable-bit", undefined, `all ${String(executableCount)} files are executable`);
  }
}

/** As file systems of macOS and Windows fold names, and node-tar with them. */
function fold(path: string): string {
  return isPlainAscii.test(path) ? path.toUpperCase() : path.normalize("NFD").toLowerCase().toUpperCase();
}

const isPlainAscii = /^[ -~]*$/;

function oddityOf(path: string): string | undefined {
  if (path.includes("\\")) return "a backslash, which Windows takes for a folder's";
  // oxlint-disable-next-line no-control-regex -- Security: control characters in a name are what is looked for.
  if (/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/.test(path))
    return "characters that are not seen";
  if (/[. ](?:\/|$)/.test(path)) return "a dot or a space at the end, which Windows leaves out";
  if (/[<>:"|?*]/.test(path)) return "characters that Windows does not have in names";
  if (/(?:^|\/)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.[^/]*)?(?:\/|$)/i.test(path))
    return "a device's name on Windows";
  return undefined;
}

/** Archives that npm packed have one time throughout; one that has it beside others was put together by hand. */
export function noteOddTimes(times: readonly number[], anomalies: AnomalyList): void {
  const packed = times.filter((time) => time === npmTime).length;
  const others = times.length - packed;
  if (packed > 0 && others > 0) {
    anomalies.add(
      "odd-time",
      undefined,
      `${String(others)} of ${String(times.length)} files have another time than npm gives`,
    );
  }
  const early = times.filter((time) => !(time >= 0)).length;
  if (early > 0)
    anomalies.add("odd-time", undefined, `${String(early)} files have a time before 1970, or none`);
}
