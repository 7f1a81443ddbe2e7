/** An exception as it was asked for; its meaning is policy's. */
export interface NewException {
  readonly package: string;
  readonly versions: string;
  readonly clauses: readonly string[];
  readonly reason: string;
  readonly owner: string;
  /** ISO 8601. */
  readonly expires: string;
}

/** An exception in force until it expires or is removed. */
export interface ExceptionRow extends NewException {
  readonly id: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** The exceptions that were added on the command line. */
export interface ExceptionStore {
  list(): readonly ExceptionRow[];
  /** Throws `STORE_BAD_EXCEPTION` for an empty or oversized field. */
  add(exception: NewException): ExceptionRow;
  /** Returns whether it was there. The row is kept as removed, never deleted. */
  remove(id: string): boolean;
  /**
   * Changes whenever a process adds or removes an exception: at once for this process, within 300 ms for others. Cheap
   * enough for every request.
   */
  revision(): number;
}
