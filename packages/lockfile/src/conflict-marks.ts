const conflictMark = /^(?:<{7} |>{7} )/m;

/** The line from 1 of the first mark of a merge that nobody finished; `undefined` where there is none. */
export function conflictLineOf(text: string): number | undefined {
  const conflict = conflictMark.exec(text);
  return conflict === null ? undefined : text.slice(0, conflict.index).split("\n").length;
}
