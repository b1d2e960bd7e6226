/** Completion scripts of the command line for bash, zsh and fish. */

/** An option as a shell completes it. */
export interface CompletedOption {
  /** Such as `--model`. */
  readonly flag: string;
  readonly help: string;
  readonly takesValue: boolean;
  /** The names to choose from; empty for free values, for which the shell offers files. */
  readonly values: readonly string[];
}

/** A command as a shell completes it. */
export interface CompletedCommand {
  readonly name: string;
  readonly summary: string;
  /** The names to choose from for its first argument; often empty. */
  readonly values: readonly string[];
  readonly options: readonly CompletedOption[];
}

const START = 'cbm() { deno task cbm "$@"; }';

/** Quotes a text for a shell. */
const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
/** Shortens a help text to its first clause, for a list. */
const clause = (text: string): string => text.split(/[;(]|, such as/)[0]!.trim();
const flags = ({ options }: CompletedCommand): string => options.map(({ flag }) => flag).join(" ");

/** Lists the cases of options with values: `"train --model") reply 'cvt13 resnet18' ;;`. */
function valueCases(commands: readonly CompletedCommand[], reply: (values: string) => string): string[] {
  return commands.flatMap(({ name, options }) =>
    options.filter(({ takesValue }) => takesValue).map(({ flag, values }) =>
      `    "${name} ${flag}") ${values.length === 0 ? "return" : reply(values.join(" "))} ;;`
    )
  );
}

/** Writes the script for bash. */
export function bashScript(commands: readonly CompletedCommand[]): string {
  const reply = (words: string) => `_cbm_reply ${quote(words)}; return`;
  return [
    "# Completions of cbm for bash: source <(deno task cbm completions bash)",
    START,
    `_cbm_reply() { COMPREPLY=($(compgen -W "$1" -- "\${COMP_WORDS[COMP_CWORD]}")); }`,
    "_cbm() {",
    `  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD - 1]}" options="" values=""`,
    "  COMPREPLY=()",
    `  if [ "$COMP_CWORD" -eq 1 ]; then ${reply(commands.map(({ name }) => name).join(" "))}; fi`,
    `  case "\${COMP_WORDS[1]} $before" in`,
    ...valueCases(commands, reply),
    "  esac",
    `  case "\${COMP_WORDS[1]}" in`,
    ...commands.map((command) =>
      `    ${command.name}) options=${quote(flags(command))} values=${quote(command.values.join(" "))} ;;`
    ),
    "  esac",
    `  if [[ $current == -* ]]; then _cbm_reply "$options"`,
    `  elif [ "$COMP_CWORD" -eq 2 ]; then _cbm_reply "$values"; fi`,
    "}",
    "complete -o default -F _cbm cbm",
  ].join("\n");
}

/** Writes the script for zsh. */
export function zshScript(commands: readonly CompletedCommand[]): string {
  const described = (name: string, help: string) => quote(`${name.replaceAll(":", "\\:")}:${clause(help)}`);
  return [
    "#compdef cbm",
    "# Completions of cbm for zsh: source <(deno task cbm completions zsh)",
    START,
    "_cbm() {",
    "  local -a choices values",
    "  if (( CURRENT == 2 )); then",
    `    choices=(${commands.map(({ name, summary }) => described(name, summary)).join(" ")})`,
    "    _describe command choices; return",
    "  fi",
    `  case "$words[2] $words[CURRENT-1]" in`,
    ...valueCases(commands, (values) => `compadd -- ${values}; return`).map((line) =>
      line.replace(/\) return ;;$/, ") _files; return ;;")
    ),
    "  esac",
    "  case $words[2] in",
    ...commands.map(({ name, options, values }) =>
      `    ${name}) choices=(${options.map(({ flag, help }) => described(flag, help)).join(" ")}) values=(${
        values.join(" ")
      }) ;;`
    ),
    "  esac",
    "  if [[ $PREFIX == -* ]]; then _describe option choices",
    "  elif (( CURRENT == 3 && $#values )); then compadd -- $values",
    "  else _files; fi",
    "}",
    "if (( $+functions[compdef] )); then compdef _cbm cbm; fi",
  ].join("\n");
}

/** Writes the script for fish. */
export function fishScript(commands: readonly CompletedCommand[]): string {
  const text = (words: string) => `'${words.replace(/[\\']/g, "\\$&")}'`;
  return [
    "# Completions of cbm for fish: deno task cbm completions fish | source",
    "function cbm; deno task cbm $argv; end",
    ...commands.flatMap(({ name, summary, values, options }) => [
      `complete -c cbm -n __fish_use_subcommand -f -a ${name} -d ${text(clause(summary))}`,
      ...(values.length === 0 ? [] : [
        `complete -c cbm -n ${text(`__fish_seen_subcommand_from ${name}`)} -f -a ${text(values.join(" "))}`,
      ]),
      ...options.map(({ flag, help, takesValue, values }) =>
        [
          `complete -c cbm -n ${text(`__fish_seen_subcommand_from ${name}`)} -l ${flag.replace(/^--/, "")}`,
          ...(values.length > 0 ? [`-x -a ${text(values.join(" "))}`] : takesValue ? ["-r"] : []),
          `-d ${text(clause(help))}`,
        ].join(" ")
      ),
    ]),
  ].join("\n");
}
