/** How builds ask where headers are: a package's name, its include folder, a configuration program. */
const question =
  /^node\s+(?:-p|-e|--print|--eval|-pe)\s+["'][^"']{0,120}(?:require\(\\?["'][\w@./-]+\\?["']\)|process\.(?:platform|arch|versions|config))[^"']{0,120}["']$|^(?:pkg-config|[\w-]+-config|which|uname|xcrun|xcode-select|python3?)\b[^|;&<>`$]*$|^node\s+(?:\.\/)?(?:util|scripts?|tools?|lib|build|gyp|deps)\/[\w./-]+(?:\s+[\w./=-]+)*$/i;
const builder =
  /^(?:npx\s+)?(?:node-gyp(?:\s+(?:re)?build|-build(?:-optional-packages)?)?|prebuild-install|node-pre-gyp\s+install|pkg-prebuilds-verify|cmake-js(?:\s+\w+)?|exit\s+\d|true|echo\s[^|;&<>`$]*)(?:\s+[-\w@./=]+)*$/i;

/** Whether a command of a build description only asks for what a compiler needs. */
export function isBuildQuestion(command: string): boolean {
  return question.test(command.trim());
}

/** Whether a hook only starts the usual builders of native modules. */
export function isNativeBuild(command: string): boolean {
  const own = /^\s*node-gyp-build\s+(["'])([^"']{1,200})\1(.*)$/s.exec(command);
  const [, , given, rest] = own ?? [];
  // What it runs where there is no prebuilt part is a build itself.
  if (given !== undefined) return isNativeBuild(given) && isNativeBuild(`true${rest ?? ""}`);
  return command.split(/\|\||&&|;/).every((part) =>
    builder.test(
      part
        .trim()
        .replaceAll(/^\(|\)$/g, "")
        .trim(),
    ),
  );
}
