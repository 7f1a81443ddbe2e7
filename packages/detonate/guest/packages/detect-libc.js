/** The C library of the machine. */
export default function create(kit) {
  kit.note("libc", "detect-libc");
  const isMusl = kit.world.circumstances?.libc === "musl";
  const family = kit.world.platform !== "linux" ? null : isMusl ? "musl" : "glibc";
  const version = family === null ? null : isMusl ? "1.2.5" : "2.39";
  return {
    GLIBC: "glibc",
    MUSL: "musl",
    family: async () => family,
    familySync: () => family,
    isNonGlibcLinux: async () => isMusl,
    isNonGlibcLinuxSync: () => isMusl,
    version: async () => version,
    versionSync: () => version,
  };
}
