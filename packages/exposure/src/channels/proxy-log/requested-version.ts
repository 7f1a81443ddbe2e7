import { decodePath, parseTarballPath } from "../tarball-path.ts";
import type { NamedVersion } from "../tarball-path.ts";
import type { AccessRecord } from "./access-record.ts";

/** What a request for a version shows. */
export interface RequestedVersion extends NamedVersion {
  readonly kind: "fetched" | "present" | "resolved" | "refused";
  readonly words: string;
}

const attestations = /\/-\/npm\/v1\/attestations\/((?:@[^/@]{1,200}\/)?[^/@]{1,214})@(\d[\w.+-]{0,255})$/;
const document = /(?:^|\/)((?:@[^/@]{1,200}\/)?[^/@]{1,214})\/(\d{1,10}\.\d{1,10}\.\d{1,10}[\w.+-]{0,200})$/;

/** Reads which version a request is about and what its answer means; `undefined` for any other request. */
export function readRequestedVersion(record: AccessRecord): RequestedVersion | undefined {
  const { method, target } = record;
  if (method !== "GET" && method !== "HEAD") return undefined;
  const tarball = parseTarballPath(target);
  if (tarball !== undefined) return { ...tarball, ...judgeTarball(record) };
  const path = decodePath(target.replace(/[?#].*$/s, ""));
  const match = attestations.exec(path) ?? document.exec(path);
  if (match === null) return undefined;
  const words = "asked for its document, not for its bytes";
  return { name: match[1] ?? "", version: match[2] ?? "", kind: "resolved", words };
}

function judgeTarball({ method, status, speaker }: AccessRecord): Pick<RequestedVersion, "kind" | "words"> {
  if (status >= 400 && status < 500) return { kind: "refused", words: `was refused its bytes (${status})` };
  if (method === "HEAD")
    return { kind: "resolved", words: `asked whether its bytes are there (HEAD ${status})` };
  if (status === 304)
    return { kind: "present", words: "had its bytes already, which the answer confirmed (304)" };
  if (status >= 200 && status < 300) {
    return {
      kind: "fetched",
      words: speaker === "proxy" ? "fetched its bytes for others" : `took its bytes (${status})`,
    };
  }
  if (status >= 300 && status < 400)
    return { kind: "resolved", words: `was sent elsewhere for its bytes (${status})` };
  return { kind: "resolved", words: `asked for its bytes, and the answer failed (${status})` };
}
