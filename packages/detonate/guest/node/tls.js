import { Server } from "../parts/network/server.js";
import { Socket } from "../parts/network/socket.js";

/** The tls module. */
export default function create(kit) {
  class TLSSocket extends Socket {
    encrypted = true;
    authorized = true;
    constructor() {
      super(kit);
    }
    getPeerCertificate() {
      return {
        subject: { CN: this.servername ?? "" },
        issuer: { O: "Let's Encrypt" },
        valid_to: "Dec 30 12:00:00 2027 GMT",
        fingerprint256: "",
      };
    }
    getProtocol() {
      return "TLSv1.3";
    }
    getCipher() {
      return { name: "TLS_AES_256_GCM_SHA384", version: "TLSv1.3" };
    }
  }
  return {
    TLSSocket,
    Server,
    connect: (...args) => new TLSSocket().connect(...args),
    createServer: (...args) =>
      new Server(
        kit,
        "tls",
        args.find((arg) => typeof arg === "function"),
      ),
    createSecureContext: () => ({ context: {} }),
    checkServerIdentity: () => undefined,
    getCiphers: () => ["tls_aes_256_gcm_sha384"],
    rootCertificates: [],
    DEFAULT_MIN_VERSION: "TLSv1.2",
    DEFAULT_MAX_VERSION: "TLSv1.3",
  };
}
