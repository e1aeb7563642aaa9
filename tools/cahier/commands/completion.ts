import { Argument, type Command } from 'commander';
import type { Terminal } from '../terminal';

/** The names that a shell may offer: of subcommands, and of each one's options. */
interface Words {
  readonly name: string;
  readonly description: string;
  readonly options: readonly string[];
}

export function completion(program: Command, terminal: Terminal): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'which one').choices(['bash', 'zsh', 'fish']))
    .description('print what makes a shell complete this command')
    .addHelpText(
      'after',
      '\nExamples:\n  cahier completion bash >> ~/.bashrc\n  cahier completion fish > ~/.config/fish/completions/cahier.fish',
    )
    .action((shell: keyof typeof SCRIPTS) => {
      const words = program.commands.map((command) => ({
        name: command.name(),
        description: command.description(),
        options: [...command.options.flatMap(({ long }) => long ?? []), '--help'],
      }));
      terminal.out(SCRIPTS[shell](words));
    });
}

const names = (words: readonly Words[]) => words.map(({ name }) => name).join(' ');

const SCRIPTS = {
  bash: (words: readonly Words[]) => `_cahier() {
  local word="\${COMP_WORDS[COMP_CWORD]}" options
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${names(words)} --help --version" -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${words.map(({ name, options }) => `    ${name}) options="${options.join(' ')}" ;;`).join('\n')}
  esac
  case "$word" in
    -*) COMPREPLY=($(compgen -W "$options" -- "$word")) ;;
    *) COMPREPLY=($(compgen -f -- "$word")) ;;
  esac
}
complete -o filenames -F _cahier cahier
`,
  zsh: (words: readonly Words[]) => `#compdef cahier
autoload -U +X bashcompinit && bashcompinit
${SCRIPTS.bash(words)}`,
  fish: (words: readonly Words[]) =>
    [
      ...words.map(
        ({ name, description }) =>
          `complete -c cahier -n __fish_use_subcommand -a ${name} -d '${description.replace(/'/g, "\\'")}'`,
      ),
      ...words.flatMap(({ name, options }) =>
        options.map((option) => `complete -c cahier -n '__fish_seen_subcommand_from ${name}' -l ${option.slice(2)}`),
      ),
      '',
    ].join('\n'),
};
