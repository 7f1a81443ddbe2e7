// The registry as the inspector asks it, answered from the cache of real packages.

/** Creates a registry source of `@lockkeeper/inspect` over the cache. */
export function createCachedSource(cache) {
  const versionsByUrl = new Map();
  return {
    fetchPackument: async (name) => {
      try {
        return await cache.packument(name);
      } catch (error) {
        if (error.message.startsWith("404")) return undefined;
        throw error;
      }
    },
    fetchTarball: async (name, url) => {
      const { version, dist } = await findVersion(name, url);
      return await cache.tarball(name, version, dist);
    },
    // The registry that is reached here has none; a real one is asked by the command.
    fetchAttestations: async () => undefined,
  };

  async function findVersion(name, url) {
    if (!versionsByUrl.has(url)) {
      const { versions } = JSON.parse(await cache.packument(name));
      for (const [version, { dist }] of Object.entries(versions))
        versionsByUrl.set(dist.tarball, { version, dist });
    }
    const found = versionsByUrl.get(url);
    if (found === undefined) throw new Error(`No version of ${name} has the tarball ${url}`);
    return found;
  }
}
