import type { LogSign } from "./log-sign.ts";

/** How far after a name its version may stand, in lines. */
const reach = 3;
const nameLine = /^\s{0,200}"name": "((?:@[\w.~-]{1,100}\/)?[\w.~][\w.~-]{0,213})",?\s*$/;
const keyLine =
  /^\s{0,200}"((?:[\w./@~-]{0,1000}node_modules\/)?)((?:@[\w.~-]{1,100}\/)?[\w.~][\w.~-]{0,213})": \{\s*$/;
const versionLine = /^\s{0,200}"version": "(\d[\w.+-]{0,200})",?\s*$/;
const failedPath =
  /\b(?:error|ERR!) path \S{0,2000}[\\/]node_modules[\\/]((?:@[\w.~-]{1,100}[\\/])?[\w.~][\w.~-]{0,213})\s*$/;
const failedCommand = /\b(?:error|ERR!) command (?:failed|sh|cmd|\/\S{0,100}sh|[A-Za-z]:\\)/;

/**
 * Reads what clients spread over lines: `npm install --json`, `npm ls --json`, printed lockfiles; the folder of a package
 * whose install script failed.
 */
export class RecordPairs {
  #name: { readonly sign: Omit<LogSign, "version">; readonly line: number } | undefined;
  #failed: { readonly name: string; readonly line: number } | undefined;

  /** Whether the lines after what was seen matter although they name nothing. */
  get isWaiting(): boolean {
    return this.#name !== undefined || this.#failed !== undefined;
  }

  read(text: string, line: number): readonly LogSign[] {
    const signs = this.#finish(text, line);
    this.#begin(text, line);
    return signs;
  }

  #begin(text: string, line: number): void {
    const named = nameLine.exec(text);
    if (named?.[1] !== undefined) {
      this.#name = { sign: { kind: "present", name: named[1], words: "a client's record lists it" }, line };
      return;
    }
    const keyed = keyLine.exec(text);
    if (keyed?.[2] !== undefined) {
      const isLock = keyed[1] !== "";
      const words = isLock ? "a printed lockfile names it" : "a client's record lists it";
      this.#name = { sign: { kind: isLock ? "locked" : "present", name: keyed[2], words }, line };
      return;
    }
    const failed = failedPath.exec(text);
    if (failed?.[1] !== undefined) this.#failed = { name: failed[1].replace("\\", "/"), line };
  }

  #finish(text: string, line: number): readonly LogSign[] {
    const signs: LogSign[] = [];
    if (this.#name !== undefined && line > this.#name.line) {
      const version = versionLine.exec(text)?.[1];
      if (version !== undefined) signs.push({ ...this.#name.sign, version });
      if (version !== undefined || line - this.#name.line >= reach) this.#name = undefined;
    }
    if (this.#failed !== undefined && line > this.#failed.line) {
      const { name } = this.#failed;
      const words = "its install script failed";
      if (failedCommand.test(text)) signs.push({ kind: "executed", name, version: undefined, words });
      if (signs.length > 0 || line - this.#failed.line >= reach) this.#failed = undefined;
    }
    return signs;
  }
}
