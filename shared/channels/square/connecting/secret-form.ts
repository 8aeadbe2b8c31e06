/** Square's secret, as a person is asked for it. */

import { mergeFields, type SecretForm } from '../../secret-form.ts';

/** Square's secret. Nobody enters the signature key: Square gives it out with the subscription. */
export const SQUARE_SECRET: SecretForm = {
  fields: [
    {
      name: 'accessToken',
      question: 'Access token of the application (Developer Console, Credentials)',
      isHidden: true,
      isOptional: false,
    },
  ],
  merge: (stored, given) => mergeFields(['accessToken', 'signatureKey'], stored, given),
};
