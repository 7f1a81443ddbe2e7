/** Providers that take no name, or give addresses for minutes. Facts about services, not judgements of their users. */
const privacyDomains: ReadonlySet<string> = new Set([
  "proton.me",
  "protonmail.com",
  "protonmail.ch",
  "pm.me",
  "tuta.com",
  "tuta.io",
  "tutamail.com",
  "tutanota.com",
  "tutanota.de",
  "keemail.me",
  "cock.li",
  "airmail.cc",
  "firemail.cc",
  "dnmx.org",
  "onionmail.org",
  "mail2tor.com",
  "skiff.com",
  "disroot.org",
  "mailfence.com",
  "ctemplar.com",
  "duck.com",
  "mozmail.com",
  "simplelogin.com",
  "anonaddy.com",
  "guerrillamail.com",
  "sharklasers.com",
  "grr.la",
  "mailinator.com",
  "maildrop.cc",
  "yopmail.com",
  "temp-mail.org",
  "tempmail.com",
  "10minutemail.com",
  "dispostable.com",
  "getnada.com",
  "mail.tm",
  "throwawaymail.com",
]);

/** The part of an address after its last `@`; `undefined` for what is no address. */
export function mailDomain(email: string | undefined): string | undefined {
  const at = email?.lastIndexOf("@") ?? -1;
  if (email === undefined || at < 1) return undefined;
  const domain = email.slice(at + 1).toLowerCase();
  return domain === "" ? undefined : domain;
}

/** Whether an address is of a provider that hides who is behind it. */
export function isPrivacyMail(email: string | undefined): boolean {
  const domain = mailDomain(email);
  return domain !== undefined && privacyDomains.has(domain);
}
