import type { KeyObject } from "node:crypto";
import { createHash, sign } from "node:crypto";
import forge from "node-forge";

type Asn1 = forge.asn1.Asn1;

const { asn1 } = forge;
const { Class, Type } = asn1;

/** What one certificate says; X.509 version 3 (RFC 5280). */
export interface CertificateFields {
  /** Positive, at most 20 octets. */
  readonly serial: Buffer;
  readonly subject: string;
  readonly issuer: string;
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly subjectKey: KeyObject;
  /** The key that signs: the subject's own for an authority. */
  readonly issuerKey: KeyObject;
  /** The public part of the key that signs. */
  readonly issuerPublicKey: KeyObject;
  /** Names of the hosts it stands for; `undefined` for an authority. */
  readonly hosts: readonly HostName[] | undefined;
}

/** A host by its name or by its address. */
export type HostName =
  | { readonly kind: "dns"; readonly name: string }
  | { readonly kind: "ip"; readonly octets: Buffer };

const oids = {
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  commonName: "2.5.4.3",
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  authorityKeyIdentifier: "2.5.29.35",
  extKeyUsage: "2.5.29.37",
  serverAuth: "1.3.6.1.5.5.7.3.1",
} as const;

/** Writes and signs a certificate with an elliptic key; PEM. The library writes RSA alone, whose keys take a tenth of a second each. */
export function renderCertificate(fields: CertificateFields): string {
  const toBeSigned = renderToBeSigned(fields);
  const signature = sign(
    "sha256",
    Buffer.from(asn1.toDer(toBeSigned).getBytes(), "latin1"),
    fields.issuerKey,
  );
  const certificate = sequence([toBeSigned, signatureAlgorithm(), bitString(signature)]);
  return toPem(asn1.toDer(certificate).getBytes());
}

function renderToBeSigned(fields: CertificateFields): Asn1 {
  return sequence([
    explicit(0, [integer(Buffer.from([2]))]),
    integer(fields.serial),
    signatureAlgorithm(),
    distinguishedName(fields.issuer),
    sequence([time(fields.notBefore), time(fields.notAfter)]),
    distinguishedName(fields.subject),
    asn1.fromDer(publicBytes(fields.subjectKey).toString("latin1")),
    explicit(3, [sequence(extensionsOf(fields))]),
  ]);
}

function extensionsOf({ hosts, subjectKey, issuerPublicKey }: CertificateFields): Asn1[] {
  const own = extension(oids.subjectKeyIdentifier, false, octets(keyIdentifier(subjectKey)));
  const signer = extension(
    oids.authorityKeyIdentifier,
    false,
    sequence([implicit(0, keyIdentifier(issuerPublicKey))]),
  );
  if (hosts === undefined) {
    return [
      // An authority that signs servers only: pathLenConstraint 0.
      extension(oids.basicConstraints, true, sequence([boolean(true), integer(Buffer.from([0]))])),
      // keyCertSign and cRLSign: bits 5 and 6.
      extension(oids.keyUsage, true, bitString(Buffer.from([0x06]), 1)),
      own,
      signer,
    ];
  }
  return [
    extension(oids.basicConstraints, true, sequence([])),
    // digitalSignature: bit 0.
    extension(oids.keyUsage, true, bitString(Buffer.from([0x80]), 7)),
    extension(oids.extKeyUsage, false, sequence([objectId(oids.serverAuth)])),
    extension(oids.subjectAltName, false, sequence(hosts.map(generalName))),
    own,
    signer,
  ];
}

function generalName(host: HostName): Asn1 {
  return host.kind === "dns" ? implicit(2, Buffer.from(host.name, "latin1")) : implicit(7, host.octets);
}

/** The SHA-1 of the key's bits, as RFC 5280 section 4.2.1.2 proposes; it identifies and protects nothing. */
function keyIdentifier(key: KeyObject): Buffer {
  // An uncompressed point of P-256 is the last 65 octets of its SubjectPublicKeyInfo.
  return createHash("sha1").update(publicBytes(key).subarray(-65)).digest();
}

function publicBytes(key: KeyObject): Buffer {
  return key.export({ type: "spki", format: "der" });
}

function signatureAlgorithm(): Asn1 {
  // RFC 5758 section 3.2: the parameters are absent, not NULL.
  return sequence([objectId(oids.ecdsaWithSha256)]);
}

function distinguishedName(commonName: string): Asn1 {
  const value = asn1.create(Class.UNIVERSAL, Type.UTF8, false, Buffer.from(commonName).toString("latin1"));
  return sequence([
    asn1.create(Class.UNIVERSAL, Type.SET, true, [sequence([objectId(oids.commonName), value])]),
  ]);
}

function extension(oid: string, isCritical: boolean, value: Asn1): Asn1 {
  const bytes = Buffer.from(asn1.toDer(value).getBytes(), "latin1");
  return sequence([objectId(oid), ...(isCritical ? [boolean(true)] : []), octets(bytes)]);
}

function sequence(value: Asn1[]): Asn1 {
  return asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, value);
}

function integer(value: Buffer): Asn1 {
  return asn1.create(Class.UNIVERSAL, Type.INTEGER, false, value.toString("latin1"));
}

function boolean(value: boolean): Asn1 {
  return asn1.create(Class.UNIVERSAL, Type.BOOLEAN, false, value ? "\u00ff" : "\u0000");
}

function octets(value: Buffer): Asn1 {
  return asn1.create(Class.UNIVERSAL, Type.OCTETSTRING, false, value.toString("latin1"));
}

function bitString(value: Buffer, unusedBits = 0): Asn1 {
  return asn1.create(
    Class.UNIVERSAL,
    Type.BITSTRING,
    false,
    String.fromCharCode(unusedBits) + value.toString("latin1"),
  );
}

function objectId(oid: string): Asn1 {
  return asn1.create(Class.UNIVERSAL, Type.OID, false, asn1.oidToDer(oid).getBytes());
}

function time(instant: number): Asn1 {
  // RFC 5280 section 4.1.2.5 asks for UTCTime before 2050; a certificate of a day never gets there.
  return asn1.create(Class.UNIVERSAL, Type.UTCTIME, false, asn1.dateToUtcTime(new Date(instant)));
}

function explicit(tag: number, value: Asn1[]): Asn1 {
  return asn1.create(Class.CONTEXT_SPECIFIC, tag, true, value);
}

function implicit(tag: number, value: Buffer): Asn1 {
  return asn1.create(Class.CONTEXT_SPECIFIC, tag, false, value.toString("latin1"));
}

function toPem(der: string): string {
  const base64 = Buffer.from(der, "latin1").toString("base64");
  const lines = base64.match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
