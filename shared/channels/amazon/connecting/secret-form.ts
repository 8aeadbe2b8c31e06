/** Amazon's secret, as a person is asked for it. */

import { mergeFields, type SecretForm } from '../../secret-form.ts';

/** Amazon's secret. A refresh token is of one application: with another application comes another token. */
export const AMAZON_SECRET: SecretForm = {
  fields: [
    { name: 'clientId', question: 'LWA client identifier of the application', isHidden: false, isOptional: false },
    { name: 'clientSecret', question: 'LWA client secret', isHidden: true, isOptional: false },
    { name: 'refreshToken', question: 'Refresh token of the self-authorization', isHidden: true, isOptional: false },
  ],
  merge(stored, given) {
    const isSameApp = given['clientId'] === undefined || given['clientId'] === stored['clientId'];
    return mergeFields(['clientId', 'clientSecret', 'refreshToken'], isSameApp ? stored : {}, given);
  },
};
