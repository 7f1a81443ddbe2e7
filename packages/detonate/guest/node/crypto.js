import { bytesOf, createCiphers, createDigests } from "../parts/crypto/digests.js";
import { createDerivations, createKeys, createRandom } from "../parts/crypto/keys.js";
import { createSubtle } from "../parts/crypto/subtle.js";

/** The crypto module: what decodes payloads is real, what needs key pairs stands in. */
export default function create(kit) {
  const crypto = {
    ...createDigests(kit),
    ...createCiphers(kit),
    ...createDerivations(kit),
    ...createRandom(kit),
    ...createKeys(kit),
    timingSafeEqual: (left, right) => bytesOf(left).equals(bytesOf(right)),
    getCurves: () => ["prime256v1", "secp256k1", "secp384r1"],
    getFips: () => 0,
    setFips: () => undefined,
    constants: {
      RSA_PKCS1_PADDING: 1,
      RSA_NO_PADDING: 3,
      RSA_PKCS1_OAEP_PADDING: 4,
      RSA_PKCS1_PSS_PADDING: 6,
      SSL_OP_NO_SSLv2: 0,
      SSL_OP_ALL: 2_147_485_776,
    },
    DEFAULT_ENCODING: "buffer",
  };
  const subtle = createSubtle(crypto);
  const { getRandomValues, randomUUID } = crypto;
  return Object.assign(crypto, { subtle, webcrypto: { subtle, getRandomValues, randomUUID } });
}
