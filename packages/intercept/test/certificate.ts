import { createPublicKey, generateKeyPairSync } from "node:crypto";
import forge from "node-forge";

/** A certificate for servers, with its key and the private authority that issued it; PEM texts. */
export interface TestCertificate {
  readonly certificate: string;
  readonly key: string;
  readonly authority: string;
}

/** What a certificate is for. */
export interface CertificateOptions {
  readonly names: readonly string[];
  /** Milliseconds since the epoch. */
  readonly endsAt?: number;
}

const farEnd = Date.parse("2046-01-01T00:00:00Z");

/** Makes a certificate for some DNS names and for 127.0.0.1, issued by an authority that nobody but a test believes. */
export function makeCertificate({ names, endsAt = farEnd }: CertificateOptions): TestCertificate {
  const authorityKey = makeKey();
  const serverKey = makeKey();
  const authority = { subject: "Test authority", key: authorityKey };
  const altNames = [...names.map((value) => ({ type: 2, value })), { type: 7, ip: "127.0.0.1" }];
  return {
    key: serverKey,
    authority: issue({
      subject: authority.subject,
      publicKey: authorityKey,
      issuer: authority,
      endsAt: farEnd,
      extensions: [
        { name: "basicConstraints", cA: true, critical: true },
        { name: "keyUsage", keyCertSign: true, critical: true },
        { name: "subjectKeyIdentifier" },
      ],
    }),
    certificate: issue({
      subject: names[0] ?? "test",
      publicKey: serverKey,
      issuer: authority,
      endsAt,
      extensions: [
        { name: "basicConstraints", cA: false },
        { name: "keyUsage", digitalSignature: true, keyEncipherment: true },
        { name: "extKeyUsage", serverAuth: true },
        { name: "subjectAltName", altNames },
      ],
    }),
  };
}

interface Issue {
  readonly subject: string;
  /** The private key that the public one is taken from. */
  readonly publicKey: string;
  readonly issuer: { readonly subject: string; readonly key: string };
  readonly endsAt: number;
  readonly extensions: readonly object[];
}

function issue({ subject, publicKey, issuer, endsAt, extensions }: Issue): string {
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(
    createPublicKey(publicKey).export({ type: "spki", format: "pem" }).toString(),
  );
  certificate.serialNumber = `01${forge.util.bytesToHex(forge.random.getBytesSync(8))}`;
  certificate.validity.notBefore = new Date("2026-01-01T00:00:00Z");
  certificate.validity.notAfter = new Date(endsAt);
  certificate.setSubject([{ name: "commonName", value: subject }]);
  certificate.setIssuer([{ name: "commonName", value: issuer.subject }]);
  certificate.setExtensions([...extensions]);
  certificate.sign(forge.pki.privateKeyFromPem(issuer.key), forge.md.sha256.create());
  return forge.pki.certificateToPem(certificate);
}

function makeKey(): string {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}
