/** What is on the clipboard is a wallet's address. */
export default function create(kit) {
  const address = "0x8f5C1a2B7d4E6f9A0b3C5d7E9f1A2b4C6d8E0f1A";
  const readSync = () => {
    kit.observe("env", "clipboardy.read", { name: "clipboard" });
    return address;
  };
  const writeSync = (text) =>
    kit.observe("env", "clipboardy.write", { name: "clipboard", text: String(text) });
  const made = { readSync, writeSync, read: async () => readSync(), write: async (text) => writeSync(text) };
  return Object.assign(made, { default: made });
}
