import { signForm } from "./log-sign.ts";
import type { SignForm } from "./log-sign.ts";

/** What Yarn 1.22, 3.8 and 4.18 print, as seen in runs. */
export const yarnForms: readonly SignForm[] = [
  signForm(
    "executed",
    "Yarn ran its build scripts",
    String.raw`YN000[789]: │ <N>@npm:<V> (?:must be (?:re)?built|couldn't be built)`,
  ),
  signForm("executed", "its build script wrote this", String.raw`YN0000: │ <N>@npm:<V> STD(?:OUT|ERR) `),
  signForm(
    "executed",
    "its install script failed",
    String.raw`^error \S{0,2000}\/node_modules\/<P>: Command failed`,
  ),
  signForm(
    "present",
    "Yarn installed it without its build scripts",
    String.raw`YN000[45]: │ <N>@npm:<V> lists build scripts`,
  ),
  signForm("fetched", "Yarn fetched it", String.raw`YN0013: │ <N>@npm:<V> can't be found in the cache`),
  signForm("fetched", "Yarn fetched it", String.raw`had to be fetched \((?:.{0,2000}[ ,])?<P>@npm:<V>`),
  signForm("present", "Yarn had it in its cache", String.raw`YN0019: │ <N>@npm:<V> appears to be unused`),
  signForm(
    "resolved",
    "a lockfile would have been given it",
    String.raw`YN0028: │ \+ {1,8}resolution: "<P>@npm:<V>"`,
  ),
  signForm("resolved", "Yarn resolved to it", String.raw`YN0061: │ <N>@npm:<V> is deprecated`),
  signForm(
    "refused",
    "its bytes were refused",
    String.raw`YN0035: (?:│ )?<N>@npm:<V>: The remote server failed`,
  ),
  signForm("refused", "there was no such version", String.raw`YN0082: (?:│ )?<N>@npm:<V>: No candidates`),
  signForm("resolved", "Yarn resolved to it", String.raw`^warning (?:\S.{0,400} > )?"?<P>@<V>"?: `),
  signForm("fetched", "Yarn installed it", String.raw`^success Installed "<P>@<V>" with`),
  signForm("present", "Yarn found it installed", String.raw`=> Found "(?:\S{0,400}#)?<P>@<V>"`),
  signForm(
    "present",
    "Yarn copied it from its cache",
    String.raw`\/npm-(?<name>[\w.~][\w.~-]{0,213}?)-<V>-[0-9a-f]{40}(?:-integrity)?\/`,
  ),
];

/** Yarn's list of what the lockfile gained or lost, before anything is fetched; it names some and counts the rest. */
export const plannedList: RegExp = /YN0085: │ \+ (.{1,4000})$/;
export const plannedItem: RegExp =
  /(?<![\w.~/@-])(?<name>(?:@[\w.~-]{1,100}\/)?[\w.~][\w.~-]{0,213})@npm:(?<version>\d{1,10}\.\d{1,10}\.\d{1,10}(?:[-+][\w.+-]{0,99}\w)?)/g;
