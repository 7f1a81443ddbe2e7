import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
import { showForeign } from "../foreign-text.ts";
import { count } from "../table.ts";
import { readListedWords } from "./listed-words.ts";
import { readLockfileSubjects } from "./lockfile-subjects.ts";
import type { LockfileSubjects } from "./lockfile-subjects.ts";
import { parseSubject } from "./subject.ts";
import type { InspectionSubject } from "./subject.ts";

/** What was named on the command line. */
export interface NamedSubjects {
  /** Specs and paths; `-` stands for the list on standard input. */
  readonly words: readonly string[];
  readonly lockfiles: readonly string[];
  readonly onlyNewSince: string | undefined;
  readonly isNulSeparated: boolean;
}

/** All subjects in the order of the command line. */
export interface SubjectSource {
  readonly subjects: AsyncIterable<InspectionSubject>;
  /** How many there are; `undefined` while a list is still coming in. */
  readonly total: number | undefined;
  /** Whether somebody named each of them, so that each is shown. */
  readonly isNamed: boolean;
}

/** Opens the subjects of a call; lockfiles are read at once. Throws `CLI_USAGE`, `CLI_BAD_FILE`, LOCKFILE_* errors. */
export async function openSubjects(named: NamedSubjects, environment: Environment): Promise<SubjectSource> {
  const { words, lockfiles, onlyNewSince } = named;
  checkNames(named);
  const locked: LockfileSubjects[] = [];
  for (const file of lockfiles) {
    const reading = await readLockfileSubjects({ file, onlyNewSince }, environment);
    locked.push(reading);
    await environment.stderr.write(describeLockfile(file, reading, onlyNewSince));
  }
  const lockedSubjects = locked.flatMap(({ subjects }) => subjects);
  const isListed = words.includes("-");
  return {
    subjects: readAll(named, lockedSubjects, environment),
    total: isListed ? undefined : words.length + lockedSubjects.length,
    isNamed: !isListed && lockfiles.length === 0,
  };
}

function checkNames({ words, lockfiles, onlyNewSince }: NamedSubjects): void {
  if (words.length === 0 && lockfiles.length === 0) {
    throw new CliError("CLI_USAGE", {
      message: "Cannot inspect anything as nothing is named",
      hint: "Name a spec, a tarball, a folder, - for a list on standard input, or --lockfile.",
    });
  }
  if (words.filter((word) => word === "-").length > 1) {
    throw new CliError("CLI_USAGE", {
      message: "Cannot read standard input twice as it is gone after the first time",
    });
  }
  if (onlyNewSince !== undefined && lockfiles.length === 0) {
    throw new CliError("CLI_USAGE", {
      message: "Cannot use --only-new-since without --lockfile as it is about its entries",
    });
  }
}

function describeLockfile(file: string, reading: LockfileSubjects, onlyNewSince: string | undefined): string {
  const { subjects, ownCount, knownCount, isAllNew } = reading;
  const since =
    onlyNewSince === undefined
      ? ""
      : isAllNew
        ? `, all new: ${showForeign(onlyNewSince)} has no such file`
        : `, ${knownCount} were there at ${showForeign(onlyNewSince)}`;
  const own = ownCount === 0 ? "" : `, ${ownCount} of the project itself or inside others`;
  return `note CLI_LOCKFILE: ${showForeign(file)}: ${count(subjects.length, "version")} to inspect${since}${own}\n`;
}

async function* readAll(
  { words, isNulSeparated }: NamedSubjects,
  locked: readonly InspectionSubject[],
  { stdin, cwd }: Environment,
): AsyncIterable<InspectionSubject> {
  for (const word of words) {
    if (word !== "-") yield parseSubject(word, cwd);
    else for await (const listed of readListedWords(stdin(), isNulSeparated)) yield parseSubject(listed, cwd);
  }
  yield* locked;
}
