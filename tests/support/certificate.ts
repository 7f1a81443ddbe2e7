import { generateKeyPairSync } from "node:crypto";
import forge from "node-forge";

/** A certificate that nobody but a test believes, with its key; PEM texts. */
export interface TestCertificate {
  readonly certificate: string;
  readonly key: string;
}

/** What a certificate is for. */
export interface CertificateOptions {
  readonly names: readonly string[];
  /** Milliseconds since the epoch. */
  readonly endsAt?: number;
  readonly serial?: string;
}

/** Makes a self-signed certificate for some DNS names and for 127.0.0.1. */
export function makeCertificate({ names, endsAt, serial = "01" }: CertificateOptions): TestCertificate {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  const signing = forge.pki.privateKeyFromPem(key);
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.setRsaPublicKey(signing.n, signing.e);
  certificate.serialNumber = serial;
  certificate.validity.notBefore = new Date("2026-01-01T00:00:00Z");
  certificate.validity.notAfter = new Date(endsAt ?? "2046-01-01T00:00:00Z");
  const subject = [{ name: "commonName", value: names[0] ?? "test" }];
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.setExtensions([
    { name: "basicConstraints", cA: true },
    {
      name: "subjectAltName",
      altNames: [...names.map((value) => ({ type: 2, value })), { type: 7, ip: "127.0.0.1" }],
    },
  ]);
  certificate.sign(signing, forge.md.sha256.create());
  return { certificate: forge.pki.certificateToPem(certificate), key };
}
