type Data = Readonly<Record<string, unknown>>;

/** One line for people: what was called, and what with. */
export function renderDetail(api: string, data: Data, maxCharacters: number): string {
  const parts = [api, subjectOf(data), ...afterwards(data)];
  const line = parts.filter((part) => part !== "").join(" ");
  const flat = line.replaceAll(/\s+/g, " ");
  return flat.length > maxCharacters ? `${flat.slice(0, maxCharacters - 1)}…` : flat;
}

function subjectOf(data: Data): string {
  const command = textOf(data["command"]);
  if (command !== "") return command;
  const program = textOf(data["program"]);
  if (program !== "") return [program, ...textsOf(data["arguments"])].join(" ");
  const url = textOf(data["url"]);
  if (url !== "") return `${textOf(data["method"])} ${url}`.trim();
  for (const member of ["path", "host", "name", "text"]) {
    const text = textOf(data[member]);
    if (text !== "") return text;
  }
  return "";
}

function afterwards(data: Data): readonly string[] {
  const to = textOf(data["to"]);
  const body = textOf(data["body"]);
  const content = textOf(data["content"]);
  return [
    to === "" ? "" : `→ ${to}`,
    body === "" ? "" : `with ${body}`,
    content === "" ? "" : `: ${content}`,
  ];
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map((item) => String(item)) : [];
}
