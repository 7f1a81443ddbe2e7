import { domainOf, hostIn } from "./destination.ts";
import type { Subject } from "./subject.ts";

/** Domains that the package had to do with before, or calls its own. */
export function knownDomains({ predecessor, facts }: Subject): ReadonlySet<string> {
  const hosts = [facts.manifest.repository ?? "", facts.manifest.author ?? ""].map(hostIn);
  if (predecessor.state === "present") {
    for (const { kind, value } of predecessor.value.facts.indicators) {
      if (kind === "url" || kind === "host") hosts.push(hostIn(value));
    }
    for (const { facts: source } of predecessor.value.facts.sources) {
      for (const { kind, argument } of source.effects) {
        if (kind === "network" || kind === "dns") hosts.push(hostIn(argument ?? ""));
      }
    }
  }
  return new Set(hosts.flatMap((host) => (host === undefined ? [] : [domainOf(host)])));
}
