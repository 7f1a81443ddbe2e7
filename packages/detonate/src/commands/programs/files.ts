import { failed, said, textAt } from "../command-call.ts";
import type { CommandResult, Program, ProgramCall } from "../command-call.ts";

/** Programs that change the disk: it is changed, and told. */
export const filePrograms: Readonly<Record<string, Program>> = {
  rm: (call) => removeAll(call),
  unlink: (call) => removeAll(call),
  rmdir: (call) => removeAll(call),
  rimraf: (call) => removeAll(call),
  mkdir: (call) => change(call, (path) => call.scene.process.disk.makeFolder(path, true)),
  touch: (call) => change(call, (path) => call.scene.process.disk.append(path, new Uint8Array())),
  chmod: (call) => {
    const [mode = "", ...places] = call.arguments.filter((word) => !/^-[A-Za-z]+$/.test(word));
    const bits = /^[0-7]{3,4}$/.test(mode) ? Number.parseInt(mode, 8) : 0o755;
    return change(
      { ...call, arguments: places },
      (path) => call.scene.process.disk.change(path, { mode: bits }),
      { mode },
    );
  },
  chown: () => said(""),
  cp: (call) => transfer(call, false),
  copy: (call) => transfer(call, false),
  mv: (call) => transfer(call, true),
  install: (call) => transfer(call, false),
  ln: (call) => {
    const [target = "", place = ""] = plainWords(call);
    const path = placeOf(call, place);
    tell(call, target, { to: path });
    return attempt(call, () => call.scene.process.disk.link(target, path));
  },
  ls: (call) => {
    const folder = placeOf(call, plainWords(call)[0] ?? ".");
    const { disk } = call.scene.process;
    if (disk.find(folder)?.kind !== "folder")
      return failed(`ls: cannot access '${folder}': No such file or directory\n`, 2);
    tell(call, folder);
    return said(
      `${disk
        .names(folder)
        .filter((name) => !name.startsWith("."))
        .join("\n")}\n`,
    );
  },
  find: (call) => {
    const path = placeOf(call, plainWords(call)[0] ?? ".");
    if (isFindDeleting(call))
      call.scene.process.observe({ kind: "file", api: "find -delete", data: { path } });
    else tell(call, path);
    return said(findAll(call));
  },
  test: (call) => ({ status: isMet(call) ? 0 : 1, stdout: "", stderr: "" }),
  "[": (call) => ({
    status: isMet({ ...call, arguments: call.arguments.slice(0, -1) }) ? 0 : 1,
    stdout: "",
    stderr: "",
  }),
  "[[": (call) => ({
    status: isMet({ ...call, arguments: call.arguments.slice(0, -1) }) ? 0 : 1,
    stdout: "",
    stderr: "",
  }),
  tee: (call) => {
    for (const file of plainWords(call)) {
      const path = placeOf(call, file);
      call.scene.process.observe({ kind: "file", api: "tee", data: { path, content: call.stdin } });
      attempt(call, () => call.scene.process.disk.append(path, Buffer.from(call.stdin)));
    }
    return said(call.stdin);
  },
  basename: (call) => said(`${(call.arguments[0] ?? "").replace(/\/+$/, "").split("/").at(-1) ?? ""}\n`),
  dirname: (call) => said(`${(call.arguments[0] ?? "").replace(/\/[^/]*\/*$/, "") || "."}\n`),
  realpath: (call) => said(`${placeOf(call, plainWords(call)[0] ?? ".")}\n`),
  readlink: (call) => said(`${placeOf(call, plainWords(call)[0] ?? ".")}\n`),
  mktemp: (call) => {
    const path = `${call.scene.process.world.temporaryFolder}/tmp.Xq7c2LmP9a`;
    attempt(call, () => call.scene.process.disk.makeFolder(path, true));
    return said(`${path}\n`);
  },
};

function plainWords(call: ProgramCall): readonly string[] {
  return call.arguments.filter((word) => !word.startsWith("-"));
}

function placeOf(call: ProgramCall, path: string): string {
  return call.scene.process.disk.places.resolve(call.folder, path);
}

function tell(call: ProgramCall, path: string, more: Readonly<Record<string, unknown>> = {}): void {
  call.scene.process.observe({ kind: "file", api: call.program, data: { path, ...more } });
}

/** What the pretended disk refuses is the command's failure. */
function attempt(call: ProgramCall, run: () => unknown): CommandResult {
  try {
    run();
    return said("");
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return failed(`${call.program}: ${error.message}\n`);
  }
}

function change(
  call: ProgramCall,
  run: (path: string) => unknown,
  more: Readonly<Record<string, unknown>> = {},
): CommandResult {
  let result = said("");
  for (const word of plainWords(call)) {
    const path = placeOf(call, word);
    tell(call, path, more);
    const one = attempt(call, () => run(path));
    if (one.status !== 0) result = one;
  }
  return result;
}

function removeAll(call: ProgramCall): CommandResult {
  const { disk } = call.scene.process;
  for (const word of plainWords(call)) {
    // A star stands for what is in the folder.
    const path = placeOf(call, word.replace(/[\\/]\*$/, ""));
    tell(call, path, { recursive: call.arguments.some((one) => /^-\w*[rR]|^\/s/i.test(one)) });
    attempt(call, () =>
      disk.find(path)?.kind === "folder" ? disk.removeFolder(path, true) : disk.removeFile(path),
    );
  }
  return said("");
}

function transfer(call: ProgramCall, isMove: boolean): CommandResult {
  const { disk } = call.scene.process;
  const words = plainWords(call).filter((word) => !/^\/[a-z]$/i.test(word));
  const target = placeOf(call, words.at(-1) ?? "");
  let result = said("");
  for (const word of words.slice(0, -1)) {
    const from = placeOf(call, word);
    const to =
      disk.find(target)?.kind === "folder" ? disk.places.join(target, disk.places.nameOf(from)) : target;
    tell(call, from, { to });
    result = attempt(call, () => {
      if (isMove) disk.rename(from, to);
      else disk.write(to, disk.contentOf(from));
    });
  }
  return result;
}

/** Whether what is found is deleted, or handed to what deletes. */
function isFindDeleting({ arguments: words }: ProgramCall): boolean {
  const starts = words.findIndex((word) => /^-exec(?:dir)?$/.test(word));
  return (
    words.includes("-delete") || (starts !== -1 && /^(?:rm|shred|unlink)$/.test(words[starts + 1] ?? ""))
  );
}

function findAll(call: ProgramCall): string {
  const { disk } = call.scene.process;
  const start = placeOf(call, plainWords(call)[0] ?? ".");
  const name = call.arguments[call.arguments.indexOf("-name") + 1];
  const sought = call.arguments.includes("-name") ? (name ?? "").replaceAll("*", "") : "";
  const found: string[] = [];
  const visit = (folder: string, depth: number): void => {
    if (depth > 6 || found.length >= 200 || disk.find(folder)?.kind !== "folder") return;
    for (const entry of disk.names(folder)) {
      const place = disk.places.join(folder, entry);
      if (entry.includes(sought)) found.push(place);
      visit(place, depth + 1);
    }
  };
  visit(start, 0);
  return found.length === 0 ? "" : `${found.join("\n")}\n`;
}

/** The tests that scripts make; what is not known is taken to hold. */
function isMet(call: ProgramCall): boolean {
  const words = call.arguments;
  const [first = "", second = "", third] = words;
  if (first === "!") return !isMet({ ...call, arguments: words.slice(1) });
  if (/^-[a-z]$/.test(first) && words.length === 2) return isUnaryMet(call, first, second ?? "");
  if (third === undefined) return first !== "";
  switch (second) {
    case "=":
    case "==":
    case "-eq":
      return first === third;
    case "!=":
    case "-ne":
      return first !== third;
    case "-gt":
    case "-ge":
      return Number(first) >= Number(third);
    case "-lt":
    case "-le":
      return Number(first) <= Number(third);
    default:
      return true;
  }
}

function isUnaryMet(call: ProgramCall, test: string, word: string): boolean {
  const { process } = call.scene;
  if (test === "-z") return word === "";
  if (test === "-n") return word !== "";
  const path = placeOf(call, word);
  process.note("file", path);
  const kind = process.disk.find(path)?.kind;
  if (test === "-d") return kind === "folder";
  if (test === "-s") return kind === "file" && textAt(call, path) !== "";
  return test === "-f" ? kind === "file" : kind !== undefined;
}
