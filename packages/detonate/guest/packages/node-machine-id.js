/** The machine's id. */
export default function create(kit) {
  const machineIdSync = () => {
    kit.observe("env", "node-machine-id", { name: "machine-id" });
    return "8f0a6b1d4c5e4f3a9b7c2d1e0f5a6b3c8f0a6b1d4c5e4f3a9b7c2d1e0f5a6b3c";
  };
  return { machineIdSync, machineId: async () => machineIdSync() };
}
