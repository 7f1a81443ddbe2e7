import type { Disk } from "../disk/disk.ts";
import { isInnerName } from "../engine/module-names.ts";
import type { ProcessHost, ServiceReply } from "../engine/process-host.ts";
import type { DetonateLimits } from "../limits.ts";
import { factsOfFile } from "../record/facts-of-file.ts";
import type { HoneySeeker } from "../record/honey.ts";
import { placeOfStack } from "../record/place-of-stack.ts";
import { textMember } from "../services/arguments.ts";
import { ServiceRefusal } from "../services/service.ts";
import type {
  ChildRequest,
  ChildResult,
  EmulatedProcess,
  ProcessFacts,
  TriedThing,
} from "../services/service.ts";
import { services } from "../services/services.ts";
import { circumstancesOf } from "../world.ts";
import type { World } from "../world.ts";
import { isForOneSystem } from "../worlds/neighbours.ts";

import { compiledText } from "./compiled-text.ts";
import { EmulatedModules } from "./emulated-module.ts";
import type { AskNames } from "./emulated-module.ts";
import { readObservedBytes } from "./observed-bytes.ts";
import { MachineWanted } from "./run.ts";
import type { Run } from "./run.ts";
import { TablesOfProcess } from "./tables-of-process.ts";
import type { NamedText } from "./tables-of-process.ts";
import type { WorldClock } from "./world-clock.ts";

const compilingFactor = 50;
const messageMaxCount = 40;

const globalWords: readonly (readonly [name: string, words: RegExp])[] = [
  ["window", /\b(?:window|document|localStorage|XMLHttpRequest|navigator\.clipboard)\b/],
  ["Bun", /\bBun\.\w|\btypeof Bun\b/],
  ["Deno", /\bDeno\.\w|\btypeof Deno\b/],
];

/** How a process starts others. */
export type StartChild = (parent: ProcessOfRun, request: ChildRequest) => ChildResult;

/** One process of a run, as the engine and the services see it. */
export class ProcessOfRun implements ProcessHost, EmulatedProcess {
  readonly run: Run;
  readonly facts: ProcessFacts;
  readonly depth: number;
  readonly world: World;
  readonly disk: Disk;
  readonly clock: WorldClock;
  readonly limits: DetonateLimits;
  folder: string;
  readonly tables: TablesOfProcess;
  readonly #modules: EmulatedModules;
  readonly #startChild: StartChild;
  readonly #printed = { stdout: "", stderr: "" };
  readonly #messages: string[] = [];
  #exitCode: number | undefined;
  #problem: string | undefined;
  #isCollecting = false;
  #fault: Error | undefined;
  #askNames: AskNames = () => [];

  constructor(
    run: Run,
    facts: ProcessFacts,
    place: { readonly folder: string; readonly depth: number },
    startChild: StartChild,
  ) {
    this.run = run;
    this.facts = facts;
    this.depth = place.depth;
    this.folder = place.folder;
    this.world = run.parts.world;
    this.disk = run.disk;
    this.clock = run.clock;
    this.limits = run.parts.limits;
    this.#startChild = startChild;
    this.tables = new TablesOfProcess(run.parts.rewriter.deferrer);
    this.#modules = new EmulatedModules(this, run.parts.rewriter);
  }

  get isStopped(): boolean {
    if (this.#isCollecting) return false;
    return this.#exitCode !== undefined || this.#fault !== undefined || this.run.limit !== undefined;
  }

  get fault(): Error | undefined {
    return this.#fault;
  }

  get exitCode(): number | undefined {
    return this.#exitCode;
  }

  get problem(): string | undefined {
    return this.#problem;
  }

  get stdout(): string {
    return this.#printed.stdout;
  }

  /** What it said to the process that forked it. */
  get messages(): readonly string[] {
    return this.#messages;
  }

  get stderr(): string {
    return this.#printed.stderr;
  }

  /** Told by the machine that runs this process. */
  answerNamesWith(askNames: AskNames): void {
    this.#askNames = askNames;
  }

  /** From here on the guest's own code alone runs, to say what it has seen. */
  beginCollecting(): void {
    this.#isCollecting = true;
  }

  fail(error: unknown): void {
    this.#fault ??= error instanceof Error ? error : new Error(String(error));
  }

  shouldStop(): boolean {
    if (this.#isCollecting) return false;
    return this.isStopped || !this.run.mayGoOn();
  }

  isBuiltin: EmulatedProcess["isBuiltin"] = (name) => {
    const plain = name.replace(/^bun:/, "bun/");
    return (
      this.run.parts.builtins.has(plain) && (this.facts.runtime === "bun" || !/^bun(?:\/|$)/.test(plain))
    );
  };

  markModule(path: string): boolean {
    return this.#modules.markModule(path);
  }

  /** A package for some system is there as bytes or not at all. */
  standsFor({
    name,
    isDeclared,
    isOptional = false,
  }: {
    readonly name: string;
    readonly isDeclared: boolean;
    readonly isOptional?: boolean;
  }): boolean {
    if (this.run.parts.surfaces.has(name)) return true;
    const mayStand = circumstancesOf(this.world).hasOptionalPackages && !isForOneSystem(name);
    return isDeclared && (!isOptional || mayStand);
  }

  answer(service: string, message: string, bytes: Uint8Array | undefined): ServiceReply {
    const known = services.get(service);
    if (known === undefined) return refusalReply("ERR_UNKNOWN_SERVICE", service, {});
    try {
      const args: unknown = message.length > this.limits.messageMaxCharacters ? {} : JSON.parse(message);
      const { value, bytes: given } = known({ args, bytes, process: this });
      this.run.charge(message.length + (bytes?.length ?? 0) + (given?.length ?? 0));
      return { message: JSON.stringify({ value, hasBytes: given !== undefined }), bytes: given };
    } catch (error) {
      if (error instanceof ServiceRefusal) return refusalReply(error.code, error.message, error.members);
      if (error instanceof SyntaxError) return refusalReply("ERR_BAD_MESSAGE", "no JSON", {});
      throw error;
    }
  }

  compile(message: string): { readonly text: string; readonly name: string } {
    // What is compiled is read twice, here and by the engine.
    this.run.charge(compilingFactor * message.length);
    const request: unknown = JSON.parse(message);
    this.#tellDownload(textMember(request, "path"));
    const compiled = compiledText(request, this.disk, this.run.parts.rewriter);
    if (compiled.deferred !== undefined) this.tables.add(compiled.name, compiled.deferred);
    this.#noteGlobals(compiled.source);
    return compiled;
  }

  takeFunctions(table: number, key: string | undefined): NamedText | undefined {
    const given = this.tables.take(table, key);
    if (given !== undefined) this.run.charge(given.text.length);
    return given;
  }

  normalizeModule(base: string, requested: string): string {
    return this.#modules.normalize(base, requested);
  }

  loadModule(name: string): string | { readonly error: Error } {
    this.#tellDownload(name);
    const text = this.#modules.load(name, this.#askNames);
    if (typeof text === "string") this.#noteGlobals(text);
    return text;
  }

  /** A file that the run downloaded is code of somebody else once it is loaded. */
  #tellDownload(path: string): void {
    const isFile = path !== "" && !isInnerName(path) && !path.startsWith("data:");
    const text = isFile ? this.run.loadedDownloads.textOf(path) : undefined;
    if (text !== undefined) this.observe({ kind: "code", api: "module.load", data: { path, text } });
  }

  /** What is loaded may be meant for other surroundings than these. */
  #noteGlobals(text: string): void {
    if (!this.facts.isLoading || this.facts.runtime !== "node") return;
    for (const [name, words] of globalWords) if (words.test(text)) this.note("global", name);
  }

  observe({ kind, api, data, stack = "", bytes }: TriedThing): void {
    if (this.isStopped) return;
    const { recorder, seeker, clock } = this.run;
    const location = placeOfStack(stack, (path, line, column) => ({
      file: this.run.nameOf(path),
      ...this.run.parts.rewriter.placeOf(path, { line, column }),
    }));
    const [readable, honey] = readObservedBytes(kind === "code" ? this.#withText(data) : data, bytes, seeker);
    const written = bytes === undefined ? data["content"] : Buffer.from(bytes).toString();
    const known = factsOfFile(kind, withAddressFacts(kind, readable, seeker), {
      ...this.run.parts,
      project: this.world.project,
      written,
      contentOf: (path) => (this.disk.find(path)?.kind === "file" ? this.disk.read(path) : undefined),
    });
    recorder.add({ kind, api, data: known, location, atMs: Math.round(clock.elapsedMs) }, honey);
  }

  /** Native code is known by its file alone. */
  #withText(data: TriedThing["data"]): TriedThing["data"] {
    const { path, text } = data;
    const loaded =
      text === undefined && typeof path === "string"
        ? this.run.loadedDownloads.textOf(this.disk.places.resolve(this.folder, path))
        : undefined;
    return loaded === undefined ? data : { ...data, text: loaded };
  }

  note(fact: string, detail: string): void {
    this.run.recorder.note(fact, detail);
  }

  startChild(request: ChildRequest): ChildResult {
    try {
      return this.#startChild(this, request);
    } catch (error) {
      // The whole run is begun again: nothing of this one may go on.
      if (error instanceof MachineWanted) this.fail(error);
      throw error;
    }
  }

  print(stream: "stdout" | "stderr", text: string): void {
    const room = this.limits.printedMaxCharacters - this.#printed[stream].length;
    if (room > 0) this.#printed[stream] += text.slice(0, room);
  }

  rewrite(text: string): string {
    return this.run.parts.rewriter.rewrite(text, "script");
  }

  takeNumber(): number {
    return this.run.takeNumber();
  }

  sendMessage(text: string): void {
    if (this.#messages.length < messageMaxCount) this.#messages.push(text);
  }

  noteProblem(text: string): void {
    this.#problem ??= text;
  }

  exit(code: number): void {
    this.#exitCode ??= code;
  }
}

/** Whether the address that is asked tells a planted secret itself, whatever is sent with it. */
function withAddressFacts(
  kind: string,
  data: Readonly<Record<string, unknown>>,
  seeker: HoneySeeker,
): Readonly<Record<string, unknown>> {
  const { url } = data;
  const isTold = kind === "network" && typeof url === "string" && seeker.find(url).length > 0;
  return isTold ? { ...data, isToldByAddress: true } : data;
}

function refusalReply(
  code: string,
  text: string,
  members: Readonly<Record<string, string | number>>,
): ServiceReply {
  return { message: JSON.stringify({ error: { ...members, code, message: text } }), bytes: undefined };
}
