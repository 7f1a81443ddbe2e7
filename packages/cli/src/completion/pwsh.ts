import type { CompletedCommand } from "./command-tree.ts";

/** The completion for PowerShell. */
export function renderPwshCompletion(commands: readonly CompletedCommand[]): string {
  return `# PowerShell completion for lockkeeper. Load it with: lockkeeper completion pwsh | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName lockkeeper -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $commands = @{
${commands.map(({ path, words }) => `        ${quote(path.join(" "))} = @(${words.map(({ word }) => quote(word)).join(", ")})`).join("\n")}
    }
    $flags = @{
${commands.map(({ path, flags }) => `        ${quote(path.join(" "))} = @(${flags.flatMap(({ names }) => names.map(quote)).join(", ")})`).join("\n")}
    }
    $values = @{
${commands
  .flatMap(({ path, flags }) =>
    flags
      .filter(({ takesValue }) => takesValue)
      .flatMap(({ names, choices }) =>
        names.map(
          (name) => `        ${quote(`${path.join(" ")}:${name}`)} = @(${choices.map(quote).join(", ")})`,
        ),
      ),
  )
  .join("\n")}
    }
    $at = ''
    $skip = $null
    foreach ($element in ($commandAst.CommandElements | Select-Object -Skip 1)) {
        if ($element.Extent.EndOffset -ge $cursorPosition) { break }
        $word = $element.ToString()
        if ($null -ne $skip) { $skip = $null; continue }
        if ($word -ceq '--') { return }
        if ($values.ContainsKey("\${at}:$word")) { $skip = "\${at}:$word"; continue }
        $next = "$at $word".Trim()
        if ($commands.ContainsKey($next)) { $at = $next }
    }
    if ($null -ne $skip) { $found = $values[$skip] }
    elseif ($wordToComplete.StartsWith('-')) { $found = $flags[$at] }
    else { $found = $commands[$at] }
    $found | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
        [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
    }
}
`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
