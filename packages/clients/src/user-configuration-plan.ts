import { unreachable } from "@lockkeeper/core";

import type { UserConfiguration } from "./user-configuration.ts";
import type { TextEdit } from "./user-configuration-edit.ts";
import { editIni, editYarnrc } from "./user-configuration-lines.ts";
import { editToml } from "./user-configuration-toml.ts";
import { editYaml } from "./user-configuration-yaml.ts";

/**
 * The edits that make a file say what is wanted of it and leave every other byte; none when it says so already.
 * Throws `CLIENTS_BAD_SETTINGS` for a file that cannot be edited so.
 */
export function editUserConfiguration(
  { format, wanted }: Pick<UserConfiguration, "format" | "wanted">,
  text: string,
): readonly TextEdit[] {
  switch (format) {
    case "ini":
      return editIni(text, wanted);
    case "yarnrc":
      return editYarnrc(text, wanted);
    case "yaml":
      return editYaml(text, wanted);
    case "toml":
      return editToml(text, wanted);
    default:
      return unreachable(format);
  }
}
