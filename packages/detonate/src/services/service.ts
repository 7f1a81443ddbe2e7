import type { Disk } from "../disk/disk.ts";
import type { DetonateLimits } from "../limits.ts";
import type { ObservationKind } from "../observation.ts";
import type { WorldClock } from "../run/world-clock.ts";
import type { World } from "../world.ts";

/** A function of the host that the guest's own code may call by name. It sees plain data and gives plain data. */
export type Service = (request: ServiceRequest) => ServiceAnswer;

export interface ServiceRequest {
  /** Foreign: any JSON. */
  readonly args: unknown;
  readonly bytes: Uint8Array | undefined;
  readonly process: EmulatedProcess;
}

export interface ServiceAnswer {
  /** Becomes JSON. */
  readonly value?: unknown;
  readonly bytes?: Uint8Array | undefined;
}

/** What a service may do with the process that asks. */
export interface EmulatedProcess {
  readonly world: World;
  readonly disk: Disk;
  readonly clock: WorldClock;
  readonly limits: DetonateLimits;
  readonly facts: ProcessFacts;
  /** The working directory, which the process may change. */
  folder: string;
  /** 0 for what a trigger starts. */
  readonly depth: number;
  readonly isBuiltin: (name: string) => boolean;
  /** Whether a file that is no script is an ES module by its words, whatever its name and manifest say; it is one from then on. */
  markModule(path: string): boolean;
  /** Whether something stands in for a package that is not there. */
  standsFor(absent: {
    readonly name: string;
    readonly isDeclared: boolean;
    readonly isOptional?: boolean;
  }): boolean;
  /** Records what was tried; the guest gives its stack along, from which the place is taken. */
  observe(tried: TriedThing): void;
  /** Records that code asked for a fact by which worlds differ. */
  note(fact: string, detail: string): void;
  /** Runs a script of Node in a process of its own, to its end. */
  startChild(request: ChildRequest): ChildResult;
  print(stream: "stdout" | "stderr", text: string): void;
  /** A text of code, so that what it evaluates is seen. */
  rewrite(text: string): string;
  /** What was left for later of the texts that were compiled. */
  readonly tables: DeferredTables;
  /** The next of the numbers that stand for chance in a run: 1, 2, 3 and so on. */
  takeNumber(): number;
  /** Says what nobody caught. */
  noteProblem(text: string): void;
  /** Says something, as JSON, to the process that forked this one. */
  sendMessage(text: string): void;
  /** Ends the process at once. */
  exit(code: number): void;
}

/** Tables of functions that are made when they are asked for. */
export interface DeferredTables {
  keysOf(table: number): { readonly isList: boolean; readonly keys: readonly string[] } | undefined;
  /** The text of a function as it was written. */
  restore(text: string): string;
}

/** One thing that was tried, as it is told to be recorded. */
export interface TriedThing {
  readonly kind: ObservationKind;
  readonly api: string;
  /** Foreign, of any shape. */
  readonly data: Readonly<Record<string, unknown>>;
  /** The guest's stack, from which the place is taken. */
  readonly stack?: string;
  /** Bytes that stand where the data says `{ "$bytes": true }`. */
  readonly bytes?: Uint8Array | undefined;
}

/** What runs scripts: each has globals, modules and conditions of its own. */
export type Runtime = "node" | "bun" | "deno" | "page";

/** How a process was started. */
export interface ProcessFacts {
  readonly runtime: Runtime;
  /** Whether it loads the package as another program would, instead of running it. */
  readonly isLoading: boolean;
  readonly argv: readonly string[];
  readonly execArgv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly pid: number;
  readonly ppid: number;
  readonly stdin: string;
  /** What the process that forked it says to it, each as JSON; nothing where it was not forked. */
  readonly messages: readonly string[] | undefined;
  /** Modules that are loaded before the script, as of `node --require`. */
  readonly preloads: readonly string[];
}

/** A script of Node that another process starts. */
export interface ChildRequest {
  /** A file of the disk, or a text as of `node -e`. */
  readonly script:
    | { readonly kind: "file"; readonly path: string }
    /** A file that another module loads, which uses what it replaces with secrets, and calls its exports with them if that is wanted. */
    | {
        readonly kind: "import";
        readonly path: string;
        readonly secrets?: EntrustedSecrets;
        readonly isCalled?: boolean;
      }
    | {
        readonly kind: "text";
        readonly text: string;
        readonly isModule: boolean;
        /** Whether its last value is printed, as of `node -p`. */
        readonly isPrinted?: boolean;
      };
  /** Node where it is missing. */
  readonly runtime?: Runtime;
  /** What comes after the script. */
  readonly arguments: readonly string[];
  readonly execArgv?: readonly string[];
  /** The parent's where it is missing. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  readonly folder?: string | undefined;
  readonly stdin?: string;
  /** What is said to a script that is forked, each as JSON. */
  readonly messages?: readonly string[] | undefined;
}

/** What those who call a package entrust it with. */
export interface EntrustedSecrets {
  readonly key: string;
  readonly phrase: string;
  readonly token: string;
  readonly password: string;
  readonly cookie: string;
  /** For parameters whose names say nothing. */
  readonly any: string;
}

export interface ChildResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What a script that was forked said, each as JSON. */
  readonly messages?: readonly string[];
}

/** What a service answers to a call that cannot be done: the guest gets an `Error` with this code. */
export class ServiceRefusal extends Error {
  readonly code: string;
  /** Further members of the guest's error. */
  readonly members: Readonly<Record<string, string | number>>;

  constructor(code: string, message: string, members: Readonly<Record<string, string | number>> = {}) {
    super(message);
    this.code = code;
    this.members = members;
  }
}

/** Refuses a call of the guest. */
export function refuse(
  code: string,
  message: string,
  members: Readonly<Record<string, string | number>> = {},
): never {
  throw new ServiceRefusal(code, message, members);
}
