/** The proxy that the environment names for an address; an empty text for none. */
export default function create(kit) {
  const { env } = kit.builtin("process");
  const read = (name) => env[name.toLowerCase()] || env[name.toUpperCase()] || "";
  return {
    getProxyForUrl(url) {
      const scheme = String(url?.protocol ?? url).split(":", 1)[0];
      return (
        read(`npm_config_${scheme}_proxy`) ||
        read(`${scheme}_proxy`) ||
        read("npm_config_proxy") ||
        read("all_proxy")
      );
    },
  };
}
