/** What npm's registry puts in the place of a package that it took away: never a part of an attack. */
export const placeholderVersions: readonly string[] = ["0.0.1-security", "0.0.1-security.0"];
