/** The processor of the machine, whatever Node was built for. */
export default function create(kit) {
  kit.note("arch", kit.world.arch);
  const arch = () => kit.world.arch;
  return Object.assign(arch, { default: arch });
}
