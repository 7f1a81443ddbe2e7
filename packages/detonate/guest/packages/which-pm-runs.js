/** The package manager that started this, as it says itself. */
export default function create(kit) {
  const agent = kit.builtin("process").env.npm_config_user_agent ?? "";
  const [name = "npm", version = ""] = agent.split(" ", 1)[0].split("/");
  const ask = () => (agent === "" ? undefined : { name, version });
  return Object.assign(ask, { default: ask });
}
