import { EventEmitter } from "../../node/events.js";
import { Buffer } from "../buffer.js";
import { Readable } from "../streams/readable.js";
import { Writable } from "../streams/writable.js";

import { missingError, startProcess } from "./start.js";

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
    this.stdin = inherits.stdin ? null : inputOf(this.#kit);
    this.stdout = inherits.stdout ? null : outputOf(answer.stdout);
    this.stderr = inherits.stderr ? null : outputOf(answer.stderr);
    this.stdio = [this.stdin, this.stdout, this.stderr];
    if (inherits.stdout === "inherit") this.#kit.print("stdout", answer.stdout);
    if (inherits.stderr === "inherit") this.#kit.print("stderr", answer.stderr);
    if (request.form === "fork") this.connected = true;
    if (answer.isMissing) this.#kit.clock.soon(() => this.#fail(missingError(request, "spawn")));
    else {
      this.pid = answer.pid;
      this.#kit.clock.soon(() => this.#run(answer));
    }
    return answer;
  }

  #fail(error) {
    this.exitCode = -2;
    this.emit("error", error);
    this.#close(-2);
  }

  #run(answer) {
    this.emit("spawn");
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

/** What is written to a program is told: shells are fed this way. */
function inputOf(kit) {
  const stream = new Writable({
    write(chunk, _encoding, done) {
      kit.observe("process", "child_process.stdin", { text: Buffer.from(chunk).toString() });
      done();
    },
  });
  return Object.assign(stream, { unref: () => stream });
}
