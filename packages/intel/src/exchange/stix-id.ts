import { createHash } from "node:crypto";

/** A namespace of our own, so that the same thing has the same identifier in every export (RFC 9562, version 5). */
const namespace = Buffer.from("6f1d1c0be1a94bd4a8b23f0f5e6c7a10", "hex");

/** The STIX identifier of something of a type, from what makes it what it is. */
export function stixId(type: string, ...parts: readonly string[]): string {
  const name = JSON.stringify([type, ...parts]);
  const hash = createHash("sha1").update(namespace).update(name, "utf8").digest().subarray(0, 16);
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6);
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8);
  const text = hash.toString("hex");
  const groups = [
    text.slice(0, 8),
    text.slice(8, 12),
    text.slice(12, 16),
    text.slice(16, 20),
    text.slice(20),
  ];
  return `${type}--${groups.join("-")}`;
}
