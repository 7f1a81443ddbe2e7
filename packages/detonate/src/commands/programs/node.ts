import { failed, observeCode, said, textAt } from "../command-call.ts";
import type { CommandResult, Program, ProgramCall } from "../command-call.ts";
import type { Runtime } from "../../services/service.ts";
import { installPackages } from "./npm-install.ts";
import { editManifest } from "./npm-pkg.ts";

/** Programs that run JavaScript, and those that manage packages. */
export const nodePrograms: Readonly<Record<string, Program>> = {
  node: runNode,
  nodejs: runNode,
  iojs: runNode,
  "ts-node": runNode,
  tsx: runNode,
  bun: (call) => runOther(call, /^(?:install|add|i|x|build|upgrade|pm|init|link|remove|update)$/),
  deno: (call) => runOther(call, /^(?:install|add|cache|check|compile|fmt|lint|upgrade|info|remove)$/),
  npm: runNpm,
  pnpm: runNpm,
  yarn: runNpm,
  npx: (call) =>
    runTool(
      call,
      call.arguments.filter((word) => !/^-(?:y|-yes|-quiet|q)$/.test(word)),
    ),
  pnpx: (call) => runTool(call, call.arguments),
  bunx: (call) => runTool(call, call.arguments),
};

const takesValue =
  /^(?:-r|--require|--import|--loader|--experimental-loader|-C|--conditions|--env-file|--input-type|--title)$/;

const printing = /^(?:-p|--print|-pe|-ep)$/;

function runNode(call: ProgramCall): CommandResult {
  const words = [...call.arguments];
  const execArgv: string[] = [];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (/^(?:-v|--version)$/.test(word)) return said("v20.18.1\n");
    const text = evaluatedText(word, words);
    if (text !== undefined) return startText(call, text, words, [...execArgv, word]);
    if (word === "-") break;
    if (word === "--") return startFile(call, words.shift() ?? "", words, execArgv);
    if (!word.startsWith("-")) return startFile(call, word, words, execArgv);
    execArgv.push(word);
    if (takesValue.test(word)) execArgv.push(words.shift() ?? "");
  }
  return call.stdin === "" ? said("") : startText(call, call.stdin, words, execArgv);
}

/** Bun and Deno, whose first word may be an order, or a script of the manifest. */
function runOther(call: ProgramCall, orders: RegExp): CommandResult {
  const [first = "", second = ""] = call.arguments;
  if (orders.test(first)) return said("");
  if (first === "eval") return startText(call, second, call.arguments.slice(2), []);
  const name = /^(?:run|task)$/.test(first) ? second : first;
  return scriptOf(call, name) === undefined ? runNode(withoutRun(call)) : runScript(call, name);
}

function runtimeOf({ program }: ProgramCall): Runtime {
  const [, name] = /(?:^|[\\/])(bun|deno)(?:x|\.exe)?$/i.exec(program) ?? [];
  return name === undefined ? "node" : name.toLowerCase() === "bun" ? "bun" : "deno";
}

/** The text that an option says is to be run, if it says one. */
function evaluatedText(option: string, words: string[]): string | undefined {
  if (option.startsWith("--eval=")) return option.slice("--eval=".length);
  if (/^(?:-e|--eval)$/.test(option)) return words.shift() ?? "";
  return printing.test(option) ? (words.shift() ?? "") : undefined;
}

function startText(
  call: ProgramCall,
  text: string,
  words: readonly string[],
  execArgv: readonly string[],
): CommandResult {
  observeCode(call, text);
  const { environment, folder, stdin } = call;
  const runtime = runtimeOf(call);
  const isModule = runtime === "deno" || execArgv.join(" ").replace("=", " ").includes("--input-type module");
  const isPrinted = printing.test(execArgv.at(-1) ?? "");
  const script = { kind: "text", text, isModule, isPrinted } as const;
  const { process } = call.scene;
  return process.startChild({ script, runtime, arguments: words, execArgv, environment, folder, stdin });
}

function startFile(
  call: ProgramCall,
  file: string,
  words: readonly string[],
  execArgv: readonly string[],
): CommandResult {
  const { disk } = call.scene.process;
  const place = disk.places.resolve(call.folder, file);
  const candidates = [
    place,
    `${place}.js`,
    `${place}.cjs`,
    `${place}.mjs`,
    `${place}.ts`,
    disk.places.join(place, "index.js"),
    mainOf(call, place),
  ];
  const path = candidates.find((one) => disk.find(one)?.kind === "file");
  if (path === undefined) return failed(`Error: Cannot find module '${place}'\n`);
  const { environment, folder, stdin, messages } = call;
  return call.scene.process.startChild({
    script: { kind: "file", path },
    messages,
    runtime: runtimeOf(call),
    arguments: words,
    execArgv,
    environment,
    folder,
    stdin,
  });
}

function mainOf(call: ProgramCall, folder: string): string {
  const { disk } = call.scene.process;
  const main = manifestAt(call, folder)["main"];
  return disk.places.resolve(folder, typeof main === "string" ? main : "index.js");
}

function withoutRun(call: ProgramCall): ProgramCall {
  const words = call.arguments.filter((word) => !/^(?:-A|--allow-[\w-]+|--no-check|--quiet|-q)$/.test(word));
  return { ...call, arguments: words[0] === "run" ? words.slice(1) : words };
}

type Plain = Readonly<Record<string, unknown>>;

function manifestAt(call: ProgramCall, folder: string): Plain {
  const text = textAt(call, call.scene.process.disk.places.join(folder, "package.json"));
  try {
    const manifest: unknown = JSON.parse(text ?? "{}");
    // Checked to be an object; its members are checked where they are used.
    return typeof manifest === "object" && manifest !== null ? (manifest as Plain) : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

function runNpm(call: ProgramCall): CommandResult {
  const [verb = "", name = ""] = call.arguments.filter((word) => !word.startsWith("-"));
  if (/^(?:run|run-script|rum)$/.test(verb)) return runScript(call, name);
  if (/^(?:test|start|stop|restart)$/.test(verb)) return runScript(call, verb);
  if (call.program.endsWith("yarn") && scriptOf(call, verb) !== undefined) return runScript(call, verb);
  if (/^(?:exec|dlx|x)$/.test(verb)) {
    const words = call.arguments.slice(call.arguments.indexOf(verb) + 1);
    return runTool(
      call,
      words.filter((word) => word !== "--"),
    );
  }
  if (call.arguments.some((word) => /^(?:-v|--version)$/.test(word))) return said("10.8.2\n");
  if (verb === "pkg") return editManifest(call, wordsAfter(call, verb));
  if (/^(?:i|install|add)$/.test(verb)) return installPackages(call, wordsAfter(call, verb));
  return said(npmAnswer(call, verb, call.arguments.join(" ")));
}

function wordsAfter(call: ProgramCall, verb: string): readonly string[] {
  return call.arguments.slice(call.arguments.indexOf(verb) + 1).filter((word) => !word.startsWith("-"));
}

/** The packages of the project, as npm lists them: those that it declares. */
function installedTree(call: ProgramCall): string {
  const { world, disk } = call.scene.process;
  const { name, version, dependencies = {} } = manifestAt(call, world.project);
  const folder = disk.places.join(world.project, "node_modules");
  const listed = Object.keys(Object(dependencies)).map((each) => {
    const path = disk.places.join(folder, each);
    return [each, { ...manifestAt(call, path), path, dependencies: {} }] as const;
  });
  const tree = { name, version, path: world.project, dependencies: Object.fromEntries(listed) };
  return JSON.stringify(tree, undefined, 2);
}

function npmAnswer(call: ProgramCall, verb: string, line: string): string {
  const { platform, home, project } = call.scene.process.world;
  switch (verb) {
    case "whoami":
      return "lena-brandt\n";
    case "root":
      return platform === "win32"
        ? `${home}\\AppData\\Roaming\\npm\\node_modules\n`
        : "/usr/local/lib/node_modules\n";
    case "ls":
    case "list":
    case "ll":
      return line.includes("--json") ? `${installedTree(call)}\n` : "";
    case "prefix":
    case "bin":
      return `${project}\n`;
    case "config":
      return line.includes("registry") ? "https://registry.example/\n" : "undefined\n";
    case "token":
      return "Publish token npm_… with id 3f9a21 created 2026-01-12\n";
    default:
      return "";
  }
}

function scriptOf(call: ProgramCall, name: string): string | undefined {
  const scripts = manifestAt(call, call.folder)["scripts"];
  if (typeof scripts !== "object" || scripts === null || !Object.hasOwn(scripts, name)) return undefined;
  const text: unknown = Reflect.get(scripts, name);
  return typeof text === "string" ? text : undefined;
}

function runScript(call: ProgramCall, name: string): CommandResult {
  const parts = [`pre${name}`, name, `post${name}`]
    .map((one) => scriptOf(call, one))
    .filter((text) => text !== undefined);
  if (parts.length === 0) return failed(`npm error Missing script: "${name}"\n`);
  const environment = { ...call.environment, npm_lifecycle_event: name };
  let stdout = "";
  for (const text of parts) {
    const result = call.scene.shell({ ...call, environment, depth: call.depth + 1 }, text);
    stdout += result.stdout;
    if (result.status !== 0) return { ...result, stdout };
  }
  return said(stdout);
}

/** A package's command: run where the package is there, else known to be fetched. */
function runTool(call: ProgramCall, words: readonly string[]): CommandResult {
  const [tool = "", ...rest] = words;
  if (tool === "") return said("");
  const result = call.scene.start({
    ...call,
    program: tool.replace(/(?<=.)@[^@/]*$/, ""),
    arguments: rest,
    depth: call.depth + 1,
  });
  return result.isMissing === true ? said("") : result;
}
