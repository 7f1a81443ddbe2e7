import { signForm } from "./log-sign.ts";
import type { SignForm } from "./log-sign.ts";

/** What any client, tool or program may print. */
export const generalForms: readonly SignForm[] = [
  // A frame of a stack: the file was loaded, so its code ran.
  signForm(
    "executed",
    "a stack trace goes through its code",
    String.raw`^\s{1,40}at .{0,2000}\/node_modules\/<P>\/[^\s]{1,400}:\d{1,7}:\d{1,7}\)?\s*$`,
  ),
  // Trees: `npm ls`, `yarn list`, `pnpm list`, `bun pm ls`; with the lines of a box, or npm's for terminals without them.
  // A list whose items begin with a dash or a star is anybody's.
  signForm(
    "present",
    "a tree of installed packages lists it",
    String.raw`^[\s│|]{0,400}(?:[├└][─┬]{1,3}|[+\`]-[-+]) ?<P>@(?:npm:)?<V>(?: \S.{0,200})?\s*$`,
  ),
  signForm(
    "present",
    "a tree of installed packages lists it",
    String.raw`^[\s│]{0,400}[├└][─┬]{1,3} <P> <V>(?: \S.{0,200})?\s*$`,
  ),
  signForm(
    "locked",
    "a printed lockfile names it",
    String.raw`"?resolved"?:? "[^"]{1,2000}\/<P>\/-\/[^"]{0,300}-<V>\.tgz`,
  ),
];

/** The last resort: the version is named, in words that belong to no client that is known. */
export const mentionForms: readonly SignForm[] = [
  signForm("mentioned", "the log names it", String.raw`<N>@(?:npm:)?v?<V>`),
  signForm("mentioned", "the log names a file of it", String.raw`node_modules[\\/]<P>[\\/]`),
];
