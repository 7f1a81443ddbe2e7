import { randomBytes, X509Certificate } from "node:crypto";
import { createServer } from "node:net";
import { connect, TLSSocket } from "node:tls";
import { describe, expect, onTestFinished, test } from "vitest";
import { createThrowAwayAuthority } from "./authority.ts";

const hourMs = 3_600_000;

describe("createThrowAwayAuthority", () => {
  test("makes an authority of a day that signs for servers only", () => {
    const now = Date.parse("2026-06-01T12:00:00Z");

    const { certificate } = createThrowAwayAuthority({ now, randomBytes });

    const parsed = new X509Certificate(certificate);
    expect(parsed.ca).toBe(true);
    expect(parsed.verify(parsed.publicKey)).toBe(true);
    expect(Date.parse(parsed.validFrom)).toBe(now - hourMs);
    expect(Date.parse(parsed.validTo)).toBe(now + 24 * hourMs);
    expect(certificate).not.toContain("PRIVATE KEY");
  });

  test("makes another authority each time", () => {
    const parts = { now: Date.now(), randomBytes };

    const [one, other] = [createThrowAwayAuthority(parts), createThrowAwayAuthority(parts)];

    expect(new X509Certificate(one.certificate).fingerprint256).not.toBe(
      new X509Certificate(other.certificate).fingerprint256,
    );
  });

  test.each(["registry.example", "127.0.0.1", "::1", "fe80::1:2", "a.b.c.registry.example"])(
    "certifies %s, so that a client that believes the authority connects",
    async (host) => {
      const authority = createThrowAwayAuthority({ now: Date.now(), randomBytes });

      const subject = await handshake(authority, host);

      expect(subject.authorized).toBe(true);
      expect(subject.names).toMatch(host.includes(":") ? /^IP Address:/ : /(?:DNS|IP Address):/);
    },
  );

  test("answers the same context for a host again", () => {
    const authority = createThrowAwayAuthority({ now: Date.now(), randomBytes });

    expect(authority.contextFor("registry.example")).toBe(authority.contextFor("registry.example"));
  });
});

async function handshake(
  authority: ReturnType<typeof createThrowAwayAuthority>,
  host: string,
): Promise<{ authorized: boolean; names: string }> {
  const server = createServer((socket) => {
    new TLSSocket(socket, { isServer: true, secureContext: authority.contextFor(host) }).on("error", () =>
      socket.destroy(),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve());
  });
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return await new Promise((resolve, reject) => {
    const socket = connect(
      {
        port,
        host: "127.0.0.1",
        ca: authority.certificate,
        servername: host.includes(":") || /^\d/.test(host) ? "" : host,
        checkServerIdentity: () => undefined,
      },
      () => {
        resolve({ authorized: socket.authorized, names: socket.getPeerCertificate().subjectaltname ?? "" });
        socket.destroy();
      },
    );
    socket.on("error", reject);
  });
}
