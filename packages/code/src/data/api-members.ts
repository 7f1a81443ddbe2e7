import type { EffectKind, SourceKind } from "../source-facts.ts";
import { tableOf } from "../tables.ts";

/** What reading a member does and gives. */
export interface MemberRead {
  readonly does?: EffectKind;
  readonly gives?: SourceKind;
  readonly becomes?: string;
  readonly text?: string;
}

/** Members whose reading alone is a fact. */
export const memberReads: ReadonlyMap<string, MemberRead> = tableOf<MemberRead>({
  "document.cookie": { gives: "browser-data" },
  "navigator.userAgentData": { becomes: "navigator.userAgentData" },
  "chrome.cookies": { becomes: "chrome.cookies", gives: "browser-data" },
  "globalThis.ethereum": { becomes: "ethereum", does: "wallet" },
  "process.report": { becomes: "process.report" },
  "process.config": { gives: "host-facts" },
  "process.title": { gives: "host-facts" },
  "process.binding": { becomes: "process.binding" },
  "process._linkedBinding": { becomes: "process.binding" },
});

/** What gives a member a value, and by that does something: requests by elements of a page. */
export const memberWrites: ReadonlyMap<string, EffectKind> = tableOf<EffectKind>({
  "Image#.src": "network",
  "Audio#.src": "network",
  "document.element.src": "network",
  "document.element.href": "network",
  "document.element.innerHTML": "run-code",
  "document.element.text": "run-code",
  "document.element.textContent": "run-code",
  "document.element.action": "network",
  "location.href": "network",
  location: "network",
  "document.location": "network",
});

/** What says something of the machine that conditions ask for. */
export const aboutApis: ReadonlyMap<string, string> = new Map(
  `process.platform process.arch process.version process.versions.node process.versions process.release.name process.stdout.isTTY
  process.stdin.isTTY process.pid process.ppid process.argv0 process.execArgv process.title navigator.language navigator.languages
  navigator.userAgent navigator.platform navigator.webdriver navigator.hardwareConcurrency location.hostname location.host
  location.href location.origin location.pathname document.domain document.location document.referrer Deno.build.os
  performance.timeOrigin ci-info.isCI ci-info.name is-ci window.outerWidth outerWidth innerWidth`
    .split(/\s+/)
    .map((path) => [path, path] as const),
);
