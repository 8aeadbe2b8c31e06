/** The help of commands that take no options of their own. */
import { print } from './processes/terminal.ts';

/** The exit code where nothing but help is wanted, or what is given is no option; undefined: the command is to run. */
export function helpAsked(args: readonly string[], help: string): number | undefined {
  const [first] = args;
  if (first === undefined) {
    return undefined;
  }
  if (first === '--help' || first === '-h') {
    print(help);
    return 0;
  }
  process.stderr.write(`${help.split('\n', 1)[0]}: there is no option ${first}.\n${HINT}\n`);
  return 2;
}

const HINT = '`--help` behind it, as in `npm start -- --help`, says what it does.';
