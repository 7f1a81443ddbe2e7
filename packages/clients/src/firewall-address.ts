const loopbackNames = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Whether a registry's address is the firewall's, however either spells it. */
export function isAtFirewall(address: string, firewall: string): boolean {
  if (!URL.canParse(address) || !URL.canParse(firewall)) return false;
  const [there, here] = [new URL(address), new URL(firewall)];
  const isSameHost =
    there.hostname === here.hostname ||
    (loopbackNames.has(there.hostname) && loopbackNames.has(here.hostname));
  return (
    isSameHost &&
    there.protocol === here.protocol &&
    there.port === here.port &&
    withSlash(there.pathname).startsWith(withSlash(here.pathname))
  );
}

/** An address for a person: without credentials, which settings may hold. */
export function renderAddress(address: string): string {
  if (!URL.canParse(address)) return JSON.stringify(address.slice(0, 200));
  const url = new URL(address);
  url.username = "";
  url.password = "";
  url.search = "";
  url.hash = "";
  return url.href.slice(0, 300);
}

function withSlash(path: string): string {
  return path.endsWith("/") ? path : `${path}/`;
}
