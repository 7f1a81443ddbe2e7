import type { EmulatedRun, EmulatedTrigger } from "@lockkeeper/detectors";
import type { Detonation, Detonator, TriggerDetonation, TriggerKind, World } from "@lockkeeper/detonate";

/** What runs packages in the emulator for an inspector. */
export interface PackageDetonator {
  /** A digest of the emulator and of the worlds that it was given: another one sees other things. */
  revision(): Promise<string>;
  /** Starts what will be wanted soon. */
  prepare(): Promise<void>;
  /** How many packages are being run or wait for a thread. */
  readonly pending: number;
  /** Runs what the triggers of a tarball start. Throws DETONATE_* errors where the emulator itself fails. */
  run(tarball: Uint8Array, kinds: readonly TriggerKind[]): Promise<EmulatedRun>;
  /** Ends all threads. */
  close(): Promise<void>;
}

/** The bounds of a package detonator. */
export interface PackageDetonatorOptions {
  /** How many packages are run at the same time; none means in this thread, where nothing can be ended from outside. */
  readonly threads: number;
  /** The worlds of every run; chosen by what the code asks for where nothing is said. */
  readonly worlds?: readonly World[] | undefined;
  /** Real milliseconds that a package may take; for evaluations, as how busy a machine is says nothing of quality. */
  readonly packageMaxMs?: number;
  /** A folder of the user's own, where the emulator keeps what takes long to make for the next process. */
  readonly cacheFolder?: string | undefined;
}

interface OpenedEmulator {
  readonly detonator: Detonator;
  readonly revision: string;
  readonly startsAt: number;
}

/** Real milliseconds for a package, and the part of them after which no further run is begun. */
const usualMaxMs = 5_000;
const budgetPart = 0.8;

/** Creates what runs packages in the emulator. It is loaded when it is first wanted, as most packages run nothing by themselves. */
export function createPackageDetonator({
  threads,
  worlds,
  packageMaxMs = usualMaxMs,
  cacheFolder,
}: PackageDetonatorOptions): PackageDetonator {
  let opened: Promise<OpenedEmulator> | undefined;
  let detonator: Detonator | undefined;

  async function open(): Promise<OpenedEmulator> {
    const { createDetonator, emulatorRevision, usualStart } = await import("@lockkeeper/detonate");
    detonator = createDetonator({
      threads,
      limits: { packageMaxMs },
      ...(cacheFolder === undefined ? {} : { cacheFolder }),
    });
    return { detonator, revision: emulatorRevision(), startsAt: usualStart };
  }

  const use = (): Promise<OpenedEmulator> => (opened ??= open());
  return {
    async revision() {
      const { revision } = await use();
      const given = worlds?.map(({ name, home }) => `${name} ${home}`) ?? [];
      return [revision, ...given].join(" ");
    },
    async prepare() {
      const emulator = await use();
      emulator.detonator.prepare();
    },
    get pending() {
      return detonator?.pending ?? 0;
    },
    async run(tarball, kinds) {
      const emulator = await use();
      const begin = performance.now();
      const detonation = await emulator.detonator.detonate(
        { tarball },
        {
          triggers: kinds,
          startsAt: emulator.startsAt,
          isCoverageWanted: isCounted(kinds),
          budgetMs: packageMaxMs * budgetPart,
          ...(worlds === undefined ? {} : { worlds }),
        },
      );
      const durationMs = Math.round(performance.now() - begin);
      return { emulator: emulator.revision, ...summarize(detonation, isCounted(kinds)), durationMs };
    },
    async close() {
      const emulator = await opened;
      await emulator?.detonator.close();
    },
  };
}

/** Of a script that an install runs it is told how far it came; of a library, most is there to be called. */
function isCounted(kinds: readonly TriggerKind[]): boolean {
  return kinds.includes("install");
}

/** What a verdict and a report need of it; the log itself is `detonate`'s. */
function summarize(
  { triggers, findings }: Detonation,
  isCoverageKnown: boolean,
): Pick<EmulatedRun, "triggers" | "findings"> {
  return { triggers: triggers.map((each) => triggerOf(each, isCoverageKnown)), findings };
}

function triggerOf(
  { trigger: { kind, name }, worlds, untried = [], coverage }: TriggerDetonation,
  isCoverageKnown: boolean,
): EmulatedTrigger {
  return {
    kind,
    name,
    worlds: worlds.map(({ name: world, ended, problem }) => ({ name: world, ended, problem })),
    untried,
    coverage: isCoverageKnown ? coverage : undefined,
  };
}
