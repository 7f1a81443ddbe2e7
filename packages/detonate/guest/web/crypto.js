/** The global `crypto`. */
export default function create(kit) {
  return { crypto: kit.builtin("crypto").webcrypto };
}
