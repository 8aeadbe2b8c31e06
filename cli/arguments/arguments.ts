/** Reads the words and options of a command, and says in a sentence what is wrong with them. */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { InvalidIdentifierError, parseSku, type Sku } from '../../shared/domain/identifiers.ts';
import { UsageError } from '../command.ts';
import { printable } from '../terminal/printable.ts';
import { didYouMean } from './did-you-mean.ts';

type Parsed<Options extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<{ args: string[]; options: Options; allowPositionals: true }>
>;

/**
 * The options that are given, and the words beside them. Throws UsageError for an option that the command does not have, and
 * for one without its value. A number below 0 is a value (`--on-hand -2`).
 */
export function argumentsOf<const Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
): Parsed<Options> {
  const { tokens } = parseArgs({ args: [...args], options, allowPositionals: true, strict: false, tokens: true });
  const checked = [...args];
  for (const token of tokens) {
    if (token.kind !== 'option') {
      continue;
    }
    const option = options[token.name];
    if (option === undefined) {
      throw unknownOption(token.rawName, options);
    }
    if (option.type === 'string') {
      checked[token.index] = `--${token.name}=${valueGiven(token)}`;
      if (token.inlineValue === false) {
        checked.splice(token.index + 1, 1, SPENT);
      }
    } else if (token.value !== undefined) {
      throw new UsageError(`--${token.name} takes no value.`);
    }
  }
  return parseArgs({ args: checked.filter((each) => each !== SPENT), options, allowPositionals: true });
}

/** Stands where a value stood that has moved to its option; no argument of a program can have this character. */
const SPENT = '\0';

/** The options of a command that takes no words. */
export function optionsOf<const Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
): Parsed<Options>['values'] {
  const { values, positionals } = argumentsOf(args, options);
  const [word] = positionals;
  if (word !== undefined) {
    throw new UsageError(`It takes options only, and “${printable(word)}” is none.`);
  }
  return values;
}

/** The word of a command that takes one. Throws UsageError with the sentence `wrong` where none or several are given. */
export function onlyWord(words: readonly string[], wrong: string): string {
  const [word, ...others] = words;
  if (word === undefined || others.length > 0) {
    throw new UsageError(wrong);
  }
  return word;
}

/** What `parse` makes of a word that the operator gave. Throws UsageError with its reason where it can make nothing of it. */
export function wordAs<Id>(parse: (text: string) => Id, text: string): Id {
  try {
    return parse(text);
  } catch (error) {
    throw error instanceof InvalidIdentifierError ? new UsageError(error.message) : error;
  }
}

/** A SKU that the operator named. Throws UsageError for what is none. */
export function skuWord(text: string): Sku {
  return wordAs(parseSku, text);
}

type OptionToken = {
  readonly name: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
};

function valueGiven({ name, value, inlineValue }: OptionToken): string {
  const isAnOption = inlineValue === false && value?.startsWith('-') && !/^-(?:\d|$)/.test(value);
  if (value === undefined || isAnOption) {
    throw new UsageError(`--${name} needs a value.`);
  }
  return value;
}

function unknownOption(given: string, options: ParseArgsOptionsConfig): UsageError {
  const known = [...Object.keys(options), 'help', ...AWS_OPTIONS].map((name) => `--${name}`);
  return new UsageError(`There is no option ${printable(given)}.${didYouMean(given, known)}`);
}

/** Taken out of the arguments before a command reads them (aws-options.ts). */
const AWS_OPTIONS = ['profile', 'region', 'stage'];
