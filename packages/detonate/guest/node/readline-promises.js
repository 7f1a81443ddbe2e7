/** `readline/promises`. */
export default function create(kit) {
  return {
    createInterface: (...args) => {
      const made = kit.builtin("readline").createInterface(...args);
      const ask = made.question.bind(made);
      made.question = (text) => new Promise((resolve) => ask(text, resolve));
      return made;
    },
  };
}
