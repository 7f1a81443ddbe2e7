/** The C library of the machine. */
export default function create(kit) {
  const family = kit.world.platform === "linux" ? "glibc" : null;
  const version = family === null ? null : "2.39";
  return {
    GLIBC: "glibc",
    MUSL: "musl",
    family: async () => family,
    familySync: () => family,
    isNonGlibcLinux: async () => false,
    isNonGlibcLinuxSync: () => false,
    version: async () => version,
    versionSync: () => version,
  };
}
