import type { ApiEntry } from "../data/api-table.ts";
import type { EffectKind } from "../source-facts.ts";
import type { Machine } from "../engine/machine.ts";
import { namingOf, taintOf } from "../engine/taint.ts";
import { knownText, renderText, unknownPart } from "../engine/texts.ts";
import { Dict, List } from "../engine/values.ts";
import type { Value } from "../engine/values.ts";
import type { EffectDraft } from "./effect-draft.ts";

/** The address of a request, from a text, a URL, or settings. */
export function urlOf(api: string, args: readonly Value[], entry: ApiEntry): string {
  const value = args[entry.at];
  if (entry.shape === "host") return hostOf(value, args[entry.at + 1]);
  const text = addressOf(api, value);
  const settings = args.find((arg) => arg instanceof Dict && arg !== value);
  if (text !== unknownPart || !(settings instanceof Dict)) return text;
  return addressOf(api, settings);
}

const addressNames: readonly string[] = ["url", "uri", "href", "webhook_url"];

function addressOf(api: string, value: Value): string {
  if (!(value instanceof Dict)) return renderText(value);
  const { members } = value;
  const base = members.get("baseURL") ?? members.get("baseUrl");
  if (base !== undefined) return renderText(base) + renderPart(members.get("url"));
  const name = addressNames.find((one) => members.get(one) !== undefined);
  return name === undefined ? addressOfParts(api, members) : addressOf(api, members.get(name));
}

function addressOfParts(api: string, members: ReadonlyMap<string, Value>): string {
  const host = members.get("hostname") ?? members.get("host") ?? members.get("socketPath");
  if (host === undefined) return unknownPart;
  const protocol = knownText(members.get("protocol")) ?? (api.startsWith("http.") ? "http:" : "https:");
  const port = renderPart(members.get("port"));
  const path = renderPart(members.get("path") ?? members.get("pathname"));
  return `${protocol}//${renderText(host)}${port === "" ? "" : `:${port}`}${path}`;
}

function renderPart(value: Value): string {
  return value === undefined ? "" : renderText(value);
}

/** `connect(port, host)`, `connect({ host, port })`, `send(message, …, port, address)`. */
function hostOf(value: Value, next: Value): string {
  if (value instanceof Dict) {
    const host = value.members.get("host") ?? value.members.get("hostname") ?? value.members.get("path");
    const port = value.members.get("port");
    return `${renderText(host ?? "localhost")}:${renderText(port ?? unknownPart)}`;
  }
  const port = renderText(value);
  if (/^[\d$]/.test(port) && next !== undefined && !(next instanceof List))
    return `${renderText(next)}:${port}`;
  return port;
}

/** Whether settings of a request say that it carries data away. */
export function isPosting(value: Value): boolean {
  if (!(value instanceof Dict)) return false;
  const method = knownText(value.members.get("method") ?? value.members.get("type"))?.toUpperCase();
  return method === "POST" || method === "PUT" || method === "PATCH";
}

interface Target {
  readonly api: string;
  readonly kind: EffectKind;
  readonly target: Value;
  readonly draft: EffectDraft | undefined;
}

/** An element or a location is given an address or a text that it loads. */
export function noteTarget(m: Machine, { api, kind, target }: Target): void {
  const text = renderText(target);
  if (kind === "network" && text !== unknownPart && !/^(?:https?:|wss?:|\/\/|\$\{)/.test(text)) return;
  if (kind === "run-code" && !/<(?:script|img|iframe|svg)/i.test(text) && taintOf(target) === 0) return;
  m.note({
    kind,
    api,
    argument: text === unknownPart ? undefined : text,
    naming: namingOf(target),
    taint: taintOf(target),
  });
}
