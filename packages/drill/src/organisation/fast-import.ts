import type { OrganisationRepository } from "./organisation.ts";

/**
 * A repository's history as `git fast-import` reads it (git-fast-import(1)). A branch begins at what `main` was when its
 * first commit was made.
 */
export function renderFastImport({ commits }: Pick<OrganisationRepository, "commits">): string {
  const known = new Set<string>();
  return commits.map((commit) => renderCommit(commit, known)).join("");
}

function renderCommit(commit: OrganisationRepository["commits"][number], known: Set<string>): string {
  const { branch, at, zone, message, files } = commit;
  const when = `${Math.floor(at / 1000)} ${zone}`;
  const reference = branch.startsWith("refs/") ? branch : `refs/heads/${branch}`;
  const isFirst = !known.has(branch);
  known.add(branch);
  const from = isFirst && branch !== "main" && known.has("main") ? "from refs/heads/main\n" : "";
  const changes = Object.entries(files).map(([path, text]) =>
    text === undefined ? `D ${path}\n` : `M 100644 inline ${path}\n${renderData(text)}`,
  );
  return (
    `commit ${reference}\n` +
    `author Dev <dev@example.example> ${when}\n` +
    `committer Dev <dev@example.example> ${when}\n` +
    `${renderData(`${message}\n`)}${from}${changes.join("")}\n`
  );
}

function renderData(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}
