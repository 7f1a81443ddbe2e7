/** Questions to whoever sits before the program: nobody answers but with yes. */
export default function create(kit) {
  const said = (text) => kit.print("stdout", `${String(text ?? "")}\n`);
  return {
    alert: (text) => said(text),
    confirm: (text) => {
      said(text);
      return true;
    },
    prompt: (text, usual = "") => {
      said(text);
      return String(usual);
    },
  };
}
