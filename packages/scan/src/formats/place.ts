import { isPageName } from "../html/scan-page.ts";
import type { ScanReport } from "../scan-report.ts";

const fileTarget = /\.(?:json|yaml|yml|lock|lockb)$/i;

/** Where a file of a report lies from where the scan was started: what documents of several projects need. */
export function placeOf({ target }: Pick<ScanReport, "target">, file: string): string {
  // A scan of one file is told by that file's path, and its findings by the name within its folder.
  const slash = target.lastIndexOf("/");
  const folder = fileTarget.test(target) || isPageName(target) ? target.slice(0, Math.max(slash, 0)) : target;
  if (folder === "." || folder === "") return file === "." ? target : file;
  return file === "." ? target : `${folder.endsWith("/") ? folder.slice(0, -1) : folder}/${file}`;
}

/** A place as people read it. */
export function renderPlace(file: string, line: number | undefined): string {
  return line === undefined ? file : `${file}:${String(line)}`;
}

/** A path as a relative URI reference (RFC 3986); halves of surrogate pairs are replaced, which no URI can hold. */
export function encodePath(path: string): string {
  const text = Buffer.from(path, "utf8").toString("utf8");
  return text.split("/").map(encodeURIComponent).join("/");
}
