/** `npx stockline completion`: a script by which a shell completes commands, their words and their options. */
import { argumentsOf } from '../arguments/arguments.ts';
import { type Command, UsageError } from '../command.ts';
import offeredWords from '../completion-words.json' with { type: 'json' };

/** The commands by name, as `npx stockline --help` lists them. */
type Commands = Readonly<Record<string, { readonly summary: string }>>;

/** What may follow each command, as `npm run completion-words` wrote it: a shell that starts does not wait for all commands to load. */
const OFFERED: ReadonlyMap<string, readonly string[]> = new Map(Object.entries(offeredWords));

/** What may follow a command: its words and options. */
type Completed = { readonly name: string; readonly summary: string; readonly words: readonly string[] };

export function completionCommand(commands: Commands): Command {
  return {
    options: {},
    words: Object.keys(SCRIPTS),
    usage: `Usage: npx stockline completion bash|zsh|fish

Prints a script by which your shell completes commands, their words and their options after \`npx stockline\`. Put the line
of the example into ~/.bashrc, or the same with zsh into ~/.zshrc, after compinit. In ~/.config/fish/config.fish it is the last line.

Examples: source <(npx stockline completion bash)
          npx stockline completion fish | source`,
    async run(args) {
      const { positionals } = argumentsOf(args, {});
      const [shell = '', ...others] = positionals;
      const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
      if (script === undefined || others.length > 0) {
        throw new UsageError('Name your shell: bash, zsh or fish.');
      }
      process.stdout.write(script(completed(commands)));
      return 0;
    },
  };
}

function completed(commands: Commands): readonly Completed[] {
  return Object.entries(commands).map(([name, { summary }]) => ({ name, summary, words: OFFERED.get(name) ?? [] }));
}

/** What may follow the command: its words, its options, and those that every command has. */
export function wordsOffered({ options, words = [] }: Command): readonly string[] {
  const named = [...Object.keys(options), 'profile', 'region', 'stage', 'help'].map((option) => `--${option}`);
  return [...words, ...named];
}

const SCRIPTS: Readonly<Record<string, (commands: readonly Completed[]) => string>> = { bash, zsh, fish };

/** Bash manual, “Programmable Completion” (5.2): what the function leaves empty is completed as a file. */
function bash(commands: readonly Completed[]): string {
  return `# Completes npx stockline in bash: source <(npx stockline completion bash)
_stockline() {
  local word="\${COMP_WORDS[COMP_CWORD]}" first=1 words=
  COMPREPLY=()
  if [[ "\${COMP_WORDS[0]}" == npx ]]; then
    first=2
    if (( COMP_CWORD > 1 )) && [[ "\${COMP_WORDS[1]}" != stockline ]]; then return; fi
  fi
  if (( COMP_CWORD < first )); then
    words=stockline
  elif (( COMP_CWORD == first )); then
    words="${commands.map(({ name }) => name).join(' ')} --help --version"
  else
    case "\${COMP_WORDS[first]}" in
${commands.map(({ name, words }) => `      ${name}) words="${words.join(' ')}" ;;`).join('\n')}
    esac
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -o default -F _stockline npx stockline
`;
}

/** zsh manual, “Completion System” (5.9): \`_describe\` shows the summaries, \`_files\` completes files. */
function zsh(commands: readonly Completed[]): string {
  const described = commands.map(({ name, summary }) => `      ${quoted(`${name}:${summary}`)}`);
  return `# Completes npx stockline in zsh: source <(npx stockline completion zsh)
_stockline() {
  local -a commands
  local first=2
  if [[ $words[1] == npx ]]; then
    first=3
    if (( CURRENT > 2 )) && [[ $words[2] != stockline ]]; then _default; return; fi
  fi
  if (( CURRENT < first )); then
    compadd stockline
  elif (( CURRENT == first )); then
    commands=(
${described.join('\n')}
    )
    _describe command commands
  else
    case $words[first] in
${commands.map(({ name, words }) => `      ${name}) compadd -- ${words.join(' ')} ;;`).join('\n')}
    esac
    _files
  fi
}
compdef _stockline npx stockline
`;
}

/**
 * fish documentation, “Writing your own completions” (3.6): a candidate has its description behind a tab. Where the function offers nothing
 * that fits, fish completes files.
 */
function fish(commands: readonly Completed[]): string {
  const described = commands.map(({ name, summary }) => `    printf '%s\\t%s\\n' ${name} ${quoted(summary)}`);
  return `# Completes npx stockline in fish: npx stockline completion fish | source
function __stockline_offer
  set -l words (commandline -opc)
  if test $words[1] = npx
    set -e words[1]
    if test (count $words) -eq 0
      echo stockline
      return
    end
    if test $words[1] != stockline
      return
    end
  end
  if test (count $words) -eq 1
${described.join('\n')}
    printf '%s\\n' --help --version
    return
  end
  switch $words[2]
${commands.map(({ name, words }) => `    case ${name}\n      printf '%s\\n' ${words.join(' ')}`).join('\n')}
  end
end
complete -c npx -a '(__stockline_offer)'
complete -c stockline -a '(__stockline_offer)'
`;
}

/** As one word of a shell. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
