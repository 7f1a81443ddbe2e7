import { failed, said } from "../command-call.ts";
import type { CommandResult, Program, ProgramCall } from "../command-call.ts";

import { contentsBelow } from "./archives.ts";

/** Where files go to, and which; nothing where none go anywhere. */
interface Upload {
  readonly host: string;
  readonly url: string;
  readonly paths: readonly string[];
}

const bodyMaxBytes = 400_000;
/** `host:path` or `user@host:path`, and no drive of Windows. */
const elsewhere = /^(?:[\w.-]{1,64}@)?([\w.-]{2,253}):(?!\\)/;

/** Clients of stores and machines elsewhere, which take files there; without targets they are not there. */
export const uploadPrograms: Readonly<Record<string, Program>> = {
  aws: (call) => send(call, toBucket(call, /^s3:\/\/([^/]+)/, "s3.amazonaws.com")),
  gsutil: (call) => send(call, toBucket(call, /^gs:\/\/([^/]+)/, "storage.googleapis.com")),
  az: (call) => send(call, toAccount(call)),
  rclone: (call) => send(call, toMachine(call)),
  scp: (call) => send(call, toMachine(call)),
  rsync: (call) => send(call, toMachine(call)),
  ipfs: (call) => send(call, byWord(call, "add", "ipfs")),
  wormhole: (call) => send(call, byWord(call, "send", "wormhole")),
  croc: (call) => send(call, byWord(call, "send", "croc")),
};

function send(call: ProgramCall, upload: Upload | undefined): CommandResult {
  const { process } = call.scene;
  if (!process.world.hasTargets) return failed(`${call.program}: command not found\n`, 127);
  if (upload === undefined) return said("");
  const parts = upload.paths.flatMap((path) =>
    contentsBelow(call, process.disk.places.resolve(call.folder, path)),
  );
  if (parts.length === 0) return said("");
  const body = Buffer.concat(parts).subarray(0, bodyMaxBytes).toString("latin1");
  const { url, host } = upload;
  process.observe({ kind: "network", api: call.program, data: { url, host, method: "PUT", body } });
  return said("");
}

function toBucket({ arguments: words }: ProgramCall, address: RegExp, service: string): Upload | undefined {
  const at = words.findIndex((word) => address.test(word));
  const bucket = address.exec(words[at] ?? "")?.[1];
  const paths = words.slice(0, Math.max(0, at)).filter((word) => !word.startsWith("-"));
  if (bucket === undefined || paths.length === 0) return undefined;
  const endpoint = valueOf(words, /^--endpoint-url$/) ?? `https://${bucket}.${service}`;
  return { url: `${endpoint}/`, host: hostOf(endpoint), paths };
}

function toAccount({ arguments: words }: ProgramCall): Upload | undefined {
  const path = valueOf(words, /^(?:-f|--file|-s|--source)$/);
  if (path === undefined || (!words.includes("upload") && !words.includes("upload-batch"))) return undefined;
  const host = `${valueOf(words, /^(?:-n|--account-name)$/) ?? "account"}.blob.core.windows.net`;
  return { url: `https://${host}/`, host, paths: [path] };
}

/** The last word is the place elsewhere, and those before it are what goes there. */
function toMachine({ program, arguments: words }: ProgramCall): Upload | undefined {
  const plain = words.filter((word) => !word.startsWith("-"));
  const target = plain.at(-1) ?? "";
  const host = /^\w+:\/\//.test(target) ? hostOf(target) : elsewhere.exec(target)?.[1];
  if (host === undefined) return undefined;
  return { url: `${program}://${target}`, host, paths: plain.slice(0, -1) };
}

function byWord({ arguments: words }: ProgramCall, verb: string, host: string): Upload | undefined {
  const at = words.indexOf(verb);
  if (at === -1) return undefined;
  return { url: `${host}://`, host, paths: words.slice(at + 1).filter((word) => !word.startsWith("-")) };
}

function valueOf(words: readonly string[], name: RegExp): string | undefined {
  const at = words.findIndex((word) => name.test(word.split("=", 1)[0] ?? ""));
  const word = words[at];
  if (word === undefined) return undefined;
  return word.includes("=") ? word.slice(word.indexOf("=") + 1) : words[at + 1];
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
