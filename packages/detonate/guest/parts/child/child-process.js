import { EventEmitter } from "../../node/events.js";
import { Buffer } from "../buffer.js";
import { Readable } from "../streams/readable.js";
import { Writable } from "../streams/writable.js";

import { answerOf, missingError, startProcess, tellProcess } from "./start.js";

/** Programs that do what they read, as long as nothing else is named to them. */
const shells = /^(?:.*[\\/])?(?:(?:ba|z|da|k)?sh|cmd|powershell|pwsh)(?:\.exe)?$/i;
const languages = /^(?:.*[\\/])?(?:node|nodejs|bun|python[\d.]*|perl|ruby|php)(?:\.exe)?$/i;
/** With these words they still wait for what they read. */
const waiting =
  /^(?:-|-[isl]+|--(?:login|norc|noprofile|posix|interactive)|-no(?:p|profile|logo|exit|ninteractive)|-(?:ep|executionpolicy|w|windowstyle|u|q)|bypass|unrestricted|hidden|\/[qkd])$/i;
/** How long one that is never told that nothing more will come is waited for. */
const readingMaxMs = 120_000;

/** How often a script that is forked is run, with what was said to it by then. */
const forkMaxCount = 3;
/** How long it is listened to for more. */
const forkMaxMs = 60_000;

/** A started process: what it would say comes from the host at once and is told through events. */
export class ChildProcess extends EventEmitter {
  #kit;
  /** What was said to a script that is forked, and what came of it. */
  #talk;

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

  /** A script is run when the first things were said to it, and again when it is told more: what it says is heard once. */
  fork(request) {
    tellProcess(this.#kit, "fork", request);
    Object.assign(this, { spawnfile: request.program, spawnargs: [request.program, ...request.words] });
    this.connected = true;
    this.pid = this.#kit.process.pid + 7;
    const inherits = inheritedStreams(request.options.stdio ?? (request.options.silent ? "pipe" : "inherit"));
    this.stdin = null;
    this.stdout = inherits.stdout ? null : outputOf("");
    this.stderr = inherits.stderr ? null : outputOf("");
    this.stdio = [this.stdin, this.stdout, this.stderr];
    this.channel = { ref() {}, unref() {} };
    this.#talk = { request, messages: [], heard: 0, runs: 0, isWaiting: true, answer: undefined };
    this.#kit.clock.soon(() => {
      this.emit("spawn");
      this.#runFork();
    });
    this.#kit.clock.after(forkMaxMs, () => this.#endFork(), { isRef: false });
  }

  #runFork() {
    const { request, messages, heard } = this.#talk;
    const answer = answerOf(this.#kit, { ...request, messages: [...messages] }, undefined);
    const isFirst = this.#talk.runs === 0;
    Object.assign(this.#talk, {
      runs: this.#talk.runs + 1,
      heard: answer.messages.length,
      isWaiting: false,
      answer,
    });
    if (isFirst && answer.stdout !== "") this.stdout?.push(Buffer.from(answer.stdout));
    if (isFirst && this.stdout === null) this.#kit.print("stdout", answer.stdout);
    for (const text of answer.messages.slice(heard)) {
      this.#kit.clock.soon(() => this.emit("message", this.#kit.primordials.JSONParse(text), undefined));
    }
    // Who is told nothing more has come to its end, but for one that waits to be told something.
    if (messages.length > 0 || answer.status !== 0 || this.#talk.runs >= forkMaxCount) {
      this.#kit.clock.after(answer.tookMs ?? 12, () => this.#endFork(), {});
    }
  }

  #endFork() {
    const { answer, isWaiting } = this.#talk;
    if (isWaiting || answer === undefined || this.#talk.isOver) return;
    this.#talk.isOver = true;
    this.#run({ ...answer, messages: [] });
  }

  #say(message) {
    const text = this.#kit.primordials.JSONStringify(message);
    if (text === undefined || this.#talk === undefined || this.#talk.runs >= forkMaxCount) return;
    this.#talk.messages.push(text);
    if (this.#talk.isWaiting || this.#talk.isOver) return;
    this.#talk.isWaiting = true;
    this.#kit.clock.soon(() => this.#runFork());
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
    this.#say(message);
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
