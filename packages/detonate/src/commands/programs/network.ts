import { answerRequest } from "../../network/answer-request.ts";
import type { WorldAnswer, WorldRequest } from "../../network/answer-request.ts";
import type { World } from "../../world.ts";
import { failed, said } from "../command-call.ts";
import type { CommandResult, Program, ProgramCall } from "../command-call.ts";

/** Programs that fetch and send. */
export const networkPrograms: Readonly<Record<string, Program>> = {
  curl: (call) => request(call, readCurl(call)),
  wget: (call) => request(call, readWget(call)),
  aria2c: (call) => request(call, readWget(call)),
  nslookup: (call) => lookUp(call),
  dig: (call) => lookUp(call),
  host: (call) => lookUp(call),
  ping: (call) => lookUp(call),
  nc: (call) => connect(call),
  ncat: (call) => connect(call),
  netcat: (call) => connect(call),
};

interface Transfer {
  readonly urls: readonly string[];
  readonly method: string;
  readonly headers: readonly string[];
  readonly body: string | undefined;
  /** Where the answer goes; nothing for the output. */
  readonly to: (url: string) => string | undefined;
}

const withValue =
  /^(?:-[AbcCDeEFHKmorTuUwXxydQ]|--(?:data(?:-raw|-binary|-urlencode)?|header|output|user-agent|request|max-time|connect-timeout|form|upload-file|user|proxy|retry|referer|cookie|url|json|resolve|cacert|cert|key))$/;

function readCurl(call: ProgramCall): Transfer {
  const options = curlOptions(call.arguments);
  const valuesOf = (names: RegExp): readonly string[] =>
    options.filter(({ name }) => names.test(name)).map(({ value }) => value);
  const given = valuesOf(/^(?:-d|--data.*|--json|-F|--form)$/);
  const uploaded = valuesOf(/^(?:-T|--upload-file)$/).map((file) => `@${file}`);
  const bodies = [...given, ...uploaded].map((value) => readBody(call, value));
  const body = bodies.length === 0 ? undefined : bodies.join("&");
  const [to] = valuesOf(/^(?:-o|--output)$/);
  const isNamed = call.arguments.some((word) => /^-[a-zA-Z]*O[a-zA-Z]*$|^--remote-name$/.test(word));
  const [method] = valuesOf(/^(?:-X|--request)$/);
  return {
    urls: valuesOf(/^(?:|--url)$/),
    headers: valuesOf(/^(?:-H|--header)$/),
    body,
    method: method ?? (body === undefined ? "GET" : "POST"),
    to: (url) => to ?? (isNamed ? lastPart(url) : undefined),
  };
}

/** The options that take a value, with it; what is no option has no name. */
function curlOptions(given: readonly string[]): readonly { readonly name: string; readonly value: string }[] {
  const options: { readonly name: string; readonly value: string }[] = [];
  const words = [...given];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    // Of short options that are written together, the last one may take a value.
    const name = /^-[a-zA-Z]{2,}$/.test(word) ? `-${word.at(-1) ?? ""}` : word;
    if (withValue.test(name)) options.push({ name, value: words.shift() ?? "" });
    else if (!word.startsWith("-")) options.push({ name: "", value: word });
  }
  return options;
}

/** What a body names by `@` is a file, or what comes in. */
function readBody(call: ProgramCall, value: string): string {
  const file = /^(?:[\w.-]+=)?[@<](.+)$/.exec(value)?.[1]?.replace(/;.*$/, "");
  if (file === undefined) return value;
  if (file === "-") return call.stdin;
  const { disk } = call.scene.process;
  const path = disk.places.resolve(call.folder, file);
  call.scene.process.observe({ kind: "file", api: "curl", data: { path } });
  return disk.find(path)?.kind === "file" ? Buffer.from(disk.read(path)).toString("latin1") : "";
}

function readWget(call: ProgramCall): Transfer {
  const text = call.arguments;
  const valueOf = (pattern: RegExp): string | undefined => {
    const at = text.findIndex((word) => pattern.test(word));
    if (at === -1) return undefined;
    return /=(.*)$/.exec(text[at] ?? "")?.[1] ?? text[at + 1];
  };
  const to =
    valueOf(/^-q?O$|^--output-document(?:=|$)/) ??
    /^-q?O(.+)$/.exec(text.find((word) => /^-q?O.+/.test(word)) ?? "")?.[1];
  const body = valueOf(/^--post-data(?:=|$)/) ?? valueOf(/^--body-data(?:=|$)/);
  const urls = text.filter(
    (word) => /^(?:https?|ftp):/.test(word) || (/^[\w-]+(?:\.[\w-]+)+\//.test(word) && word !== to),
  );
  return {
    urls,
    headers: [],
    body,
    method: body === undefined ? "GET" : "POST",
    to: (url) => (to === "-" ? undefined : (to ?? lastPart(url))),
  };
}

function lastPart(url: string): string {
  return (
    url
      .replace(/[?#].*$/, "")
      .split("/")
      .at(-1) || "index.html"
  );
}

function request(call: ProgramCall, transfer: Transfer): CommandResult {
  const { process } = call.scene;
  let stdout = "";
  for (const word of transfer.urls.slice(0, 20)) {
    const url = /^[a-z]+:\/\//i.test(word) ? word : `http://${word}`;
    const to = transfer.to(url);
    const path =
      to === undefined || to === "/dev/null" ? undefined : process.disk.places.resolve(call.folder, to);
    const { method, body } = transfer;
    observeTransfer(call, transfer, { url, path });
    const answer = followAnswer(process.world, { url, method, body });
    if (answer.kind === "failure") return failed(`curl: (7) Failed to connect\n`, 7);
    if (answer.status >= 400 && isStrict(call)) return failed(`curl: (22) error: ${answer.status}\n`, 22);
    if (path === undefined) stdout += Buffer.from(answer.body).toString("latin1");
    else saveTo(call, path, answer.body);
  }
  return said(stdout);
}

function observeTransfer(
  call: ProgramCall,
  { method, body, headers }: Transfer,
  { url, path }: { readonly url: string; readonly path: string | undefined },
): void {
  call.scene.process.observe({
    kind: "network",
    api: call.program,
    data: {
      url,
      host: URL.canParse(url) ? new URL(url).hostname : "",
      method,
      ...(body === undefined ? {} : { body }),
      ...(headers.length === 0 ? {} : { headers }),
      ...(path === undefined ? {} : { to: path }),
    },
  });
}

/** Where a server sends elsewhere, the answer is from there. */
function followAnswer(world: World, asked: WorldRequest): WorldAnswer {
  const answer = answerRequest(world, asked);
  const url = answer.kind === "answer" ? answer.location : undefined;
  return url === undefined ? answer : answerRequest(world, { url, method: "GET" });
}

/** Whether a page that tells of an error is none that is wanted: always for wget, for curl when it is told. */
function isStrict({ program, arguments: words }: ProgramCall): boolean {
  return !program.endsWith("curl") || words.some((word) => /^-[a-zA-Z]*f|^--fail/.test(word));
}

function saveTo({ scene: { process } }: ProgramCall, path: string, body: Uint8Array): void {
  try {
    process.disk.makeFolder(process.disk.places.parentOf(path), true);
    process.disk.write(path, body);
  } catch (error) {
    // What cannot be saved is lost to the command as it would be.
    if (!(error instanceof Error)) throw error;
  }
}

function lookUp(call: ProgramCall): CommandResult {
  const host = call.arguments.find((word) => !/^[-+@/]/.test(word) && word.includes("."));
  if (host === undefined) return said("");
  call.scene.process.observe({ kind: "dns", api: call.program, data: { host } });
  return said(`Name: ${host}\nAddress: 104.21.48.196\n`);
}

function connect(call: ProgramCall): CommandResult {
  const [host = "", port = ""] = call.arguments.filter((word) => !word.startsWith("-"));
  call.scene.process.observe({
    kind: "network",
    api: call.program,
    data: { host, port: Number(port) || 0, body: call.stdin },
  });
  return said("");
}
