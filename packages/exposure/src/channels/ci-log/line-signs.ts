import { bunForms } from "./bun-forms.ts";
import { generalForms, mentionForms } from "./general-forms.ts";
import type { LogSign } from "./log-sign.ts";
import { readSigns } from "./log-sign.ts";
import { npmForms } from "./npm-forms.ts";
import { ignoredBuilds, pnpmForms } from "./pnpm-forms.ts";
import { parseTarballPath } from "../tarball-path.ts";
import { plannedItem, plannedList, yarnForms } from "./yarn-forms.ts";

const forms = [...npmForms, ...pnpmForms, ...yarnForms, ...bunForms, ...generalForms];
/** An address; what clients put around it is no part of it. */
const address = /https?:\/\/[^\s"'<>()]{5,2000}/g;
const maxAddresses = 20;

/** What one text of a log shows, whatever the package. Bounded: the caller hands over no more than a few thousand characters. */
export function readLineSigns(text: string): readonly LogSign[] {
  const signs = [...readAddresses(text), ...readSigns(text, forms), ...readLists(text)];
  const known = new Set(signs.map(({ name }) => name));
  const mentions = readSigns(text, mentionForms).filter(({ name }) => !known.has(name));
  return [...signs, ...mentions];
}

function readLists(text: string): readonly LogSign[] {
  const planned = plannedList.exec(text)?.[1];
  if (planned !== undefined) return listed(planned, "planned", "Yarn added it to the lockfile");
  const ignored = ignoredBuilds.exec(text)?.[1];
  if (ignored === undefined) return [];
  const words = "pnpm installed it without its build scripts";
  return ignored.split(/[\s,]+/).flatMap((item): readonly LogSign[] => {
    const match = /^((?:@[\w.~-]{1,100}\/)?[\w.~][\w.~-]{0,213}?)(?:@(\d[\w.+-]{0,200}?))?\.?$/.exec(item);
    return match?.[1] === undefined ? [] : [{ kind: "present", name: match[1], version: match[2], words }];
  });
}

function listed(list: string, kind: LogSign["kind"], words: string): readonly LogSign[] {
  return [...list.matchAll(plannedItem)].map(({ groups }) => ({
    kind,
    name: groups?.["name"] ?? "",
    version: groups?.["version"],
    words,
  }));
}

/** Addresses of tarballs: what is said around them tells whether their bytes came. */
function readAddresses(text: string): readonly LogSign[] {
  if (!text.includes("://")) return [];
  const signs: LogSign[] = [];
  for (const match of text.matchAll(address)) {
    if (signs.length >= maxAddresses) break;
    const found = parseTarballPath(match[0].replace(/[.,:;]+$/, ""));
    if (found === undefined) continue;
    const before = text.slice(Math.max(0, match.index - 200), match.index);
    const after = text.slice(match.index + match[0].length, match.index + match[0].length + 120);
    signs.push({ ...found, ...judgeAddress(before, after) });
  }
  return signs;
}

function judgeAddress(before: string, after: string): Pick<LogSign, "kind" | "words"> {
  const status = statusBefore(before) ?? statusAfter(after);
  if (/\bHEAD \d{3} $/.test(before)) return { kind: "resolved", words: "a client asked whether it is there" };
  if (status !== undefined) return judgeStatus(status, after);
  if (/\bhttp cache \S{0,300}$/.test(before)) {
    return { kind: "fetched", words: "npm took it from its cache" };
  }
  if (/\b[Rr]esolved"?:? "?$/.test(before)) return { kind: "locked", words: "a printed lockfile names it" };
  if (before.endsWith('Performing "GET" request to "'))
    return { kind: "resolved", words: "Yarn asked for it" };
  return { kind: "resolved", words: "the log names its address" };
}

function statusBefore(before: string): string | undefined {
  return (/\b(?:GET|HEAD) (\d{3}) $/.exec(before) ??
    /\b(?:error|ERR!) ([45]\d{2}) .{0,150}\bGET $/.exec(before))?.[1];
}

/** Yarn 1, pnpm and Bun write the status after the address. */
function statusAfter(after: string): string | undefined {
  return /^"? finished with status code (\d{3})|^:? (?:[^\n]{0,60}[-–] )(\d{3})\b|^: Request failed \\?"(\d{3})/
    .exec(after)
    ?.slice(1)
    .find((group) => group !== undefined);
}

function judgeStatus(status: string, after: string): Pick<LogSign, "kind" | "words"> {
  if (status === "304" || /cache revalidated/.test(after)) {
    return { kind: "fetched", words: "the client took it from its cache, which the registry confirmed" };
  }
  if (status.startsWith("2")) {
    const isCached = /cache hit/.test(after);
    return {
      kind: "fetched",
      words: isCached ? "the client took it from its cache" : "the client fetched it",
    };
  }
  if (status.startsWith("4")) return { kind: "refused", words: `the registry answered ${status}` };
  return { kind: "resolved", words: `the client asked for it, and the answer was ${status}` };
}
