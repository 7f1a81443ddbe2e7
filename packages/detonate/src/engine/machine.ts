import { StaticLifetime } from "quickjs-emscripten-core";
import type { JSValueConstPointer, QuickJSContext, QuickJSHandle } from "quickjs-emscripten-core";

import { DetonateError } from "../errors.ts";
import type { DetonateLimits } from "../limits.ts";

import { installBridge } from "./bridge.ts";
import type { BridgeHandles } from "./bridge.ts";
import { renderGuestIndex } from "./guest-files.ts";
import type { GuestFiles } from "./guest-files.ts";
import { guestPrefix } from "./module-names.ts";
import { EvaluatedName } from "./evaluated-name.ts";
import type { ProcessHost } from "./process-host.ts";
import { collectLate } from "./collect-late.ts";
import { entryNames } from "./machine-model.ts";
import type { GuestEntry, MachineModel } from "./machine-model.ts";
import { restorePhotograph, takePhotograph } from "./photograph.ts";
import type { Photograph } from "./photograph.ts";
import { startWasm } from "./wasm-program.ts";
import type { WasmInstance } from "./wasm-program.ts";

/** What a machine is made of. */
export interface MachineParts {
  /** The engine's compiled code. */
  readonly program: WebAssembly.Module;
  /** Read where the world's code has to be loaded. */
  readonly guest: () => GuestFiles;
  readonly limits: DetonateLimits;
  /** How deep the processes are that it runs: those within others have less memory. */
  readonly depth: number;
  /** Whether its memory may grow by so many bytes, beside those of other machines. */
  readonly mayGrow?: (bytes: number) => boolean;
  /** Of a machine of the same parts: it saves loading the world's code again. */
  readonly model?: MachineModel | undefined;
}

/** A memory that grew to more than this is given back with its machine where all machines together keep too much. */
const grownAfterBytes = 48 * 1024 * 1024;

/** What came of a call into the guest. */
export type GuestOutcome =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "thrown"; readonly problem: string }
  | { readonly kind: "stopped" };

const startName = `${guestPrefix}start`;
const indexName = `${guestPrefix}index`;

/**
 * One engine with the pretended world inside. Its memory is photographed once the world's code is loaded, and each process
 * begins from that photograph: nothing of one process is there for the next. A machine that failed is thrown away.
 */
export class Machine {
  readonly #instance: WasmInstance;
  readonly #context: QuickJSContext;
  readonly #guest: () => GuestFiles;
  #files: GuestFiles | undefined;
  readonly #photograph: Photograph;
  /** Where the engine has the bridge. */
  readonly #bridge: QuickJSHandle["value"];
  readonly #entries: ReadonlyMap<GuestEntry, QuickJSHandle>;
  /** The process that runs; there is none while the world's code is loaded. */
  #host: ProcessHost | undefined;
  #isBroken = false;

  /** Starts an engine and loads the world's code. Throws `DETONATE_ENGINE_FAILED` where that code fails. */
  static async create(parts: MachineParts): Promise<Machine> {
    const current: { machine?: Machine } = {};
    const hostOf = (): ProcessHost | undefined => current.machine?.host;
    const instance = await startWasm(parts.program, engineClockOf(hostOf), {
      memoryMaxBytes: memoryMaxOf(parts),
      mayGrow: parts.mayGrow,
    });
    const machine = new Machine(instance, parts, hostOf);
    current.machine = machine;
    return machine;
  }

  private constructor(instance: WasmInstance, parts: MachineParts, hostOf: () => ProcessHost | undefined) {
    const { guest, limits, model } = parts;
    this.#instance = instance;
    this.#guest = guest;
    const runtime = instance.engine.newRuntime({
      memoryLimitBytes: memoryMaxOf(parts) - limits.memoryReserveBytes,
      maxStackSizeBytes: limits.stackMaxBytes,
      interruptHandler: () => hostOf()?.shouldStop() ?? false,
    });
    if (!collectLate(instance.memory, memoryMaxOf(parts)))
      throw engineError("the engine keeps its threshold elsewhere");
    const context = runtime.newContext();
    this.#context = context;
    runtime.setModuleLoader(
      (name) => this.#load(name),
      (base, requested) => this.#normalize(base, requested),
    );
    const evaluatedName = EvaluatedName.find(instance.memory);
    if (evaluatedName === undefined) throw engineError("the engine keeps a name of its own elsewhere");
    const bridge = installBridge(context, hostOf, evaluatedName);
    this.#bridge = bridge.object.value;
    if (model !== undefined && this.#isLike(model)) {
      this.#photograph = model.photograph;
      this.#entries = entriesOf(model.entries, context);
    } else {
      this.#entries = this.#loadGuest(bridge);
      this.#photograph = takePhotograph(new Uint8Array(instance.memory.buffer));
    }
  }

  /** The same steps put the same things at the same places: what a photograph refers to is here too. */
  #isLike({ bridge, photograph }: MachineModel): boolean {
    const room = this.#instance.memory.buffer.byteLength;
    return bridge === this.#bridge && photograph.length <= room;
  }

  /** What another machine of the same parts begins from. */
  get model(): MachineModel {
    const entries = new Map([...this.#entries].map(([name, { value }]) => [name, Number(value)] as const));
    return { bridge: Number(this.#bridge), photograph: this.#photograph, entries };
  }

  get host(): ProcessHost | undefined {
    return this.#host;
  }

  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** Puts the machine back to where it was before the first process. */
  attach(host: ProcessHost): void {
    restorePhotograph(new Uint8Array(this.#instance.memory.buffer), this.#photograph);
    this.#host = host;
  }

  detach(): void {
    this.#host = undefined;
  }

  /** What its memory has grown to. */
  get memoryBytes(): number {
    return this.#instance.memory.buffer.byteLength;
  }

  get isGrown(): boolean {
    return this.memoryBytes > grownAfterBytes;
  }

  /** Not used again: another takes its place. */
  retire(): void {
    this.#isBroken = true;
  }

  /** Calls an entry of the guest with plain data; what comes back is plain data. */
  call(entry: GuestEntry, data: unknown): GuestOutcome {
    const handle = this.#entries.get(entry);
    if (handle === undefined || this.#isBroken) return { kind: "stopped" };
    return this.#guarded(() => {
      const context = this.#context;
      const argument = context.newString(JSON.stringify(data ?? null));
      const result = context.callFunction(handle, context.undefined, argument);
      argument.dispose();
      if (this.#host?.isStopped === true) return { kind: "stopped" };
      if (result.error) return { kind: "thrown", problem: this.#describe(result.error) };
      const text = context.typeof(result.value) === "string" ? context.getString(result.value) : "null";
      result.value.dispose();
      return { kind: "value", value: JSON.parse(text) };
    });
  }

  /** Runs what promises have waiting, until nothing waits; says how much that was. */
  runJobs(): GuestOutcome {
    return this.#guarded(() => {
      const { runtime } = this.#context;
      let count = 0;
      while (runtime.hasPendingJob()) {
        const result = runtime.executePendingJobs();
        if (this.#host?.isStopped === true) return { kind: "stopped" };
        if (result.error) return { kind: "thrown", problem: this.#describe(result.error) };
        count += result.value;
      }
      return { kind: "value", value: count };
    });
  }

  /** Security: an exception of the host that went through the engine's frames leaves the engine in no known state. */
  #guarded(run: () => GuestOutcome): GuestOutcome {
    try {
      const outcome = run();
      if (this.#host?.fault !== undefined) this.#isBroken = true;
      return outcome;
    } catch (error) {
      this.#isBroken = true;
      this.#host?.fail(error);
      return { kind: "stopped" };
    }
  }

  #describe(error: QuickJSHandle): string {
    const dumped: unknown = this.#context.dump(error);
    error.dispose();
    return describeThrown(dumped);
  }

  #loadGuest(bridge: BridgeHandles): ReadonlyMap<GuestEntry, QuickJSHandle> {
    const context = this.#context;
    const started = context.evalCode(
      `import boot from "${guestPrefix}main.js"; import index from "${indexName}"; export { boot, index };`,
      startName,
      { type: "module" },
    );
    if (started.error) throw engineError(this.#describe(started.error));
    const boot = context.getProp(started.value, "boot");
    const index = context.getProp(started.value, "index");
    const booted = context.callFunction(boot, context.undefined, bridge.object, index);
    if (booted.error) throw engineError(this.#describe(booted.error));
    const entries = new Map<GuestEntry, QuickJSHandle>();
    for (const name of entryNames) entries.set(name, context.getProp(booted.value, name));
    return entries;
  }

  /** Security: the names of the world's own modules lead nowhere once code of a package runs. */
  #normalize(base: string, requested: string): string {
    if (this.#host !== undefined) return this.#host.normalizeModule(base, requested);
    if (requested.startsWith(guestPrefix)) return requested;
    return new URL(requested, `file:///${base.slice(guestPrefix.length)}`).pathname.replace("/", guestPrefix);
  }

  #load(name: string): string | { readonly error: Error } {
    if (this.#host !== undefined) return this.#host.loadModule(name);
    const files = (this.#files ??= this.#guest());
    if (name === indexName) return renderGuestIndex(files);
    const text = files.get(name.slice(guestPrefix.length));
    return text ?? { error: new Error(`no file of the guest: ${name}`) };
  }
}

function memoryMaxOf({ limits, depth }: MachineParts): number {
  return depth === 0 ? limits.memoryMaxBytes : limits.childMemoryMaxBytes;
}

/** Handles of another machine's entries as handles of a context with the same memory. */
function entriesOf(
  entries: MachineModel["entries"],
  context: QuickJSContext,
): ReadonlyMap<GuestEntry, QuickJSHandle> {
  return new Map(
    [...entries].map(([name, value]) => {
      // A place in the engine's memory; of whatever kind the value was, it is one that stays.
      const pointer = value as JSValueConstPointer;
      return [name, new StaticLifetime(pointer, context.runtime)] as const;
    }),
  );
}

function describeThrown(dumped: unknown): string {
  if (typeof dumped !== "object" || dumped === null) return String(dumped);
  const { name, message, stack }: Readonly<Record<string, unknown>> = { ...dumped };
  return `${String(name)}: ${String(message)}\n${String(stack)}`.slice(0, 2_000);
}

function engineClockOf(hostOf: () => ProcessHost | undefined): {
  now(): number;
  monotonic(): number;
  offsetSeconds(): number;
} {
  return {
    now: () => Math.floor(hostOf()?.clock.read() ?? 0),
    monotonic: () => hostOf()?.clock.readElapsed() ?? 0,
    offsetSeconds: () => hostOf()?.clock.offsetSeconds ?? 0,
  };
}

function engineError(detail: string): DetonateError {
  return new DetonateError("DETONATE_ENGINE_FAILED", {
    message: `Cannot start the emulator as the code of its world fails: ${detail}`,
    hint: "This is a defect of Lockkeeper: report it with this message.",
  });
}
