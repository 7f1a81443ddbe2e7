import { BlockList, isIP } from "node:net";

/**
 * Who can be behind an IP address: anyone (`public`), machines of this network (`private`), or nobody that could serve
 * a package (`never`): link-local with the cloud's metadata service, multicast, unspecified, reserved.
 */
export type AddressKind = "public" | "private" | "never";

// Ranges: the IANA special-purpose address registries.
const privateRanges: BlockList = createBlockList([
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["::1", 128],
  ["fc00::", 7],
]);
const neverRanges: BlockList = createBlockList([
  ["0.0.0.0", 8],
  ["169.254.0.0", 16],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
  ["100.100.100.200", 32],
  ["::", 128],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
  ["5f00::", 16],
  ["fe80::", 10],
  ["fec0::", 10],
  ["ff00::", 8],
  ["fd00:ec2::254", 128],
]);
// IPv6 forms that only carry an IPv4 address: mapped, compatible, NAT64.
const carriers: BlockList = createBlockList([
  ["::ffff:0:0", 96],
  ["::", 96],
  ["64:ff9b::", 96],
]);

/** Classifies an IP address in any textual form that `net.isIP` accepts; whatever else comes is `never`. */
export function classifyAddress(address: string): AddressKind {
  const bare = address.replace(/%.*$/s, "");
  const family = isIP(bare);
  if (family === 0) return "never";
  const type = family === 4 ? "ipv4" : "ipv6";
  if (neverRanges.check(bare, type)) return "never";
  if (privateRanges.check(bare, type)) return "private";
  if (family === 6 && carriers.check(bare, "ipv6")) return classifyAddress(carriedAddress(bare));
  return "public";
}

/** The IP address that a URL's host name literally is, without brackets; `undefined` for a name. */
export function literalAddress(hostname: string): string | undefined {
  const bare = hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
  return isIP(bare) === 0 ? undefined : bare;
}

function createBlockList(ranges: readonly (readonly [network: string, prefix: number])[]): BlockList {
  const list = new BlockList();
  for (const [network, prefix] of ranges) {
    list.addSubnet(network, prefix, network.includes(":") ? "ipv6" : "ipv4");
  }
  return list;
}

/** The IPv4 address in the last 32 bits. The URL parser writes every spelling of an address in one way. */
function carriedAddress(address: string): string {
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const groups = canonical.split(":").slice(-2);
  const [high = 0, low = 0] = groups.map((group) => (group === "" ? 0 : Number.parseInt(group, 16)));
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join(".");
}
