import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { ClientsError } from "./errors.ts";
import { applyEdits, revertEdits, setupRemark, takeBackEdits } from "./user-configuration-edit.ts";
import type { TextEdit } from "./user-configuration-edit.ts";
import { editUserConfiguration } from "./user-configuration-plan.ts";
import { lackedSettings, takeBackConfiguration } from "./user-configuration-take-back.ts";
import type { TakenBack } from "./user-configuration-take-back.ts";
import { userConfigurations } from "./user-configuration.ts";
import type { UserConfiguration } from "./user-configuration.ts";

const place = {
  folder: "/home/ada",
  workspaceRoot: "/home/ada",
  home: "/home/ada",
  env: {},
  platform: "linux",
  nodePrefix: "/usr",
};
const all = ["npm", "pnpm", "yarn", "bun"] as const;
const goal = { registry: "http://127.0.0.1:4880/", tokenVariable: undefined, isYarnClassicUsed: true };

function configurationOf(name: string, withToken = false): UserConfiguration {
  const found = userConfigurations(all, place, { ...goal, tokenVariable: withToken ? "TOKEN" : undefined });
  const configuration = found.find(({ file }) => file === `/home/ada/${name}`);
  if (configuration === undefined) throw new TypeError(`There is no ${name}`);
  return configuration;
}

/** What becomes of a file, without the remark. */
function edited(name: string, text: string, withToken = false): string {
  const edits = editUserConfiguration(configurationOf(name, withToken), text);
  return applyEdits(text, edits)
    .split("\n")
    .filter((line) => line.trim() !== setupRemark)
    .join("\n");
}

describe("userConfigurations()", () => {
  test("userConfigurations() names the files of every version of each client, a shared one once", () => {
    const found = userConfigurations(all, place, goal);

    expect(found.map(({ file, format, commands }) => `${file} ${format} ${commands.join("+")}`)).toEqual([
      "/home/ada/.npmrc ini npm+pnpm",
      "/home/ada/.config/pnpm/config.yaml yaml pnpm",
      "/home/ada/.yarnrc yarnrc yarn",
      "/home/ada/.yarnrc.yml yaml yarn",
      "/home/ada/.bunfig.toml toml bun",
    ]);
  });

  test("userConfigurations() looks where the environment sends the clients", () => {
    const env = { XDG_CONFIG_HOME: "/xdg", npm_config_userconfig: "/elsewhere/npmrc" };

    const found = userConfigurations(all, { ...place, env }, goal);

    expect(found.map(({ file }) => file)).toEqual([
      "/elsewhere/npmrc",
      "/xdg/pnpm/config.yaml",
      "/home/ada/.yarnrc",
      "/home/ada/.yarnrc.yml",
      "/xdg/.bunfig.toml",
    ]);
  });

  test("userConfigurations() writes into npm's file for Yarn and Bun what the token needs, and no registry", () => {
    const withToken = { ...goal, tokenVariable: "TOKEN" };
    const pathsOf = (isYarnClassicUsed: boolean): readonly string[] =>
      userConfigurations(["yarn", "bun"], place, { ...withToken, isYarnClassicUsed })
        .filter(({ file }) => file.endsWith(".npmrc"))
        .flatMap(({ wanted }) => wanted.map(({ path }) => path.join()));

    expect(pathsOf(true)).toEqual(["//127.0.0.1:4880/:_authToken", "//127.0.0.1:4880/:always-auth"]);
    expect(pathsOf(false)).toEqual(["//127.0.0.1:4880/:_authToken"]);
  });

  test("userConfigurations() lists no host for https", () => {
    const [found] = userConfigurations(["yarn"], place, {
      ...goal,
      registry: "https://firewall.example/",
    }).slice(1);

    expect(found?.wanted.map(({ path }) => path.join("."))).toEqual(["npmRegistryServer"]);
  });
});

describe("editUserConfiguration()", () => {
  test.each([
    [".npmrc", "", "registry=http://127.0.0.1:4880/\n"],
    [".npmrc", "a=1", "a=1\nregistry=http://127.0.0.1:4880/"],
    [".npmrc", "a=1\r\n", "a=1\r\nregistry=http://127.0.0.1:4880/\r\n"],
    [
      ".npmrc",
      "; x\n  registry = https://r.example/ \nb=2\n",
      "; x\n  registry=http://127.0.0.1:4880/\nb=2\n",
    ],
    [
      ".npmrc",
      "registry=https://r.example/\nb=2\nregistry=https://s.example/\n",
      "b=2\nregistry=http://127.0.0.1:4880/\n",
    ],
    [".npmrc", "a=1\n[x]\nregistry=z\n", "a=1\nregistry=http://127.0.0.1:4880/\n[x]\nregistry=z\n"],
    [".npmrc", "registry=http://127.0.0.1:4880/\n", "registry=http://127.0.0.1:4880/\n"],
    [
      ".npmrc",
      "//r.example/:_authToken=${T}\n",
      "//r.example/:_authToken=${T}\nregistry=http://127.0.0.1:4880/\n",
    ],
    [".yarnrc", "# c\nlastUpdateCheck 1\n", '# c\nlastUpdateCheck 1\nregistry "http://127.0.0.1:4880/"\n'],
    [".yarnrc", 'registry "https://r.example/"\n', 'registry "http://127.0.0.1:4880/"\n'],
    [".config/pnpm/config.yaml", "", 'registry: "http://127.0.0.1:4880/"\n'],
    [".config/pnpm/config.yaml", "# c\n", '# c\nregistry: "http://127.0.0.1:4880/"\n'],
    [
      ".config/pnpm/config.yaml",
      "a: 1 # x\nregistry: https://r.example/ # old\n",
      'a: 1 # x\nregistry: "http://127.0.0.1:4880/" # old\n',
    ],
    [".config/pnpm/config.yaml", "registry:\na: 1\n", 'registry: "http://127.0.0.1:4880/"\na: 1\n'],
    [".config/pnpm/config.yaml", "a: |\n  text", 'a: |\n  text\nregistry: "http://127.0.0.1:4880/"'],
    [
      ".yarnrc.yml",
      "a: 1\n",
      'a: 1\nnpmRegistryServer: "http://127.0.0.1:4880/"\nunsafeHttpWhitelist:\n  - "127.0.0.1"\n',
    ],
    [
      ".yarnrc.yml",
      "unsafeHttpWhitelist:\n  - a.example # x\nnpmRegistryServer: 'https://r.example'\n",
      'unsafeHttpWhitelist:\n  - a.example # x\n  - "127.0.0.1"\nnpmRegistryServer: "http://127.0.0.1:4880/"\n',
    ],
    [
      ".yarnrc.yml",
      "unsafeHttpWhitelist: [a.example]\nnpmRegistryServer: x\n",
      'unsafeHttpWhitelist: [a.example, "127.0.0.1"]\nnpmRegistryServer: "http://127.0.0.1:4880/"\n',
    ],
    [
      ".yarnrc.yml",
      "unsafeHttpWhitelist: []\n",
      'unsafeHttpWhitelist: ["127.0.0.1"]\nnpmRegistryServer: "http://127.0.0.1:4880/"\n',
    ],
    [
      ".yarnrc.yml",
      "unsafeHttpWhitelist: ['*']\n",
      "unsafeHttpWhitelist: ['*']\nnpmRegistryServer: \"http://127.0.0.1:4880/\"\n",
    ],
    [".bunfig.toml", "", '[install]\nregistry = "http://127.0.0.1:4880/"\n'],
    [".bunfig.toml", "[test]\na = 1\n", '[test]\na = 1\n[install]\nregistry = "http://127.0.0.1:4880/"\n'],
    [
      ".bunfig.toml",
      "[install] # x\nexact = true\n",
      '[install] # x\nregistry = "http://127.0.0.1:4880/"\nexact = true\n',
    ],
    [
      ".bunfig.toml",
      '[install.scopes]\n"@a" = "b"\n',
      '[install.scopes]\n"@a" = "b"\n[install]\nregistry = "http://127.0.0.1:4880/"\n',
    ],
    [
      ".bunfig.toml",
      '[install]\nregistry = { url = "https://r.example", token = "t" }\n',
      '[install]\nregistry = "http://127.0.0.1:4880/"\n',
    ],
    [
      ".bunfig.toml",
      "install.exact = true\n",
      'install.registry = "http://127.0.0.1:4880/"\ninstall.exact = true\n',
    ],
    [".bunfig.toml", 'install.registry = "x"\n', 'install.registry = "http://127.0.0.1:4880/"\n'],
  ])("editUserConfiguration() edits %s: %j", (name, text, expected) => {
    expect(edited(name, text)).toBe(expected);
  });

  test("editUserConfiguration() writes the name of the token's variable, never more", () => {
    expect(edited(".npmrc", "", true)).toBe(
      "registry=http://127.0.0.1:4880/\n//127.0.0.1:4880/:_authToken=${TOKEN}\n//127.0.0.1:4880/:always-auth=true\n",
    );
    expect(edited(".yarnrc.yml", "npmRegistries:\n  //r.example:\n    npmAlwaysAuth: true\n", true)).toBe(
      [
        "npmRegistries:",
        '  "//127.0.0.1:4880":',
        "    npmAlwaysAuth: true",
        '    npmAuthToken: "${TOKEN:-}"',
        "  //r.example:",
        "    npmAlwaysAuth: true",
        'npmRegistryServer: "http://127.0.0.1:4880/"',
        "unsafeHttpWhitelist:",
        '  - "127.0.0.1"',
        "",
      ].join("\n"),
    );
  });

  test.each([
    [".yarnrc.yml", "{ a: 1 }\n"],
    [".yarnrc.yml", "a: 1\n---\nb: 2\n"],
    [".yarnrc.yml", "a: [\n"],
    [".yarnrc.yml", "unsafeHttpWhitelist: a.example\n"],
    [".config/pnpm/config.yaml", "registry: [a]\n"],
    [".bunfig.toml", "[install\n"],
    [".bunfig.toml", "install = { exact = true }\n"],
    [".bunfig.toml", '[install.registry]\nurl = "https://r.example"\n'],
    [".bunfig.toml", 'a = """\n[install]\n"""\n[install.x]\nb = 1\n'],
  ])("editUserConfiguration() leaves alone what it could not put back: %s %j", (name, text) => {
    expect(() => editUserConfiguration(configurationOf(name), text)).toThrow(ClientsError);
  });
});

const lineOf: Readonly<Record<string, readonly string[]>> = {
  ini: [
    "registry=https://r.example/",
    " registry = x",
    '"registry"=y',
    "a=1",
    "[s]",
    "; c",
    "b[]=1",
    "registry",
    "=",
    "",
    "\uFEFF",
  ],
  yarnrc: ['registry "x"', "registry x", '"registry" "y"', "a 1", "# c", "  registry z", "registry:", ""],
  yaml: [
    "registry: x",
    "npmRegistryServer: 'x' # c",
    "unsafeHttpWhitelist: [a]",
    "unsafeHttpWhitelist:",
    "  - a",
    "- b",
    "registry: |",
    "  text",
    "a: &x b",
    "c: *x",
    "---",
    "...",
    "# c",
    "{a: 1}",
    "npmRegistries: {}",
    "",
    " ",
    "? q",
    "registry: >+",
  ],
  toml: [
    "[install]",
    "[install.scopes]",
    "[[install.x]]",
    'registry = "x"',
    "registry.url = 'x'",
    "a = 1",
    "b = '''",
    "'''",
    "install.c = 1",
    "[test]",
    "# c",
    "",
    'install.registry = "y"',
    "install = {}",
  ],
};

const files = [".npmrc", ".yarnrc", ".yarnrc.yml", ".config/pnpm/config.yaml", ".bunfig.toml"];

/** Files that a person may have: lines that matter, in any order, with any line ends, or anything at all. */
function contentOf({ format }: UserConfiguration): fc.Arbitrary<string> {
  const lines = fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...(lineOf[format] ?? [])) },
      fc.string({ maxLength: 6 }),
    ),
    {
      maxLength: 8,
    },
  );
  const written = fc
    .tuple(lines, fc.constantFrom("\n", "\r\n", "\r"), fc.boolean())
    .map(([each, end, isEnded]) => each.join(end) + (isEnded ? end : ""));
  return fc.oneof({ weight: 4, arbitrary: written }, fc.string({ unit: "binary", maxLength: 60 }));
}

function tryEdit(configuration: UserConfiguration, text: string): readonly TextEdit[] {
  try {
    return editUserConfiguration(configuration, text);
  } catch (error) {
    // What cannot be put back is left alone, which is an answer; anything else is a fault.
    expect(error).toBeInstanceOf(ClientsError);
    return [];
  }
}

test("editUserConfiguration() refuses an .npmrc on which npm itself fails", () => {
  expect(() => editUserConfiguration(configurationOf(".npmrc"), "'null'=1\n")).toThrow(ClientsError);
});

describe("revertEdits()", () => {
  test.each(files)("revertEdits() gives back any %s byte by byte", (name) => {
    for (const withToken of [false, true]) {
      const configuration = configurationOf(name, withToken);

      fc.assert(
        fc.property(contentOf(configuration), (text) => {
          const edits = tryEdit(configuration, text);
          const after = applyEdits(text, edits);

          expect(revertEdits(after, edits)).toBe(text);
          expect(takeBackEdits(after, edits)).toBe(text);
          expect(edits.length === 0 ? [] : editUserConfiguration(configuration, after)).toEqual([]);
        }),
        { numRuns: 150 },
      );
    }
  });
});

describe("takeBackEdits()", () => {
  test.each(files)("takeBackEdits() keeps what a person added to %s since", (name) => {
    const configuration = configurationOf(name);
    const edits = editUserConfiguration(configuration, "");
    const after = applyEdits("", edits);

    expect(takeBackEdits(`# mine\n${after}# yours\n`, edits)).toBe("# mine\n# yours\n");
    expect(takeBackEdits(`# mine\r\n${after.replaceAll("\n", "\r\n")}`, edits)).toBe("# mine\r\n");
    expect(takeBackEdits(after.replace(`${setupRemark}\n`, "# mine\n"), edits)).toBe("# mine\n");
  });

  test("takeBackEdits() puts a replaced line back where it is now", () => {
    const text = "a=1\nregistry=https://r.example/\n";
    const edits = editUserConfiguration(configurationOf(".npmrc"), text);
    const after = applyEdits(text, edits).replace("a=1\n", "a=1\nlonger=2\n");

    expect(takeBackEdits(after, edits)).toBe("a=1\nlonger=2\nregistry=https://r.example/\n");
  });
});

/** What becomes of a file that setup has edited and somebody has changed since. */
function takenBack(name: string, text: string, change: (after: string) => string): TakenBack {
  const configuration = configurationOf(name);
  const edits = editUserConfiguration(configuration, text);
  const settings = lackedSettings(configuration, text);
  return takeBackConfiguration(
    { format: configuration.format, edits, settings },
    change(applyEdits(text, edits)),
  );
}

describe("takeBackConfiguration()", () => {
  test.each([
    [".npmrc", "", "registry = http://127.0.0.1:4880/\nsave-exact=true\n", "save-exact=true\n"],
    [".npmrc", "registry=x\n", "a=1\nregistry = http://127.0.0.1:4880/", "a=1\nregistry=x"],
    [".yarnrc", "", '"registry" "http://127.0.0.1:4880/"\na 1\n', "a 1\n"],
    [
      ".yarnrc.yml",
      "",
      "enableTelemetry: false\n\nnpmRegistryServer: http://127.0.0.1:4880/\n\nunsafeHttpWhitelist:\n  - 127.0.0.1\n  - other.example\n",
      "enableTelemetry: false\n\n\nunsafeHttpWhitelist:\n  - other.example\n",
    ],
    [
      ".yarnrc.yml",
      "npmRegistryServer: x # y\n",
      "unsafeHttpWhitelist: [127.0.0.1]\nnpmRegistryServer: 'http://127.0.0.1:4880/'\n",
      "npmRegistryServer: x\n",
    ],
    [
      ".yarnrc.yml",
      "",
      "unsafeHttpWhitelist: [a, 127.0.0.1, b]\nnpmRegistryServer: http://127.0.0.1:4880/",
      "unsafeHttpWhitelist: [a, b]",
    ],
    [".yarnrc.yml", "", "a: 1\nunsafeHttpWhitelist: [a, 127.0.0.1]\n", "a: 1\nunsafeHttpWhitelist: [a]\n"],
    [".config/pnpm/config.yaml", "", "registry: http://127.0.0.1:4880/\n", ""],
    [".config/pnpm/config.yaml", "registry: [\n", "x", undefined],
    [
      ".bunfig.toml",
      "",
      "[install]\nregistry = 'http://127.0.0.1:4880/'\nexact = true\n",
      "[install]\nexact = true\n",
    ],
    [
      ".bunfig.toml",
      "",
      "[install]\nregistry = 'http://127.0.0.1:4880/'\n\n[test]\na = 1\n",
      "\n[test]\na = 1\n",
    ],
    [
      ".bunfig.toml",
      "[install]\nregistry = 'x'\n",
      "[install]\n  registry='http://127.0.0.1:4880/' # c\n",
      "[install]\n  registry= 'x'\n",
    ],
  ])(
    "takeBackConfiguration() takes our settings out of %s as a client has written it anew: %j",
    (name, text, changed, expected) => {
      if (expected === undefined) expect(() => takenBack(name, text, () => changed)).toThrow(ClientsError);
      else expect(takenBack(name, text, () => changed).text).toBe(expected);
    },
  );

  test("takeBackConfiguration() leaves a setting that somebody has changed, and names it", () => {
    const { text, changed } = takenBack(".npmrc", "", () => "registry=https://mine.example/\n");

    expect(text).toBe("registry=https://mine.example/\n");
    expect(changed.map(({ path }) => path.join("."))).toEqual(["registry"]);
  });

  test("takeBackConfiguration() never breaks a list that somebody went on with", () => {
    const { text } = takenBack(".yarnrc.yml", "", (after) => `${after}  - other.example\n`);

    expect(text).toBe("unsafeHttpWhitelist:\n  - other.example\n");
  });

  test.each(files)("takeBackConfiguration() changes nothing else in any %s", (name) => {
    const configuration = configurationOf(name, true);

    fc.assert(
      fc.property(
        contentOf(configuration),
        fc.nat(200),
        fc.constantFrom(...(lineOf[configuration.format] ?? [])),
        (text, at, line) => {
          const edits = tryEdit(configuration, text);
          const after = applyEdits(text, edits);
          const changed = `${after.slice(0, at)}\n${line}\n${after.slice(at)}`;
          const made = { format: configuration.format, edits, settings: configuration.wanted };
          try {
            const { text: next } = takeBackConfiguration(made, changed);
            expect(lackedSettings(configuration, next).length).toBeGreaterThanOrEqual(
              lackedSettings(configuration, changed).length,
            );
          } catch (error) {
            expect(error).toBeInstanceOf(ClientsError);
          }
        },
      ),
      { numRuns: 120 },
    );
  });
});
