import { gunzipSync } from "node:zlib";

import { failed, said } from "../command-call.ts";
import type { CommandResult, Program, ProgramCall } from "../command-call.ts";

const packedMaxBytes = 4_000_000;
const memberMaxCount = 200;

/** Programs that pack files and unpack them. */
export const archivePrograms: Readonly<Record<string, Program>> = {
  tar: (call) =>
    /^-?-?(?:[a-zA-Z]*c|create)/.test(call.arguments[0] ?? "")
      ? pack(call, tarTarget(call))
      : unpack(call, tarTarget(call)),
  zip: (call) => pack(call, plainWords(call)[0]),
  "7z": (call) => pack(call, plainWords(call)[1]),
  unzip: (call) => unpack(call, plainWords(call)[0]),
};

function plainWords(call: ProgramCall): readonly string[] {
  return call.arguments.filter((word) => !word.startsWith("-"));
}

function tarTarget(call: ProgramCall): string | undefined {
  return call.arguments.find((word) => /\.(?:tgz|tar|gz|xz|bz2|zip|txz)$/.test(word));
}

function placeOf(call: ProgramCall, path: string): string {
  return call.scene.process.disk.places.resolve(call.folder, path);
}

function tell(call: ProgramCall, path: string, more: Readonly<Record<string, unknown>> = {}): void {
  call.scene.process.observe({ kind: "file", api: call.program, data: { path, ...more } });
}

/** What is packed stands in the archive as it is, so that it is known again wherever the archive goes. */
function pack(call: ProgramCall, target: string | undefined): CommandResult {
  const sources = plainWords(call).filter((word) => word !== target && !/^[a-zA-Z]{1,5}$/.test(word));
  const parts = sources.flatMap((source) => contentsBelow(call, placeOf(call, source)));
  const bytes = Buffer.concat(parts).subarray(0, packedMaxBytes);
  for (const source of sources)
    tell(call, placeOf(call, source), target === undefined ? {} : { to: placeOf(call, target) });
  if (target === undefined) return said(bytes.toString("latin1"));
  return write(call, placeOf(call, target), bytes);
}

/** The bytes of a file, or of the files below a folder. */
export function contentsBelow(call: ProgramCall, place: string): readonly Uint8Array[] {
  const { disk } = call.scene.process;
  const found: Uint8Array[] = [];
  const visit = (path: string, depth: number): void => {
    const kind = disk.find(path)?.kind;
    if (found.length >= memberMaxCount || depth > 8) return;
    if (kind === "file") found.push(disk.read(path));
    if (kind === "folder")
      for (const name of disk.names(path)) visit(disk.places.join(path, name), depth + 1);
  };
  visit(place, 0);
  return found;
}

function unpack(call: ProgramCall, source: string | undefined): CommandResult {
  const { disk } = call.scene.process;
  const bytes =
    source === undefined ? Buffer.from(call.stdin, "latin1") : readBytes(call, placeOf(call, source));
  if (bytes === undefined)
    return failed(`${call.program}: ${source ?? ""}: Cannot open: No such file or directory\n`, 2);
  if (source !== undefined) tell(call, placeOf(call, source));
  const folder = placeOf(call, optionOf(call, ["-C", "--directory", "-d"]) ?? ".");
  const strip = Number(/--strip(?:-components)?[= ](\d+)/.exec(call.arguments.join(" "))?.[1] ?? 0);
  const isFlat = call.program.endsWith("unzip") && call.arguments.some((word) => /^-[a-z]*j/.test(word));
  for (const [name, content] of membersOf(bytes)) {
    const parts = name.split("/").filter((part) => part !== "" && part !== "." && part !== "..");
    const kept = isFlat ? parts.slice(-1) : parts.slice(strip);
    if (kept.length > 0)
      write(
        call,
        kept.reduce((place, part) => disk.places.join(place, part), folder),
        content,
      );
  }
  return said("");
}

function optionOf(call: ProgramCall, names: readonly string[]): string | undefined {
  const at = call.arguments.findIndex((word) => names.includes(word));
  return at === -1 ? undefined : call.arguments[at + 1];
}

function readBytes(call: ProgramCall, path: string): Uint8Array | undefined {
  const { disk } = call.scene.process;
  return disk.find(path)?.kind === "file" ? disk.read(path) : undefined;
}

function write({ scene: { process }, program }: ProgramCall, path: string, bytes: Uint8Array): CommandResult {
  try {
    process.disk.makeFolder(process.disk.places.parentOf(path), true);
    process.disk.write(path, bytes);
    return said("");
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return failed(`${program}: ${error.message}\n`);
  }
}

/** The files of an archive as servers here give them: a tar that may be packed, or a zip whose files are not. */
function membersOf(bytes: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const plain = Buffer.from(bytes);
  if (plain.subarray(0, 4).toString("latin1") === "PK\u0003\u0004") return zipMembers(plain);
  return tarMembers(unpacked(plain));
}

function unpacked(bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: packedMaxBytes });
  } catch (error) {
    // It is not packed, or not in this way.
    if (error instanceof Error) return bytes;
    throw error;
  }
}

function zipMembers(bytes: Buffer): ReadonlyMap<string, Uint8Array> {
  const size = bytes.readUInt32LE(18);
  const start = 30 + bytes.readUInt16LE(26) + bytes.readUInt16LE(28);
  const name = bytes.subarray(30, 30 + bytes.readUInt16LE(26)).toString();
  return new Map([[name, bytes.subarray(start, start + size)]]);
}

function tarMembers(bytes: Buffer): ReadonlyMap<string, Uint8Array> {
  const members = new Map<string, Uint8Array>();
  for (let at = 0; at + 512 <= bytes.length && members.size < memberMaxCount;) {
    const name = bytes
      .subarray(at, at + 100)
      .toString()
      .replace(/\0.*$/s, "");
    const size = Number.parseInt(bytes.subarray(at + 124, at + 135).toString(), 8) || 0;
    if (name === "") break;
    members.set(name, bytes.subarray(at + 512, at + 512 + size));
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return members;
}
