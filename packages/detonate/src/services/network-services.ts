import { createHash } from "node:crypto";

import { answerRequest, markOf } from "../network/answer-request.ts";
import { isAddressService } from "../network/known-services.ts";

import { recordMember, textMember } from "./arguments.ts";
import type { Service } from "./service.ts";

const reasons: ReadonlyMap<number, string> = new Map([
  [200, "OK"],
  [201, "Created"],
  [302, "Found"],
  [404, "Not Found"],
]);
const answerTakesMs = 84;
const bodyMaxBytes = 100_000;

/** What a network would answer; nothing is ever sent. */
export const networkServices: Readonly<Record<string, Service>> = {
  "network.request": ({ args, process, bytes = new Uint8Array() }) => {
    const url = textMember(args, "url");
    const method = textMember(args, "method", "GET");
    if (URL.canParse(url) && isAddressService(new URL(url))) process.note("locale", "address");
    const answer = answerRequest(process.world, {
      url,
      method,
      headers: recordMember(args, "headers"),
      body: Buffer.from(bytes.subarray(0, bodyMaxBytes)).toString(),
    });
    if (answer.kind === "failure") {
      process.clock.advance(answer.code === "ETIMEDOUT" ? 10_000 : 5);
      return { value: { failure: answer.code } };
    }
    const { status, type, body, location } = answer;
    const headers = {
      date: new Date(process.world.startsAt).toUTCString(),
      "content-type": type,
      "content-length": String(body.length),
      connection: "close",
      server: "nginx",
      ...(location === undefined ? {} : { location }),
    };
    return {
      value: { status, reason: reasons.get(status) ?? "", headers, tookMs: answerTakesMs },
      bytes: body,
    };
  },
  "network.resolve": ({ args, process }) => {
    const name = textMember(args, "name");
    return { value: recordsOf(name, textMember(args, "type"), markOf(process.world)) };
  },
};

/** A name's records: addresses that follow from the name, and texts that carry the mark of what was downloaded. */
function recordsOf(name: string, type: string, mark: string): unknown {
  const hash = createHash("sha256").update(name.toLowerCase()).digest();
  const address = `104.${16 + ((hash[0] ?? 0) % 16)}.${hash[1] ?? 0}.${hash[2] ?? 0}`;
  switch (type) {
    case "TXT":
      return [[mark]];
    case "AAAA":
      return [`2606:4700:3030::6815:${hash.subarray(0, 2).toString("hex")}`];
    case "MX":
      return [{ exchange: `mail.${name}`, priority: 10 }];
    case "CNAME":
    case "NS":
    case "PTR":
      return [`edge.${name}`];
    case "SRV":
      return [{ name: `edge.${name}`, port: 443, priority: 0, weight: 5 }];
    case "SOA":
      return {
        nsname: `ns1.${name}`,
        hostmaster: `dns.${name}`,
        serial: 2026_031_101,
        refresh: 10_000,
        retry: 2_400,
        expire: 604_800,
        minttl: 1_800,
      };
    case "ANY":
      return [{ type: "A", address, ttl: 300 }];
    default:
      return [/^\d+\.\d+\.\d+\.\d+$/.test(name) ? name : name === "localhost" ? "127.0.0.1" : address];
  }
}
