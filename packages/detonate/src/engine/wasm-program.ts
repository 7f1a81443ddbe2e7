import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

import baseVariant from "@jitl/quickjs-ng-wasmfile-release-sync";
import { newQuickJSWASMModuleFromVariant, newVariant } from "quickjs-emscripten-core";
import type { QuickJSSyncVariant, QuickJSWASMModule } from "quickjs-emscripten-core";

const wasmFile = new URL(import.meta.resolve("@jitl/quickjs-ng-wasmfile-release-sync/wasm"));
/** Its types are those of the CommonJS form, where the variant is a member. */
const wasmVariant = baseVariant as unknown as QuickJSSyncVariant; // What the ES module exports is the variant.
const pageBytes = 65_536;
const firstBytes = 16 * 1024 * 1024;

/** The engine's compiled code, made once in a thread. */
export async function compileWasm(): Promise<WebAssembly.Module> {
  return await WebAssembly.compile(new Uint8Array(readFileSync(fileURLToPath(wasmFile))));
}

/** Says which build of the engine it is. */
export function wasmDigest(): string {
  return createHash("sha256")
    .update(readFileSync(fileURLToPath(wasmFile)))
    .digest("hex");
}

/** The time that an engine is told, in milliseconds: of the day since 1970, and since some moment. */
export interface EngineClock {
  now(): number;
  monotonic(): number;
  /** How far the world's local time is ahead of UTC. */
  offsetSeconds(): number;
}

/** What an engine's memory may become. */
interface MemoryBounds {
  readonly memoryMaxBytes: number;
  /** Asked whenever it would grow by so many bytes. */
  readonly mayGrow?: ((bytes: number) => boolean) | undefined;
}

/** An engine with a memory of its own. */
export interface WasmInstance {
  readonly engine: QuickJSWASMModule;
  readonly memory: WebAssembly.Memory;
}

/**
 * Starts the engine with a memory that cannot grow past the bound, whatever the engine believes, and with a clock that
 * is ours: nothing that it calls reaches the process's clock, time zone or environment.
 */
export async function startWasm(
  program: WebAssembly.Module,
  clock: EngineClock,
  { memoryMaxBytes, mayGrow = () => true }: MemoryBounds,
): Promise<WasmInstance> {
  const memory = new WebAssembly.Memory({
    initial: firstBytes / pageBytes,
    maximum: Math.floor(memoryMaxBytes / pageBytes),
  });
  const instantiateWasm = (
    imports: WebAssembly.Imports,
    started: (instance: WebAssembly.Instance) => void,
  ): WebAssembly.Exports => {
    const own = {
      a: { ...imports["a"], ...clockImports(memory, clock), ...growthImports(memory, imports, mayGrow) },
    };
    const instance = new WebAssembly.Instance(program, own);
    started(instance);
    return instance.exports;
  };
  const emscriptenModule = {
    instantiateWasm,
    print: ignore,
    printErr: ignore,
    onRuntimeInitialized(this: TextWriter): void {
      writeLongTextsFast(this, memory);
    },
  };
  const variant = newVariant(wasmVariant, { wasmMemory: memory, emscriptenModule });
  return { engine: await newQuickJSWASMModuleFromVariant(variant), memory };
}

/** What is grown by beyond what is wanted, so that it is not asked for too often. */
const spareBytes = 1024 * 1024;

/**
 * The import that grows the memory, by the name that it has in the build that is pinned. It would grow by a fifth each time, and give up
 * where a twentieth more than what is wanted is not there: what is near the bound would never be used.
 */
function growthImports(
  memory: WebAssembly.Memory,
  imports: WebAssembly.Imports,
  mayGrow: (bytes: number) => boolean,
): WebAssembly.ModuleImports {
  // as: in the pinned build it is this function; a test fills the memory to its bound.
  const resize = imports["a"]?.["k"] as (bytes: number) => boolean;
  const grow = memory.grow.bind(memory);
  let wantedBytes = 0;
  memory.grow = (pages) => {
    const missing = wantedBytes + spareBytes - memory.buffer.byteLength;
    const more = Math.min(pages, Math.ceil(missing / pageBytes));
    if (!mayGrow(more * pageBytes)) throw new RangeError("the machines together have no more memory");
    return grow(more);
  };
  return {
    k: (bytes: number): boolean => {
      wantedBytes = bytes >>> 0;
      return resize(bytes);
    },
  };
}

/** The functions by which the engine's host puts texts into its memory. */
interface TextWriter {
  lengthBytesUTF8: (text: string) => number;
  stringToUTF8: (text: string, at: number, maxBytes: number) => void;
}

const longCharacters = 2_000;

/**
 * Has long texts written by Node: what comes with the engine goes over them sign by sign, which takes a tenth of a second for four megabytes.
 * Halves of a sign become one that stands for them; they come in no text that was read from a file.
 */
function writeLongTextsFast(module: TextWriter, memory: WebAssembly.Memory): void {
  const { lengthBytesUTF8, stringToUTF8 } = module;
  module.lengthBytesUTF8 = (text) =>
    text.length < longCharacters ? lengthBytesUTF8(text) : Buffer.byteLength(text);
  module.stringToUTF8 = (text, at, maxBytes) => {
    if (text.length < longCharacters) {
      stringToUTF8(text, at, maxBytes);
      return;
    }
    const room = Buffer.from(memory.buffer, at, maxBytes);
    room[room.write(text, "utf8")] = 0;
  };
}

function ignore(): void {
  // What the engine would print is about itself.
}

/** The fields of C's `struct tm`, as the engine's library lays them out. */
const timeFields = ["Seconds", "Minutes", "Hours", "Date", "Month", "FullYear", "Day"] as const;
const firstYear = 1900;
const dayMs = 86_400_000;
const nanosecondsInMs = 1_000_000;
const realTimeClock = 0;

/**
 * The imports that tell time, by the names that they have in the build that is pinned: the local time of a moment, the time
 * zone, a clock by its number, and the time of the day. A test fails when an update of the engine renames them.
 */
function clockImports(memory: WebAssembly.Memory, clock: EngineClock): WebAssembly.ModuleImports {
  return {
    m: (seconds: bigint, place: number): void => {
      const fields = new Int32Array(memory.buffer, place, 10);
      const offset = clock.offsetSeconds();
      const date = new Date(1000 * (Number(seconds) + offset));
      for (const [index, name] of timeFields.entries()) {
        fields[index] = date[`getUTC${name}`]() - (name === "FullYear" ? firstYear : 0);
      }
      fields[7] = Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / dayMs);
      fields[8] = 0;
      fields[9] = offset;
    },
    n: (timeZone: number, daylight: number): void => {
      const view = new DataView(memory.buffer);
      view.setInt32(timeZone, 0, true);
      view.setInt32(daylight, 0, true);
    },
    q: (id: number, _precision: bigint, place: number): number => {
      const ms = id === realTimeClock ? clock.now() : clock.monotonic();
      new DataView(memory.buffer).setBigInt64(place, BigInt(Math.round(ms * nanosecondsInMs)), true);
      return 0;
    },
    p: () => clock.now(),
  };
}
