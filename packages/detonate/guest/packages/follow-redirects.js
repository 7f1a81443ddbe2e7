/** follow-redirects is http and https, whose requests go where they are sent. */
export default function create(kit) {
  return {
    http: following(kit.builtin("http")),
    https: following(kit.builtin("https")),
    wrap: (protocols) => protocols,
  };
}

function following(module) {
  const call = (name) => (target, options, done) =>
    typeof target === "string" || target instanceof URL
      ? module[name](
          target,
          typeof options === "function" ? { follows: true } : { ...options, follows: true },
          done ?? options,
        )
      : module[name]({ ...target, follows: true }, options);
  return { ...module, get: call("get"), request: call("request") };
}
