import type { Disk } from "../disk/disk.ts";
import { evaluatedNameMaxBytes } from "../engine/evaluated-name.ts";
import { facadePrefix, isInnerName } from "../engine/module-names.ts";
import type { SourceRewriter } from "../rewrite/source-rewriter.ts";
import { textMember, textsMember } from "../services/arguments.ts";

const nameMaxCharacters = 500;

/** What the engine is given. */
export interface CompiledText {
  readonly text: string;
  readonly name: string;
  /** What it was made of: all of its words are in it, also those that are left for later. */
  readonly source: string;
  /** What was left for later, and how much stands before the text on its first line. */
  readonly deferred?: { readonly tables: readonly number[]; readonly headBytes: number };
}

/**
 * The text that a request to compile stands for: a file or a text as the body of a function with parameters, a script, or a
 * module that imports another and gives it back. Line numbers stay those of the text.
 */
export function compiledText(request: unknown, disk: Disk, rewriter: SourceRewriter): CompiledText {
  const path = textMember(request, "path");
  const form = textMember(request, "form");
  if (form === "module") {
    const text = `import * as namespace from ${JSON.stringify(path)}; export { namespace };`;
    return { text, name: `${facadePrefix}load:${path}`, source: text };
  }
  const name = path === "" ? nameOf(textMember(request, "name")) : path;
  const text = path === "" ? textMember(request, "text") : Buffer.from(disk.contentOf(path)).toString();
  const bare = rewriter.readSource(path, withoutMark(text));
  const plain = path === "" ? rewriter.rewrite(bare, "script") : rewriter.rewriteFile(path, bare, "script");
  if (form === "script") return { text: plain, name, source: plain };
  const parameters = textsMember(request, "parameters").join(", ");
  const prefix = textMember(request, "prefix");
  const head = `(${prefix} function (${parameters}) {`;
  const deferred = mayBeEvaluatedName(name) ? rewriter.defer(plain) : undefined;
  const whole = `${head}${deferred?.text ?? plain}\n})`;
  if (deferred === undefined) return { text: whole, name, source: plain };
  return {
    text: whole,
    name,
    source: plain,
    deferred: { tables: deferred.tables, headBytes: Buffer.byteLength(head) },
  };
}

/**
 * What is left for later is known by the same name, which the engine has room for. Security: the name stands over messages that the
 * engine fills in, so that nothing in it may ask for that.
 */
function mayBeEvaluatedName(name: string): boolean {
  return Buffer.byteLength(name) <= evaluatedNameMaxBytes && !name.includes("%");
}

/** Security: no text of a package is known by a name that the world's own modules have. */
function nameOf(name: string): string {
  const short = name.slice(0, nameMaxCharacters).replaceAll(/[\n\r\0]/g, " ");
  return isInnerName(short) ? `package ${short}` : short === "" ? "evalmachine.<anonymous>" : short;
}

function withoutMark(text: string): string {
  const plain = text.startsWith("\uFEFF") ? text.slice(1) : text;
  return plain.startsWith("#!") ? `//${plain.slice(2)}` : plain;
}
