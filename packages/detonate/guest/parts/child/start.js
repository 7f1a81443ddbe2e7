import { stackNow } from "../../system/primordials.js";

/** What is asked for, in one shape for all forms of starting a process. */
export function readRequest(form, args) {
  const rest = [...args];
  const program = String(rest.shift() ?? "");
  const done = typeof rest.at(-1) === "function" ? rest.pop() : undefined;
  const words = Array.isArray(rest[0]) ? rest.shift().map(String) : [];
  while (rest.length > 0 && (rest[0] === undefined || rest[0] === null)) rest.shift();
  const options = typeof rest[0] === "object" && rest[0] !== null ? rest[0] : {};
  const isShell = form === "exec" || Boolean(options.shell);
  return { form, program, words, options, done, isShell };
}

/** A request's command line as a person would type it. */
export function commandLine({ program, words }) {
  const quoted = words.map((word) =>
    /[\s"'`$&|;<>()\\*?]/.test(word) || word === "" ? JSON.stringify(word) : word,
  );
  return [program, ...quoted].join(" ");
}

/** Tells of a process and has the host say what it would answer. */
export function startProcess(kit, api, request) {
  tellProcess(kit, api, request);
  const { input } = request.options;
  return answerOf(kit, request, input === undefined ? undefined : textOf(kit, input));
}

/** Tells of a process that is asked for. */
export function tellProcess(kit, api, request) {
  const { program, words, options, isShell } = request;
  kit.observe("process", `child_process.${api}`, {
    command: wholeCommand(request),
    ...(isShell ? {} : { program, arguments: words }),
    ...shownOptions(options),
  });
}

function wholeCommand(request) {
  const { program, words, isShell } = request;
  return isShell ? [program, ...words].join(" ") : commandLine(request);
}

/** What the host says that a request would answer, given something to read. */
export function answerOf(kit, request, input) {
  const { program, words, options, isShell, form } = request;
  const environment = options.env === undefined ? kit.process.environment : { ...options.env };
  const { value } = kit.host("command.run", {
    command: wholeCommand(request),
    program,
    arguments: words,
    isShell,
    shell: typeof options.shell === "string" ? options.shell : undefined,
    isFork: form === "fork",
    messages: request.messages ?? [],
    folder: options.cwd === undefined ? kit.disk.folder() : kit.disk.resolve(folderOf(kit, options.cwd)),
    environment: plainTexts(environment),
    input,
    stack: stackNow(),
  });
  return value;
}

function folderOf(kit, value) {
  return typeof value === "string" ? value : kit.builtin("url").fileURLToPath(value);
}

function textOf(kit, input) {
  return typeof input === "string"
    ? input
    : kit.bytes.decode(
        new Uint8Array(input.buffer ?? input, input.byteOffset ?? 0, input.byteLength),
        "utf8",
      );
}

function plainTexts(environment) {
  const texts = {};
  for (const [name, value] of Object.entries(environment))
    if (value !== undefined) texts[name] = String(value);
  return texts;
}

function shownOptions({ detached, windowsHide, stdio, cwd, uid, shell }) {
  const shown = {};
  if (detached) shown.detached = true;
  if (windowsHide) shown.windowsHide = true;
  if (Array.isArray(stdio) && stdio.some((one) => isConnection(one))) shown.stdio = "socket";
  else if (stdio === "ignore" || (Array.isArray(stdio) && stdio.every((one) => one === "ignore")))
    shown.stdio = "ignore";
  if (cwd !== undefined) shown.cwd = String(cwd);
  if (uid !== undefined) shown.uid = Number(uid);
  if (typeof shell === "string") shown.shell = shell;
  return shown;
}

/** A stream that is a connection, which a program reads its orders from. */
function isConnection(stream) {
  return typeof stream === "object" && stream !== null && typeof stream.setNoDelay === "function";
}

/** The error of a program that is not there. */
export function missingError(request, syscall) {
  const { program, words } = request;
  const error = new Error(`${syscall} ${program} ENOENT`);
  return Object.assign(error, {
    errno: -2,
    code: "ENOENT",
    syscall: `${syscall} ${program}`,
    path: program,
    spawnargs: words,
  });
}

/** The error of a command that ended badly. */
export function failureError(command, answer) {
  const error = new Error(`Command failed: ${command}\n${answer.stderr}`);
  return Object.assign(error, { code: answer.status, killed: false, signal: null, cmd: command });
}
