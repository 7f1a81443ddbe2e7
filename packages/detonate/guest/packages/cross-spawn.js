/** cross-spawn is `spawn`. */
export default function create(kit) {
  const { spawn, spawnSync } = kit.builtin("child_process");
  const start = (...args) => spawn(...args);
  return Object.assign(start, { spawn: start, sync: (...args) => spawnSync(...args), default: start });
}
