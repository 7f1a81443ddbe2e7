import type { CommandTell } from "../tells/command-tells.ts";

const allSecrets = /\$\{\{\s*toJSON\(\s*secrets\s*\)\s*\}\}/i;
const sends = /\b(?:curl|wget|Invoke-WebRequest)\b|actions\/upload-artifact/i;
const discussion = /^\s*(?:-\s*)?discussion(?:_comment)?\s*:|on:\s*\[?\s*discussion/m;
const discussionText = /\$\{\{\s*github\.event\.(?:discussion|comment)\.body\s*\}\}/;
const selfHosted = /runs-on:\s*\[?\s*["']?self-hosted/;

/** What a workflow of a repository gives away. Linear in the text; never throws. */
export function findWorkflowTells(text: string): readonly CommandTell[] {
  const tells: CommandTell[] = [];
  if (allSecrets.test(text) && sends.test(text))
    tells.push({
      rule: "tell-workflow-secrets",
      evidence: "Writes all secrets of the repository into one text and sends it away",
    });
  if (discussion.test(text) && discussionText.test(text) && selfHosted.test(text))
    tells.push({
      rule: "tell-workflow-backdoor",
      evidence: "Runs what anybody writes into a discussion, on a machine of the repository's own",
    });
  return tells;
}
