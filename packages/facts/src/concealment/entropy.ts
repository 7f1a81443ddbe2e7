/** Shannon's entropy of bytes, in bits for each: 8 for noise, about 4.5 for prose, 5 to 6 for minified code and base64. */
export function entropyOf(bytes: Uint8Array): number {
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte] = (counts[byte] ?? 0) + 1;
  let sum = 0;
  for (const count of counts) {
    if (count > 0) sum -= (count / bytes.length) * Math.log2(count / bytes.length);
  }
  return sum;
}
