import type { SourceKind } from "../../source-facts.ts";
import { isCredentialPath, urlIn } from "../sensitive.ts";

import {
  emptyFlow,
  flowFrom,
  hasFlag,
  operandsOf,
  optionValue,
  sourcesOfCall,
  unionOf,
} from "./shell-call.ts";
import type { ShellArgument, ShellCall, ShellFlow, ShellProgram } from "./shell-call.ts";

const uploads = [
  "-d",
  "--data",
  "--data-binary",
  "--data-raw",
  "--data-urlencode",
  "-F",
  "--form",
  "-T",
  "--upload-file",
  "--post-data",
  "--post-file",
  "--body-data",
  "--body-file",
  "--json",
];

/** curl, wget and their like: the address, what is sent, and where the answer goes. */
function transfer(call: ShellCall): ShellFlow {
  const sent = call.arguments.filter((_, index) => uploads.includes(call.arguments[index - 1]?.text ?? ""));
  const sources = new Set([...sourcesOfCall(call), ...sent.flatMap(sourcesOfUpload)]);
  const address = addressOf(call);
  call.effect({
    kind: "network",
    api: call.program,
    argument: address,
    options: optionsOfTransfer(call),
    sources,
  });
  const target = targetOf(call, address);
  if (target === undefined) return flowFrom("network");
  call.effect({ kind: "write-file", api: call.program, argument: target, sources: ["network"] });
  return emptyFlow;
}

function optionsOfTransfer(call: ShellCall): readonly string[] {
  const isUpload = uploads.some((name) => call.arguments.some(({ text }) => text.split("=", 1)[0] === name));
  const method =
    optionValue(call, "-X", "--request", "--method")?.text.toUpperCase() ?? (isUpload ? "POST" : "GET");
  return [
    ...call.options,
    ...(method === "GET" ? [] : [`method-${method}`]),
    ...(hasFlag(call, "-k", "--insecure", "--no-check-certificate") ? ["tls-unverified"] : []),
  ];
}

/** The file that a download goes into; `undefined` when it goes on in the pipe. */
function targetOf(call: ShellCall, address: string | undefined): string | undefined {
  const named =
    optionValue(call, "-o", "--output", "--output-document")?.text ??
    (call.program === "wget" ? wgetTarget(call) : undefined);
  const isNamedByUrl = call.program === "wget" || hasFlag(call, "-O", "--remote-name");
  const target = named ?? (isNamedByUrl ? fileOfUrl(address) : undefined);
  return target === "-" || target?.startsWith("/dev/") === true ? undefined : target;
}

/** wget takes a file after `-O`, also in `-qO-`; curl does not. */
function wgetTarget(call: ShellCall): string | undefined {
  const glued = call.arguments.map(({ text }) => /^-[a-zA-Z]*O(.*)$/.exec(text));
  const index = glued.findIndex((match) => match !== null);
  if (index === -1) return undefined;
  return glued[index]?.[1] || call.arguments[index + 1]?.text;
}

function sourcesOfUpload({ text }: ShellArgument): readonly SourceKind[] {
  const at = text.indexOf("@");
  if (at === -1) return [];
  return [isCredentialPath(text.slice(at + 1)) ? "credential-file" : "file"];
}

function addressOf(call: ShellCall): string | undefined {
  for (const { text } of call.arguments) {
    const url = urlIn(text);
    if (url !== undefined) return url;
  }
  const plain = operandsOf(call).find(({ text }) =>
    /^[\w.-]+\.[a-z]{2,}(?:[:/]|$)|^\d{1,3}(?:\.\d{1,3}){3}/i.test(text),
  );
  return (plain ?? operandsOf(call).at(-1))?.text;
}

function fileOfUrl(address: string | undefined): string | undefined {
  return address?.split(/[?#]/, 1)[0]?.split("/").at(-1) || undefined;
}

/** nc, socat, telnet: a connection, or a shell on one. */
function connect(call: ShellCall): ShellFlow {
  const operands = operandsOf(call).map(({ text }) => text);
  const isListening = hasFlag(call, "-l", "--listen");
  const argument = operands.join(":").slice(0, 300);
  call.effect({
    kind: isListening ? "listen" : "network",
    api: call.program,
    argument,
    options: call.options,
    sources: sourcesOfCall(call),
  });
  if (hasFlag(call, "-e", "-c", "--exec") || /exec:/i.test(argument)) {
    call.effect({ kind: "process", api: call.program, argument: call.command, sources: ["network"] });
  }
  return flowFrom("network");
}

/** dig, nslookup, ping: a name that is looked up, which alone can carry data. */
function lookUp(call: ShellCall): ShellFlow {
  const name = operandsOf(call).find(({ text }) => text.includes(".") || text.includes("$"));
  call.effect({
    kind: "dns",
    api: call.program,
    argument: name?.text,
    sources: unionOf([call.input.sources, name?.sources ?? new Set()]),
  });
  return flowFrom("network");
}

/** scp, ssh, rsync, git: what goes to or comes from another machine. */
function remote(call: ShellCall): ShellFlow {
  const sources = new Set(sourcesOfCall(call));
  for (const { text } of operandsOf(call)) if (isCredentialPath(text)) sources.add("credential-file");
  call.effect({ kind: "network", api: call.program, argument: call.command, options: call.options, sources });
  return flowFrom("network");
}

function git(call: ShellCall): ShellFlow {
  const command = operandsOf(call)[0]?.text;
  if (command === "clone" || command === "fetch" || command === "pull" || command === "push")
    return remote(call);
  if (command === "config" && call.command.includes("core.hooksPath")) {
    call.effect({ kind: "persist", api: "git config", argument: call.command });
  } else if (command === "config") {
    call.effect({ kind: "host-facts", api: "git config", argument: call.command });
    return flowFrom("host-facts");
  } else {
    call.effect({ kind: "process", api: "git", argument: call.command, options: call.options });
  }
  return flowFrom("process");
}

/** Programs that reach other machines. */
export const networkPrograms: ReadonlyMap<string, ShellProgram> = new Map([
  ...["curl", "wget", "aria2c", "http", "https", "xh", "fetch", "lwp-download", "curl.exe"].map(
    (name) => [name, transfer] as const,
  ),
  ...["nc", "ncat", "netcat", "socat", "telnet"].map((name) => [name, connect] as const),
  ...["dig", "nslookup", "host", "ping", "drill", "getent"].map((name) => [name, lookUp] as const),
  ...["ssh", "scp", "sftp", "rsync", "ftp", "tftp", "gh"].map((name) => [name, remote] as const),
  ["git", git],
]);
