import { Buffer } from "node:buffer";

import { renderAttestations } from "./attestations.ts";
import { tryAnswerBulkAudit } from "./bulk-audit.ts";
import type { BulkAdvisory } from "./bulk-audit.ts";
import {
  distTagsDocument,
  renderAbbreviatedPackument,
  renderFullPackument,
  renderVersion,
  tarballFileName,
} from "./registry-documents.ts";
import type { DocumentStyle } from "./registry-documents.ts";
import { packageStateAt } from "./registry-model.ts";
import type { JsonObject, PackageState, RegistryEvent } from "./registry-model.ts";
import { parseRoute } from "./registry-routes.ts";
import type { SigningKey } from "./signing-key.ts";

/** What the protocol must know of a request. */
interface RegistryRequest {
  readonly method: string;
  /** Decoded, without query. */
  readonly path: string;
  readonly accept: string;
  readonly body: Buffer;
}

/** An answer before it is compressed, made conditional and sent. */
export interface RegistryReply {
  readonly status: number;
  readonly reason?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What a registry's answers are made of. */
export interface RegistryContent {
  /** Read anew for every request: a registry under test keeps publishing. */
  readonly events: readonly RegistryEvent[];
  readonly style: DocumentStyle;
  readonly key: SigningKey;
  /** `undefined` stands for a registry that refuses the audit with 405. */
  readonly advisories: Readonly<Record<string, readonly BulkAdvisory[]>> | undefined;
}

/** Answers one request as the registry stands at an instant. */
export type Protocol = (request: RegistryRequest, instant: number) => RegistryReply;

const abbreviatedType = "application/vnd.npm.install-v1+json";
const documentCaching = "public, max-age=300";
const notFound: RegistryReply = jsonReply({ error: "Not found" }, 404);

/** Creates the protocol over a registry's content; rendered packuments are kept until the package changes. */
export function createProtocol(content: RegistryContent): Protocol {
  const rendered = new Map<string, { readonly revision: string; readonly reply: RegistryReply }>();
  const readState = createStateReader(content.events);

  function keep(key: string, state: PackageState, render: () => RegistryReply): RegistryReply {
    // Of one list of events, those up to an instant are known by their number.
    const revision = `${content.events.length}/${state.eventCount}`;
    const known = rendered.get(key);
    if (known?.revision === revision) return known.reply;
    const reply = render();
    rendered.set(key, { revision, reply });
    return reply;
  }

  return (request, instant) => {
    const route = parseRoute(request.path);
    if (route.kind === "bulk-audit") return answerAudit(content, request);
    if (request.method !== "GET" && request.method !== "HEAD") {
      return jsonReply({ error: "You must be logged in to publish packages." }, 401);
    }
    if (!("name" in route)) return answerFixed(content, route.kind);
    const state = readState(route.name, instant);
    if (state === undefined) return notFound;
    if (route.kind !== "packument") return answerPackage(content.style, route, state);
    const isAbbreviated = prefersAbbreviated(request.accept);
    return keep(`${isAbbreviated ? "short" : "full"} ${route.name}`, state, () =>
      packumentReply(content.style, state, isAbbreviated),
    );
  };
}

/** Keeps each package's last state: under load the clock mostly stands still and nothing is published. */
function createStateReader(
  events: readonly RegistryEvent[],
): (name: string, instant: number) => PackageState | undefined {
  const kept = new Map<string, { recorded: number; instant: number; state: PackageState }>();
  return (name, instant) => {
    const known = kept.get(name);
    if (known?.recorded === events.length && known.instant === instant) return known.state;
    const state = packageStateAt(events, name, instant);
    if (state !== undefined) kept.set(name, { recorded: events.length, instant, state });
    return state;
  };
}

function answerAudit(content: RegistryContent, request: RegistryRequest): RegistryReply {
  if (content.advisories === undefined || request.method !== "POST") {
    return jsonReply({ error: "Method Not Allowed" }, 405);
  }
  const answer = tryAnswerBulkAudit(request.body, content.advisories);
  return answer === undefined ? jsonReply({ error: "Bad Request" }, 400) : jsonReply(answer);
}

type FixedRoute = Exclude<ReturnType<typeof parseRoute>, { readonly name: string }>["kind"];
type InsideRoute = Exclude<
  Extract<ReturnType<typeof parseRoute>, { readonly name: string }>,
  { readonly kind: "packument" }
>;

function answerFixed(content: RegistryContent, kind: FixedRoute): RegistryReply {
  switch (kind) {
    case "ping":
      return jsonReply({});
    case "search":
      return jsonReply({ objects: [], total: 0 });
    case "whoami":
      return jsonReply({ error: "Unauthorized" }, 401);
    case "keys":
      return content.style.keepsEvidence ? jsonReply(keysDocument(content.key)) : notFound;
    case "bulk-audit":
    case "unknown":
      break;
  }
  return notFound;
}

function keysDocument(key: SigningKey): JsonObject {
  const scheme = "ecdsa-sha2-nistp256";
  return { keys: [{ expires: null, keyid: key.keyid, keytype: scheme, scheme, key: key.publicKey }] };
}

function answerPackage(style: DocumentStyle, route: InsideRoute, state: PackageState): RegistryReply {
  switch (route.kind) {
    case "dist-tags":
      return jsonReply(distTagsDocument(state, style));
    case "version":
      return answerVersion(style, route.selector, state);
    case "tarball":
      return answerTarball(route.file, state);
    case "attestations":
      break;
  }
  const stored = state.versions.get(route.version);
  const isKnown = stored?.isAttested === true && style.keepsEvidence;
  return isKnown ? jsonReply(renderAttestations(stored)) : notFound;
}

function answerVersion(style: DocumentStyle, selector: string, state: PackageState): RegistryReply {
  const stored = state.versions.get(state.distTags.get(selector) ?? selector);
  return stored === undefined ? notFound : jsonReply(renderVersion(stored, style));
}

function answerTarball(file: string, state: PackageState): RegistryReply {
  const found = [...state.versions].find(([version]) => tarballFileName(state.name, version) === file);
  if (found === undefined) return notFound;
  const headers = {
    "content-type": "application/octet-stream",
    "cache-control": "public, immutable, max-age=31557600",
  };
  return { status: 200, headers, body: found[1].built.tarball };
}

function packumentReply(style: DocumentStyle, state: PackageState, isAbbreviated: boolean): RegistryReply {
  const document = isAbbreviated
    ? renderAbbreviatedPackument(state, style)
    : renderFullPackument(state, style);
  const reply = jsonReply(document);
  return {
    ...reply,
    headers: {
      "content-type": isAbbreviated ? abbreviatedType : "application/json",
      "cache-control": documentCaching,
      "last-modified": new Date(state.modifiedAt).toUTCString(),
      vary: "accept-encoding, accept",
    },
  };
}

function jsonReply(document: JsonObject, status = 200): RegistryReply {
  return {
    status,
    headers: { "content-type": "application/json" },
    body: Buffer.from(JSON.stringify(document)),
  };
}

/** Whether an `Accept` header prefers the abbreviated packument (RFC 9110, section 12.5.1). */
function prefersAbbreviated(accept: string): boolean {
  const preferences = new Map(accept.split(",").map(parsePreference));
  const abbreviated = preferences.get(abbreviatedType) ?? 0;
  return abbreviated > 0 && abbreviated >= (preferences.get("application/json") ?? 0);
}

function parsePreference(text: string): [string, number] {
  const [type = "", ...parameters] = text.split(";").map((part) => part.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith("q="));
  return [type, quality === undefined ? 1 : Number(quality.slice(2)) || 0];
}
