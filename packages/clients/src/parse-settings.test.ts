import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ClientsError } from "./errors.ts";
import { parseSettings } from "./read-settings.ts";
import type { ParsedSetting } from "./setting.ts";
import { copyManifestSettings, copySettings } from "./settings-copy.ts";
import type { SettingsFormat } from "./settings-files.ts";

const formats: readonly SettingsFormat[] = ["ini", "yarnrc", "yaml", "toml", "manifest"];

/** Bytes as a hostile project may hold them: anything at all, and texts near to what the formats mean. */
const texts = fc.oneof(
  fc.string({ unit: "binary", maxLength: 500 }),
  fc
    .array(
      fc.constantFrom(
        ..."registry = : @fwx [install] {} [] \" ' 'null' \"null\" # ; \n \r\n \t  ${A} ${A-b} $A \\ - & * ! | > , true 1 null __proto__ constructor".split(
          " ",
        ),
        "\n",
        " ",
        "__proto__: 1\n",
        "a: &a [*a, *a]\n",
      ),
      { maxLength: 60 },
    )
    .map((parts) => parts.join("")),
);

function tryParse(format: SettingsFormat, text: string): readonly ParsedSetting[] | ClientsError {
  try {
    return parseSettings(format, text, { A: "value" });
  } catch (error) {
    if (error instanceof ClientsError) return error;
    throw error;
  }
}

describe.each(formats)("parseSettings of %s", (format) => {
  test("gives settings with lines of the text, or a ClientsError, for any text", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const read = tryParse(format, text);

        if (read instanceof ClientsError) return;
        const lines = text.split(/\r\n|\n|\r/).length;
        for (const { path, line } of read) {
          expect(path.length).toBeGreaterThan(0);
          expect(line).toBeGreaterThanOrEqual(1);
          expect(line).toBeLessThanOrEqual(lines);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("leaves the prototype of every object alone", () => {
    fc.assert(
      fc.property(texts, (text) => {
        tryParse(format, `${text}\n__proto__.polluted = 1\n`);

        expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
      }),
      { numRuns: 100 },
    );
  });

  test("copySettings() gives a text that the same parser takes, or a ClientsError", () => {
    fc.assert(
      fc.property(texts, (text) => {
        try {
          const copy = copySettings(format, text);
          if (format !== "manifest") parseSettings(format, copy.text, {});
        } catch (error) {
          expect(error).toBeInstanceOf(ClientsError);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("survives deep nesting", () => {
    const nested = ["[".repeat(50_000), "{a: ".repeat(20_000), '{"a":'.repeat(100_000), "- ".repeat(50_000)];

    const read = nested.map((text) => tryParse(format, text));

    expect(read).toHaveLength(nested.length);
  });
});

describe("parseSettings", () => {
  test.each([
    ["ini", "registry=https://a.example/\n", ["registry"], "https://a.example/", 1],
    ["ini", "# no\n; no\n  registry = https://a.example/ ; no\n", ["registry"], "https://a.example/", 3],
    ["ini", "//a.example/:_authToken=${A}\n", ["//a.example/:_authToken"], "value", 1],
    ["ini", "x=${B}\n", ["x"], "${B}", 1],
    ["ini", "x=a${B?}\n", ["x"], "a", 1],
    ["ini", "x=\\${A}\n", ["x"], "${A}", 1],
    ["ini", "ignore-scripts\n", ["ignore-scripts"], true, 1],
    ["ini", "a[]=b\n", ["a"], ["b"], 1],
    ["yarnrc", 'registry "https://a.example/"\n', ["registry"], "https://a.example/", 1],
    ["yarnrc", '"@fwx:registry" "https://a.example/"\n', ["@fwx:registry"], "https://a.example/", 1],
    ["yarnrc", "\n--install.ignore-scripts true\n", ["--install.ignore-scripts"], true, 2],
    ["yarnrc", "yarn-path: ./y.cjs\n", ["yarn-path"], "./y.cjs", 1],
    [
      "yaml",
      "npmScopes:\n  fwx:\n    npmRegistryServer: ${A}\n",
      ["npmScopes", "fwx", "npmRegistryServer"],
      "value",
      3,
    ],
    ["yaml", "a: ${B-c}\n", ["a"], "c", 1],
    ["yaml", "a: ${B:-c}\n", ["a"], "c", 1],
    ["yaml", "- x\n", undefined, undefined, 1],
    ["toml", '[install.scopes]\nfwx = { url = "$A" }\n', ["install", "scopes", "fwx", "url"], "value", 2],
    ["toml", "[install]\nminimumReleaseAge = 259200\n", ["install", "minimumReleaseAge"], 259_200, 2],
    ["manifest", '{\n  "trustedDependencies": ["a"]\n}', ["trustedDependencies"], ["a"], 2],
    ["manifest", '{"name":"x","scripts":{"install":"evil"}}', undefined, undefined, 1],
  ] as const)("reads %s: %j", (...row) => {
    const [format, text, path, value, line] = row;

    const read = parseSettings(format, text, { A: "value" });

    expect(read).toEqual(path === undefined ? [] : [{ path, value, line }]);
  });

  test.each(["'null'", "'null' = 1", "a=1\n'null'=2"])(
    "refuses the ini text %j, on which npm's own parser fails",
    (text) => {
      expect(() => parseSettings("ini", text, {})).toThrow(ClientsError);
      expect(() => copySettings("ini", text)).toThrow(ClientsError);
    },
  );

  test("passes over what stands below a section of an ini file, as npm does", () => {
    const read = parseSettings("ini", "a=1\n[section]\nregistry=https://a.example/\n", {});

    expect(read.map(({ path }) => path)).toEqual([["a"]]);
  });

  test("does not follow aliases, which could multiply", () => {
    const bomb = [
      "a: &a [x, x]",
      ...Array.from({ length: 30 }, (_each, at) => `b${at}: &b${at} [*a, *a]`),
    ].join("\n");

    const read = parseSettings("yaml", bomb, {});

    expect(read.length).toBe(31);
    expect(JSON.stringify(read).length).toBeLessThan(5000);
  });
});

describe("copySettings", () => {
  test.each([
    [
      "ini",
      "registry=https://a.example/\n//a.example/:_authToken=x\ngit=./evil\nscript-shell=./evil\nnode-options=--require ./evil\nprefix=/evil\nmodules-dir=/evil\nglobal=true\n",
      ["git", "script-shell", "node-options", "prefix", "modules-dir", "global"],
    ],
    [
      "yarnrc",
      '--install.registry "https://a.example/"\nyarn-path "./evil.cjs"\n--cwd "/evil"\n--install.modules-folder "/evil"\nyarn-offline-mirror "/evil"\n',
      ["yarn-path", "--cwd", "--install.modules-folder", "yarn-offline-mirror"],
    ],
    [
      "yaml",
      "npmRegistryServer: https://a.example\nyarnPath: ./evil.cjs\nplugins:\n  - ./evil.cjs\npatchFolder: /evil\nmodulesDir: /evil\n",
      ["yarnPath", "plugins", "patchFolder", "modulesDir"],
    ],
    [
      "toml",
      'preload = ["./evil"]\n[install]\nregistry = "https://a.example/"\nglobalDir = "/evil"\n[install.security]\nscanner = "evil"\n',
      ["install.globalDir", "install.security"],
    ],
  ] as const)(
    "keeps the registry of %s and leaves out what names code or folders",
    (format, text, leftOut) => {
      const copy = copySettings(format, text);

      expect(copy.text).toContain("https://a.example");
      expect(copy.text).not.toContain("evil");
      expect(copy.leftOut).toEqual(leftOut);
    },
  );

  test("keeps everything that says where packages come from", () => {
    const text = [
      "registry=https://a.example/",
      "@fwx:registry=https://b.example/",
      "//b.example/:_authToken=token",
      "https-proxy=http://proxy.example/",
      "cafile=/etc/ca.pem",
      "strict-ssl=false",
      "ignore-scripts=false",
      "",
    ].join("\n");

    expect(copySettings("ini", text)).toEqual({ text, leftOut: [] });
  });

  test("cuts an ini file at its first section, which would swallow what follows", () => {
    const { text } = copySettings(
      "ini",
      "registry=https://a.example/\n[section]\nregistry=https://b.example/\n",
    );

    expect(text).toBe("registry=https://a.example/\n");
  });
});

describe("copyManifestSettings", () => {
  test("keeps which scripts may run, and nothing that names files", () => {
    const manifest = {
      name: "app",
      scripts: { install: "evil" },
      dependencies: { a: "1" },
      trustedDependencies: ["a"],
      allowScripts: { b: true },
      pnpm: {
        onlyBuiltDependencies: ["c"],
        patchedDependencies: { d: "evil.patch" },
        overrides: { e: "link:../evil" },
      },
    };

    expect(copyManifestSettings(JSON.stringify(manifest))).toEqual({
      trustedDependencies: ["a"],
      allowScripts: { b: true },
      pnpm: { onlyBuiltDependencies: ["c"] },
    });
  });
});
