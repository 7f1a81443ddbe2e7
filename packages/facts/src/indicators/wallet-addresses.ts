import { createHash } from "node:crypto";

const base58Letters = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const bech32Letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
const base58Max = 60;

/** Whether a text is an address of Bitcoin or Tron in base58, whose last four bytes are a checksum. */
export function isBase58Address(text: string): boolean {
  if (text.length < 26 || text.length > base58Max) return false;
  const bytes = decodeBase58(text);
  if (bytes?.length !== 25 || !versions.has(bytes[0] ?? -1)) return false;
  return twiceHashed(bytes.subarray(0, 21)).subarray(0, 4).equals(bytes.subarray(21));
}

/** Bitcoin (public key, script), Litecoin, Dogecoin, Tron. */
const versions: ReadonlySet<number> = new Set([0x00, 0x05, 0x30, 0x32, 0x1e, 0x41]);

function twiceHashed(bytes: Buffer): Buffer {
  const once = createHash("sha256").update(bytes).digest();
  return createHash("sha256").update(once).digest();
}

function decodeBase58(text: string): Buffer | undefined {
  let value = 0n;
  for (const letter of text) {
    const digit = base58Letters.indexOf(letter);
    if (digit < 0) return undefined;
    value = value * 58n + BigInt(digit);
  }
  const hex = value.toString(16);
  const zeros = /^1*/.exec(text)?.[0].length ?? 0;
  const body = value === 0n ? Buffer.alloc(0) : Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
  return Buffer.concat([Buffer.alloc(zeros), body]);
}

/** Whether a text is a Bitcoin address of BIP 173 or 350, whose last six letters are a checksum. */
export function isBech32Address(text: string): boolean {
  const lower = text.toLowerCase();
  if (!/^bc1[a-z0-9]{11,71}$/.test(lower)) return false;
  const digits = Array.from(lower.slice(3), (letter) => bech32Letters.indexOf(letter));
  if (digits.includes(-1)) return false;
  const sum = polymod([3, 3, 0, 2, 3, ...digits]);
  return sum === 1 || sum === 0x2bc830a3;
}

/** The letters of `bc` and a separator go before the digits, as BIP 173 expands them. */
function polymod(values: readonly number[]): number {
  let sum = 1;
  for (const value of values) {
    const top = sum >>> 25;
    sum = ((sum & 0x1ffffff) << 5) ^ value;
    for (let bit = 0; bit < 5; bit += 1) {
      if (((top >>> bit) & 1) === 1) sum ^= generators[bit] ?? 0;
    }
  }
  return sum >>> 0;
}

const generators = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** Whether a text is an address of Ethereum and its kin: 40 digits that are not a pattern. */
export function isEthereumAddress(text: string): boolean {
  return /^0x[0-9a-fA-F]{40}$/.test(text) && new Set(text.slice(2).toLowerCase()).size >= 8;
}
