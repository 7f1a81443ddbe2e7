import { BlockList, isIPv4 } from "node:net";

/** Resolvers that anybody may ask, and addresses of no use: they say nothing. */
const plainAddresses: ReadonlySet<string> = new Set([
  "1.1.1.1",
  "1.0.0.1",
  "8.8.8.8",
  "8.8.4.4",
  "9.9.9.9",
  "1.2.3.4",
  "4.4.4.4",
  "2.2.2.2",
  "5.5.5.5",
]);

/** Whether four numbers are an address on the public network: none of RFC 1918, 6598, 3927, loopback, multicast. */
export function isPublicIpv4(text: string): boolean {
  return isIPv4(text) && !plainAddresses.has(text) && !reserved.check(text);
}

const reservedTexts =
  "0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.168.0.0/16 224.0.0.0/3";
const reserved: BlockList = reservedNetworks();

function reservedNetworks(): BlockList {
  const networks = new BlockList();
  for (const network of reservedTexts.split(" ")) addNetwork(networks, network);
  return networks;
}

function addNetwork(networks: BlockList, text: string): void {
  const [address = "", bits = ""] = text.split("/");
  networks.addSubnet(address, Number(bits));
}

/**
 * The address that a dot before a digit is part of, by its start and end, when it is written as one: after a quote, `//`,
 * an at sign, an equals sign or a colon; or after a space, when it is too long for a number of versions or coordinates.
 */
export function ipv4Around(
  bytes: Uint8Array,
  dot: number,
): { readonly start: number; readonly end: number } | undefined {
  let start = dot;
  while (start > 0 && dot - start < 3 && isDigit(bytes[start - 1])) start -= 1;
  if (start === dot || !canPrecede(bytes, start)) return undefined;
  const end = endOfNumbers(bytes, start);
  if (end === undefined || bytes[end] === 0x2e || isWordByte(bytes[end])) return undefined;
  return bytes[start - 1] === 0x20 && end - start < 10 ? undefined : { start, end };
}

/** The end of four numbers with three dots. */
function endOfNumbers(bytes: Uint8Array, start: number): number | undefined {
  let at = start;
  for (let part = 0; part < 4; part += 1) {
    const first = at;
    while (isDigit(bytes[at]) && at - first < 3) at += 1;
    if (at === first || (bytes[first] === 0x30 && at - first > 1)) return undefined;
    if (part < 3 && bytes[at] !== 0x2e) return undefined;
    if (part < 3) at += 1;
  }
  return isDigit(bytes[at]) ? undefined : at;
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 0x30 && byte <= 0x39;
}

function isWordByte(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  const letter = byte | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || byte === 0x5f || byte === 0x2d;
}

/** Quotes, `@`, `=`, a space; `//` and `/tcp/`, but no other slash: `Chrome/90.0.44.93` is a version. */
function canPrecede(bytes: Uint8Array, start: number): boolean {
  const byte = bytes[start - 1];
  if (byte === undefined) return true;
  if (byte === 0x2f) return bytes[start - 2] === 0x2f || bytes[start - 2] === 0x70;
  return precedents.has(byte);
}

const precedents: ReadonlySet<number> = new Set(Buffer.from("\"'`@= (\n"));
