import {
  itemsOf,
  memberOf,
  membersOf,
  objectsIn,
  textOf,
  tryParseLenientJson,
} from "../manifest/json-value.ts";
import type { JsonObject, JsonValue } from "../manifest/json-value.ts";
import type { Autorun, AutorunRule } from "./autorun-rule.ts";

/** Files of editors and of what sets up a machine to work in: Visual Studio Code, JetBrains, containers, direnv. */
export const editorRules: readonly AutorunRule[] = [
  { tool: "Visual Studio Code", path: /(?:^|\/)\.vscode\/tasks\.json$/, read: readTasks },
  { tool: "Visual Studio Code", path: /(?:^|\/)\.vscode\/settings\.json$/, read: readEditorSettings },
  { tool: "Visual Studio Code", path: /(?:^|\/)[^/]+\.code-workspace$/, read: readTasks },
  { tool: "JetBrains", path: /(?:^|\/)\.idea\/(?:startup|workspace)\.xml$/, read: readStartupTasks },
  {
    tool: "dev container",
    path: /(?:^|\/)(?:\.devcontainer\/(?:[^/]+\/)?devcontainer|\.devcontainer)\.json$/,
    read: readContainer,
  },
  {
    tool: "direnv",
    path: /(?:^|\/)\.envrc$/,
    read: readFolderScript,
  },
  { tool: "Gitpod", path: /(?:^|\/)\.gitpod\.yml$/, read: readGitpod },
];

/** Installing what the project needs, and building it, is what such files are for. */
const plainCommand =
  /^(?:(?:npm|pnpm|yarn|bun|corepack)(?:\s{1,5}(?:i|ci|install|run|build|test|enable|prepare)(?:\s{1,5}[\w:=-]{1,60}){0,5})?(?:\s{0,5}&&\s{0,5}|$)){1,4}$/;

/** Lines of direnv's own library, and plain variables. */
const plainLine = /^\s*(?:#|$|use\s|layout\s|PATH_add\s|dotenv|source_up|watch_file|export\s+\w+=[^$`(]*$)/;

function readFolderScript(text: string): readonly Autorun[] {
  const isPlain = text.split("\n").every((line) => plainLine.test(line));
  return isPlain ? [] : [{ when: "entering the folder", command: text }];
}

/** Tasks that are bound to the opening of a folder; the others wait to be asked for. */
function readTasks(text: string): readonly Autorun[] {
  const document = tryParseLenientJson(text);
  const tasks = [
    ...itemsOf(memberOf(document, "tasks")),
    ...itemsOf(memberOf(memberOf(document, "tasks"), "tasks")),
  ];
  return tasks
    .filter(
      (task) =>
        textOf(memberOf(task, "runOptions"), "runOn") === "folderOpen" ||
        textOf(task, "runOn") === "folderOpen",
    )
    .flatMap((task) => taskCommands(task).map((command) => ({ when: "runOn: folderOpen", command })));
}

/** A task may have a command of its own for each system. */
function taskCommands(task: JsonValue): readonly string[] {
  const places = [task, ...["windows", "osx", "linux"].map((system) => memberOf(task, system))];
  return places.map(commandLine).filter((command) => command !== "");
}

function commandLine(place: JsonValue | undefined): string {
  const command = memberOf(place, "command");
  const words = [command, ...itemsOf(memberOf(place, "args"))].map(wordOf);
  return words.filter((word) => word !== "").join(" ");
}

/** A word is a text, or an object with its value and how it is quoted; some write all words in one array. */
function wordOf(word: JsonValue | undefined): string {
  if (typeof word === "string") return word;
  const value = memberOf(word, "value");
  return [...itemsOf(word), ...itemsOf(value), value].filter((one) => typeof one === "string").join(" ");
}

function readEditorSettings(text: string): readonly Autorun[] {
  const settings = tryParseLenientJson(text);
  const allows = textOf(settings, "task.allowAutomaticTasks") === "on";
  const profiles = membersOf(settings).filter(([name]) =>
    /^terminal\.integrated\.(?:profiles|automationProfile)\./.test(name),
  );
  const commands = profiles.flatMap(([, profile]) => [...objectsIn(profile)].map(profileCommand));
  return [
    ...(allows ? [{ when: "task.allowAutomaticTasks" }] : []),
    ...commands
      .filter((command) => command.includes(" "))
      .map((command) => ({ when: "every terminal that is opened", command })),
  ];
}

function profileCommand(profile: JsonObject): string {
  return [wordOf(memberOf(profile, "path")), ...itemsOf(memberOf(profile, "args")).map(wordOf)].join(" ");
}

function readStartupTasks(text: string): readonly Autorun[] {
  return /ProjectStartupSharedConfiguration|ProjectStartupLocalConfiguration/.test(text) &&
    /<configuration\b/.test(text)
    ? [{ when: "start-up tasks of the project" }]
    : [];
}

const containerHooks = [
  "initializeCommand",
  "onCreateCommand",
  "updateContentCommand",
  "postCreateCommand",
  "postStartCommand",
  "postAttachCommand",
];

/** A command is a text, an array of words, or an object of several. */
function readContainer(text: string): readonly Autorun[] {
  const document = tryParseLenientJson(text);
  return containerHooks.flatMap((hook) =>
    commandsOf(memberOf(document, hook))
      .filter((command) => !plainCommand.test(command))
      .map((command) => ({ when: hook, command })),
  );
}

function commandsOf(value: JsonValue | undefined): readonly string[] {
  if (typeof value === "string") return [value];
  const words = itemsOf(value).filter((word) => typeof word === "string");
  return words.length > 0
    ? [words.join(" ")]
    : membersOf(value).flatMap(([, command]) => commandsOf(command));
}

function readGitpod(text: string): readonly Autorun[] {
  const commands = [
    ...text.matchAll(/^\s{0,40}(?:-\s{1,5})?(?:init|command|before)\s{0,5}:\s{0,5}(\S[^\n]{0,500})$/gm),
  ];
  return commands
    .map(([, command = ""]) => ({ when: "opening of the workspace", command }))
    .filter(({ command }) => !plainCommand.test(command.trim()));
}
