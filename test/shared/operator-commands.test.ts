import { describe, expect, it } from '@jest/globals';
import { COMMANDS } from '../../cli/command-list.ts';
import { parseSku } from '../../shared/domain/identifiers.ts';
import { OPERATOR_COMMANDS } from '../../shared/operator-commands.ts';
import { MAIN, MUG, SHOPIFY } from '../fakes/facts.ts';

const texts = [
  OPERATOR_COMMANDS.doctor,
  OPERATOR_COMMANDS.import,
  OPERATOR_COMMANDS.channels,
  OPERATOR_COMMANDS.parked,
  OPERATOR_COMMANDS.failed,
  OPERATOR_COMMANDS.drift(SHOPIFY),
  OPERATOR_COMMANDS.connect(SHOPIFY),
  OPERATOR_COMMANDS.resume(SHOPIFY),
  OPERATOR_COMMANDS.confirm(SHOPIFY, 'zeros'),
  OPERATOR_COMMANDS.release(MUG, MAIN, 12),
  OPERATOR_COMMANDS.verify(MUG),
  OPERATOR_COMMANDS.showPolicy(),
  OPERATOR_COMMANDS.showPolicy(MUG),
];

describe('a command that a message asks an operator to run', () => {
  it.each(texts)('is one that the command line has: %s', (text) => {
    const [program, stockline, name = ''] = text.split(' ');
    expect([program, stockline]).toEqual(['npx', 'stockline']);
    expect(Object.keys(COMMANDS)).toContain(name);
  });

  it('can be pasted where a shell would read a SKU otherwise', () => {
    const odd = parseSku('A 7; ls');
    expect(OPERATOR_COMMANDS.verify(odd)).toBe("npx stockline verify 'A 7; ls'");
    expect(OPERATOR_COMMANDS.showPolicy(odd)).toBe("npx stockline policy show 'A 7; ls'");
    expect(OPERATOR_COMMANDS.release(odd, MAIN, 12)).toContain("correct 'A 7; ls' ");
  });

  it('is in the list above, each of them', () => {
    const named = new Set(texts.map((text) => text.split(' ')[2]));
    expect(named.size).toBe(Object.keys(OPERATOR_COMMANDS).length - 1);
  });
});
