import { EventEmitter } from "../../node/events.js";
import { Buffer } from "../buffer.js";
import { Readable } from "../streams/readable.js";
import { Writable } from "../streams/writable.js";

import { answerOf, missingError, startProcess } from "./start.js";

/** Programs that do what they read, as long as nothing else is named to them. */
const shells = /^(?:.*[\\/])?(?:(?:ba|z|da|k)?sh|cmd|powershell|pwsh)(?:\.exe)?$/i;
const languages = /^(?:.*[\\/])?(?:node|nodejs|bun|python[\d.]*|perl|ruby|php)(?:\.exe)?$/i;
/** With these words they still wait for what they read. */
const waiting =
  /^(?:-|-[isl]+|--(?:login|norc|noprofile|posix|interactive)|-no(?:p|profile|logo|exit|ninteractive)|-(?:ep|executionpolicy|w|windowstyle|u|q)|bypass|unrestricted|hidden|\/[qkd])$/i;
/** How long one that is never told that nothing more will come is waited for. */
const readingMaxMs = 120_000;

/** A started process: what it would say comes from the host at once and is told through events. */
export class ChildProcess extends EventEmitter {
  #kit;

  constructor(kit) {
    super();
    this.#kit = kit;
    Object.assign(this, {
      pid: undefined,
      exitCode: null,
      signalCode: null,
      killed: false,
      connected: false,
    });
  }

  start(api, request) {
    const answer = startProcess(this.#kit, api, request);
    Object.assign(this, { spawnfile: request.program, spawnargs: [request.program, ...request.words] });
    const inherits = inheritedStreams(request.options.stdio);
    const isReading = !answer.isMissing && !inherits.stdin && readsOrders(request);
    const reader = isReading ? this.#readerOf(request) : undefined;
    this.stdin = inherits.stdin ? null : inputOf(this.#kit, request, reader);
    this.stdout = inherits.stdout ? null : outputOf(answer.stdout);
    this.stderr = inherits.stderr ? null : outputOf(answer.stderr);
    this.stdio = [this.stdin, this.stdout, this.stderr];
    if (inherits.stdout === "inherit") this.#kit.print("stdout", answer.stdout);
    if (inherits.stderr === "inherit") this.#kit.print("stderr", answer.stderr);
    if (request.form === "fork") this.connected = true;
    if (answer.isMissing) this.#kit.clock.soon(() => this.#fail(missingError(request, "spawn")));
    else {
      this.pid = answer.pid;
      this.#kit.clock.soon(() => {
        this.emit("spawn");
        if (!isReading) this.#run(answer);
      });
    }
    return answer;
  }

  /** A program that goes on until nothing more is to be read. */
  #readerOf(request) {
    let last = { status: 0, stdout: "", stderr: "" };
    let isOver = false;
    const end = () => {
      if (isOver) return;
      isOver = true;
      this.#kit.clock.soon(() => this.#run(last));
    };
    this.#kit.clock.after(readingMaxMs, end, { isRef: false });
    const follow = (text) => {
      last = answerOf(this.#kit, request, text);
      if (last.stdout !== "") this.stdout?.push(Buffer.from(last.stdout));
      if (last.stderr !== "") this.stderr?.push(Buffer.from(last.stderr));
    };
    return { follow, end };
  }

  #fail(error) {
    this.exitCode = -2;
    this.emit("error", error);
    this.#close(-2);
  }

  #run(answer) {
    for (const stream of [this.stdout, this.stderr]) stream?.push(null);
    for (const message of answer.messages ?? []) this.emit("message", message);
    this.#kit.clock.after(
      answer.tookMs ?? 12,
      () => {
        this.exitCode = answer.status;
        this.emit("exit", answer.status, null);
        this.#close(answer.status);
      },
      {},
    );
  }

  #close(status) {
    this.#kit.clock.soon(() => this.emit("close", status, null));
  }

  kill(signal = "SIGTERM") {
    this.#kit.observe("process", "child_process.kill", { pid: this.pid ?? 0, signal: String(signal) });
    this.killed = true;
    return true;
  }
  send(message, ...rest) {
    rest.find((value) => typeof value === "function")?.(null);
    return message !== undefined;
  }
  disconnect() {
    this.connected = false;
    this.emit("disconnect");
  }
  ref() {}
  unref() {}
}

function inheritedStreams(stdio = "pipe") {
  const [stdin, stdout, stderr] = Array.isArray(stdio) ? stdio : [stdio, stdio, stdio];
  const taken = (value) =>
    value === "pipe" || value === undefined || value === null || value === "overlapped"
      ? undefined
      : value === "inherit" || value === 1 || value === 2
        ? "inherit"
        : "ignore";
  return { stdin: taken(stdin), stdout: taken(stdout), stderr: taken(stderr) };
}

function outputOf(text) {
  const stream = new Readable({ read() {} });
  if (text !== "") stream.push(Buffer.from(text));
  stream.unref = () => stream;
  return stream;
}

/** What is written to a program is told; one that does what it reads does it, shells line by line. */
function inputOf(kit, request, reader) {
  const { program } = request;
  let text = "";
  const follow = () => {
    const given = text;
    text = "";
    if (given !== "") reader?.follow(given);
  };
  const stream = new Writable({
    write(chunk, _encoding, done) {
      const written = Buffer.from(chunk).toString();
      kit.observe("process", "child_process.stdin", { program, text: written });
      text += written;
      if (shells.test(program) && written.endsWith("\n")) follow();
      done();
    },
    final(done) {
      follow();
      reader?.end();
      done();
    },
  });
  return Object.assign(stream, { unref: () => stream });
}

/** Whether a program waits for orders that come by what it reads. */
function readsOrders({ program, words, isShell, form }) {
  if (isShell || form === "fork") return false;
  return (shells.test(program) || languages.test(program)) && words.every((word) => waiting.test(word));
}
