import { describe, expect, it } from '@jest/globals';
import { parseConfig } from '../../shared/config.ts';

const alerted = (...ids: string[]) => {
  const webhooks = ids.map((id) => ({ id, url: 'https://erp.example.com/alerts' }));
  return parseConfig({
    locations: ['main'],
    channels: [{ id: 'pos', platform: 'pos' }],
    alerts: { webhooks },
  }).alerts?.webhooks.map(({ id }) => id);
};

describe('the webhooks of alerts', () => {
  it('have ids of their own', () => {
    expect(alerted('erp', 'erp-2', 'chat')).toEqual(['erp', 'erp-2', 'chat']);
  });

  it('may leave their address to the secret, and must where it carries one behind a question mark', () => {
    const addressed = (webhook: object) =>
      parseConfig({
        locations: ['main'],
        channels: [{ id: 'pos', platform: 'pos' }],
        alerts: { webhooks: [webhook] },
      }).alerts?.webhooks;
    expect(addressed({ id: 'chat' })).toEqual([{ id: 'chat' }]);
    const url = 'https://chat.example.com/v1/messages?key=a&token=b';
    expect(() => addressed({ id: 'chat', url })).toThrow(/put the address into urls of the secret stockline\/alerts/);
  });

  it.each([
    ['the same id', ['erp', 'erp'], /two webhooks have the same id/],
    ['ids that name one queue', ['a-b', 'ab'], /ids that differ in dashes alone/],
    ['ids that end in different dashes', ['erp-', 'erp'], /ids that differ in dashes alone/],
    ['the id of the mail', ['mail'], /a webhook cannot be called mail/],
  ])('cannot have %s', (_what, ids, refusal) => {
    expect(() => alerted(...ids)).toThrow(refusal);
  });
});
