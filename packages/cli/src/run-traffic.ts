import type { Intercepted, InterceptorOptions, Route } from "@lockkeeper/intercept";
import { originOf, passOn } from "@lockkeeper/intercept";
import type { PassOnOptions, Target } from "@lockkeeper/intercept";

import type { Forwarder } from "./run-forward.ts";
import { isRemarkable } from "./run-registries.ts";
import type { Registries } from "./run-registries.ts";

/** What a command's traffic is decided with. */
export interface TrafficOptions extends PassOnOptions {
  readonly registries: Registries;
  readonly forwarder: Forwarder;
  /** Whether hosts that are no registries are refused. */
  readonly isStrict: boolean;
  /** Hosts that are let through nonetheless. */
  readonly allowedHosts: ReadonlySet<string>;
}

/** What went where, for the summary. */
export interface TrafficNotes {
  /** Registries that only the project names and that were asked; answered by the firewall all the same. */
  readonly overruled: ReadonlySet<string>;
  /** Hosts whose traffic was not looked into. */
  readonly unseen: ReadonlySet<string>;
  readonly refused: ReadonlySet<string>;
}

/** Decides on the traffic of one command. */
export interface Traffic extends Pick<InterceptorOptions, "route" | "onRequest"> {
  readonly notes: TrafficNotes;
}

const maxNotes = 200;

/** Creates what decides on the traffic of one command: what is a registry's goes to the firewall, the rest goes on. */
export function createTraffic(options: TrafficOptions): Traffic {
  const { registries, forwarder, isStrict, allowedHosts } = options;
  const overruled = new Set<string>();
  const unseen = new Set<string>();
  const refused = new Set<string>();

  function isRefused({ host }: Target): boolean {
    return isStrict && !allowedHosts.has(host);
  }

  function route(target: Target): Route {
    if (registries.isTaken(target)) return { kind: "take" };
    if (isRefused(target)) {
      note(refused, originOf(target));
      return { kind: "refuse", reason: `Lockkeeper run --strict lets nothing through to ${target.host}` };
    }
    // Plain requests come one by one and are told apart there.
    if (target.scheme === "https") note(unseen, originOf(target));
    return { kind: "tunnel" };
  }

  async function onRequest(intercepted: Intercepted): Promise<void> {
    const { target, path, response } = intercepted;
    const place = registries.isTaken(target) ? registries.locate(target, path) : undefined;
    if (place?.kind === "registry") {
      if (isRemarkable(place)) note(overruled, place.origin);
      await forwarder.forward({ intercepted, origin: place.origin, path: place.path });
      return;
    }
    if (isRefused(target)) {
      note(refused, originOf(target));
      response.writeHead(403, { "content-type": "application/json" });
      response.end(
        `{"error":"Lockkeeper run --strict lets through what registries serve, and this is none of it"}\n`,
      );
      return;
    }
    note(unseen, originOf(target));
    await passOn(intercepted, options);
  }

  return { route, onRequest, notes: { overruled, unseen, refused } };
}

function note(notes: Set<string>, origin: string): void {
  if (notes.size < maxNotes) notes.add(origin);
}
