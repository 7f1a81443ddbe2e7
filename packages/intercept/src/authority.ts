import type { KeyObject } from "node:crypto";
import { generateKeyPairSync } from "node:crypto";
import { isIP, isIPv4 } from "node:net";
import type { SecureContext } from "node:tls";
import { createSecureContext } from "node:tls";
import type { HostName } from "./certificate.ts";
import { renderCertificate } from "./certificate.ts";

/** What an authority is made with. */
export interface AuthorityParts {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Random octets from a cryptographic source. */
  readonly randomBytes: (count: number) => Buffer;
}

/** An authority that lives in memory and is forgotten with the process. */
export interface ThrowAwayAuthority {
  /** The certificate that clients are to trust; PEM. */
  readonly certificate: string;
  /** The certificate and key of one host, made at its first use. */
  contextFor(host: string): SecureContext;
}

const hourMs = 3_600_000;
/** Clocks of containers and hosts differ a little. */
const backdatedMs = hourMs;
const validMs = 24 * hourMs;
const name = "Lockkeeper run (throw-away, this command only)";
/** A client may name any host; more certificates than these are not kept. */
const maxContexts = 1000;

/**
 * Creates a certificate authority for the time of one command: valid a day, keys on P-256 that never leave the memory
 * of this process.
 */
export function createThrowAwayAuthority({ now, randomBytes }: AuthorityParts): ThrowAwayAuthority {
  const authority = generateKeyPairSync("ec", { namedCurve: "P-256" });
  // One key for all hosts: it lives as long and lies in the same memory as the authority's own.
  const leaf = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const common = {
    issuer: name,
    notBefore: now - backdatedMs,
    notAfter: now + validMs,
    issuerKey: authority.privateKey,
    issuerPublicKey: authority.publicKey,
  };
  const certificate = renderCertificate({
    ...common,
    serial: serialFrom(randomBytes),
    subject: name,
    subjectKey: authority.publicKey,
    hosts: undefined,
  });
  const key = renderPrivateKey(leaf.privateKey);
  const contexts = new Map<string, SecureContext>();

  function createContext(host: string): SecureContext {
    const cert = renderCertificate({
      ...common,
      serial: serialFrom(randomBytes),
      subject: "Lockkeeper run",
      subjectKey: leaf.publicKey,
      hosts: [toHostName(host)],
    });
    return createSecureContext({ key, cert, minVersion: "TLSv1.2" });
  }

  return {
    certificate,
    contextFor: (host) => {
      const known = contexts.get(host);
      if (known !== undefined) return known;
      const context = createContext(host);
      if (contexts.size < maxContexts) contexts.set(host, context);
      return context;
    },
  };
}

/** RFC 5280 section 4.1.2.2: positive, not zero, at most 20 octets. */
function serialFrom(randomBytes: (count: number) => Buffer): Buffer {
  return Buffer.concat([Buffer.from([0x01]), randomBytes(15)]);
}

function renderPrivateKey(key: KeyObject): string {
  return key.export({ type: "pkcs8", format: "pem" }).toString();
}

function toHostName(host: string): HostName {
  if (isIP(host) === 0) return { kind: "dns", name: host };
  return { kind: "ip", octets: isIPv4(host) ? Buffer.from(host.split(".").map(Number)) : octetsOfIpv6(host) };
}

/** The sixteen octets of an IPv6 address that Node found to be one (RFC 4291 section 2.2). */
function octetsOfIpv6(host: string): Buffer {
  const { hostname } = new URL(`http://[${host.replace(/%.*$/, "")}]/`);
  const [head = "", tail] = hostname.slice(1, -1).split("::", 2);
  const left = groupsOf(head);
  const right = groupsOf(tail ?? "");
  const zeros = Array.from({ length: tail === undefined ? 0 : 8 - left.length - right.length }, () => 0);
  const octets = Buffer.alloc(16);
  for (const [index, group] of [...left, ...zeros, ...right].entries())
    octets.writeUInt16BE(group, index * 2);
  return octets;
}

function groupsOf(text: string): readonly number[] {
  return text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
}
