/** debug is quiet. */
export default function create() {
  const make = (namespace) =>
    Object.assign(() => undefined, {
      namespace,
      enabled: false,
      extend: (more) => make(`${namespace}:${more}`),
      log: () => undefined,
      destroy: () => true,
    });
  return Object.assign((namespace) => make(namespace), {
    enable: () => undefined,
    disable: () => "",
    enabled: () => false,
    debug: make,
    default: make,
    names: [],
    skips: [],
    formatters: {},
    log: () => undefined,
  });
}
