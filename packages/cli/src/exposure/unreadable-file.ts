import { systemErrorCode, toErrorRecord } from "@lockkeeper/core";
import type { ChannelName, EvidenceItem, ExposedPlace } from "@lockkeeper/exposure";

/** A file of a question that could not be read, and why. */
export interface UnreadableFile {
  readonly path: string;
  readonly channel: ChannelName;
  readonly code?: string;
  readonly message?: string;
  readonly error?: unknown;
  /** The file itself when left out. */
  readonly where?: ExposedPlace;
}

const kinds: Partial<Record<ChannelName, ExposedPlace["kind"]>> = {
  "ci-log": "pipeline",
  "proxy-log": "cache",
  sbom: "bill",
  image: "image",
};

/** A file that could not be read, as evidence. */
export function unreadableFile({ path, channel, code, message, error, where }: UnreadableFile): EvidenceItem {
  const record = toErrorRecord(error);
  const refusal = systemErrorCode(error) ?? record.code;
  const unreadable = {
    channel,
    where: where ?? { kind: kinds[channel] ?? "project", id: path },
    ref: path,
    code: code ?? refusal,
    message: message ?? record.message,
  };
  return { kind: "unreadable", unreadable };
}
