/** dotenv reads the file that it is told, or the one of the folder. */
export default function create(kit) {
  const { parseEnv } = kit.builtin("util");
  const config = (options = {}) => {
    const fs = kit.builtin("fs");
    const path = options.path ?? ".env";
    if (!fs.existsSync(path))
      return {
        error: Object.assign(new Error(`ENOENT: no such file or directory, open '${path}'`), {
          code: "ENOENT",
        }),
        parsed: {},
      };
    const parsed = parseEnv(fs.readFileSync(path, "utf8"));
    const { env } = kit.builtin("process");
    for (const [name, value] of Object.entries(parsed))
      if (options.override || !(name in env)) env[name] = value;
    return { parsed };
  };
  const made = { config, parse: (text) => parseEnv(String(text)), populate: Object.assign };
  return Object.assign(made, { default: made });
}
