/** A running process. Texts are foreign. */
export interface SweepProcess {
  readonly pid: number;
  readonly parent: number;
  /** The name that the system shows. */
  readonly name: string;
  /** The command line, its words parted by spaces. */
  readonly command: string;
  /** The program's file, where it can be read; with ` (deleted)` where Linux says so. */
  readonly program: string | undefined;
  readonly folder: string | undefined;
  /** The lifecycle script of npm that it was started by, as its environment says: `postinstall`. */
  readonly lifecycle: string | undefined;
  /** Milliseconds since the epoch. */
  readonly startedAt: number | undefined;
}

/** The processes by their number. */
export type ProcessTable = ReadonlyMap<number, SweepProcess>;

const maxLineage = 20;

/** The ancestors of a process, nearest first; what names itself as its own ancestor ends the line. */
export function lineageOf({ parent }: SweepProcess, table: ProcessTable): readonly SweepProcess[] {
  const line: SweepProcess[] = [];
  for (let pid = parent; line.length < maxLineage;) {
    const next = table.get(pid);
    if (next === undefined || line.includes(next)) break;
    line.push(next);
    pid = next.parent;
  }
  return line;
}
