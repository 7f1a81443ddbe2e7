// oxlint-disable no-control-regex -- Control characters are what is taken off.

/** Jenkins writes notes into its raw logs, between the marks for hidden text: names, links, steps. */
const jenkinsNote = /\u001b\[8mha:[^\u001b]{0,20000}\u001b\[0m/g;
/** A terminal's own commands: OSC (links, titles), APC (Buildkite), CSI (colours, cursor), and short escapes. */
const systemCommand = /\u001b[\]_P^][^\u0007\u001b]{0,4000}(?:\u0007|\u001b\\)/g;
const controlSequence = /[\u001b\u009b]\[?[0-9;:?<=>!]{0,100}[ -/]{0,4}[@-~]/g;
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;
const anyControl = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/;

/** A line as a person reads it: without colours, links, notes, and characters that nobody sees. Linear in the text. */
export function stripControl(text: string): string {
  if (!anyControl.test(text)) return text;
  const plain = text.includes("\u001b") || text.includes("\u009b") ? stripEscapes(text) : text;
  return plain.replace(control, "");
}

function stripEscapes(text: string): string {
  return text.replace(jenkinsNote, "").replace(systemCommand, "").replace(controlSequence, "");
}
