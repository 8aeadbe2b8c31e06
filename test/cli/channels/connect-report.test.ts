import { describe, expect, it } from '@jest/globals';
import { connectedLines, proposalLines } from '../../../cli/channels/connect-report.ts';
import type { Proposal } from '../../../shared/usecases/connecting/connect-channel.ts';

const proposal: Proposal = {
  account: 'a shop',
  missing: [{ grant: 'read_all', without: 'old orders are not read', isRequired: false }],
  steps: [
    { kind: 'create', topic: 'A', target: 'https://here' },
    { kind: 'keep', topic: 'B', target: 'https://here' },
    { kind: 'change', topic: 'C', target: 'https://here', because: 'it notifies https://old' },
    { kind: 'foreign', topic: 'D', target: 'https://theirs' },
  ],
  secret: 'new',
};
const test = { kind: 'passed', what: 'it was taken' } as const;

describe('what connecting says', () => {
  it('shows each step before anything is done, with its reason', () => {
    expect(proposalLines('shop', proposal)).toEqual([
      'shop: the platform accepts the credentials of a shop.',
      '  optional, not granted: read_all; without it old orders are not read',
      'Secret stockline/shop: to be stored.',
      'At the platform:',
      '  + create  A → https://here',
      '  = keep    B → https://here',
      '  ~ change  C → https://here (it notifies https://old)',
      '    foreign D → https://theirs (not ours, left alone)',
    ]);
  });

  it('names no platform where there is none', () => {
    expect(proposalLines('pos', { ...proposal, missing: [], steps: [] })).toEqual([
      'pos: nothing is to be registered anywhere.',
      'Secret stockline/pos: to be stored.',
    ]);
  });

  it('counts what was done', () => {
    const lines = connectedLines('shop', { kind: 'connected', ...proposal, refusals: [], left: [], test, byHand: [] });
    expect(lines.slice(0, 2)).toEqual([
      'shop: a shop is connected: 2 changed, 1 kept, secret stored.',
      'Test passed: it was taken.',
    ]);
  });

  it('says that there was nothing to do', () => {
    const steps = proposal.steps.filter(({ kind }) => kind === 'keep');
    const done = { ...proposal, steps, secret: 'unchanged', refusals: [], left: [], test, byHand: [] } as const;
    expect(connectedLines('shop', { kind: 'connected', ...done })[0]).toBe('shop: nothing to do for a shop: 1 kept.');
  });

  it('says what is still not right, what failed and what is left to a person, and names no next step then', () => {
    const blocked = { kind: 'blocked', topic: 'A', target: 'q', because: 'it notifies another' } as const;
    const failed = { kind: 'failed', reason: 'It answered 401.' } as const;
    const lines = connectedLines('shop', {
      kind: 'connected',
      ...proposal,
      refusals: ['The platform has no topic B.'],
      left: [blocked],
      test: failed,
      byHand: ['Do this.'],
    });
    expect(lines).toEqual([
      'shop: a shop is NOT wholly connected: 1 changed, 1 kept, secret stored.',
      'Refused: The platform has no topic B.',
      'Still not as it should be:',
      '  ! blocked A → q (it notifies another)',
      'Test failed: It answered 401.',
      'Left to you:',
      '  Do this.',
    ]);
  });

  it('does not say that there was nothing to do where all was refused', () => {
    const [step] = proposal.steps;
    const steps = step === undefined ? [] : [step];
    const refused = {
      ...proposal,
      steps,
      secret: 'unchanged',
      refusals: ['No.'],
      left: steps,
      test,
      byHand: [],
    } as const;
    expect(connectedLines('shop', { kind: 'connected', ...refused })[0]).toBe(
      'shop: a shop is NOT wholly connected: 0 changed, 0 kept, secret unchanged.',
    );
  });

  it('says where it was broken off what stands, and that it goes on from there', () => {
    const taken = proposal.steps.slice(0, 1);
    const brokenOff = { kind: 'brokenOff', reason: 'The shop answered 503.', taken, isSecretStored: true } as const;
    expect(connectedLines('shop', brokenOff)).toEqual([
      'shop: broken off: The shop answered 503.',
      'Done until then: 1 changed, secret stored.',
      '  + create  A → https://here',
      'Run npx stockline connect shop again: it goes on from here.',
    ]);
    expect(connectedLines('shop', { ...brokenOff, taken: [], isSecretStored: false })[1]).toBe('Nothing was written.');
  });

  it('says of what the credentials lack that nothing was written', () => {
    const missing = [{ grant: 'write', without: 'nothing can be pushed', isRequired: true }];
    expect(connectedLines('shop', { kind: 'lacking', account: 'a shop', missing })).toEqual([
      'shop: the platform accepts the credentials of a shop, but they lack:',
      '  missing: write; without it nothing can be pushed',
      'Grant it at the platform and run this again. Nothing was written.',
    ]);
  });
});
