/** Says why the deployed stack cannot be read, and what to do: each cause has a message of its own. */
import { messageOf } from '../../shared/message-of.ts';
import { forTheSameDeployment } from '../arguments/aws-options.ts';

/** Where the command looked. */
export type Looked = {
  readonly stack: string;
  readonly region: string | undefined;
  readonly profile: string | undefined;
  /** The AWS account of the credentials, as far as AWS says it. */
  readonly account: string | undefined;
};

/** Names of errors by which AWS refuses credentials that it does not know, or no more (AWS SDK for JavaScript 3.1169). */
const EXPIRED = /^(?:ExpiredToken|ExpiredTokenException|RequestExpired|TokenProviderError)$/;
const UNKNOWN = /^(?:InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch|AuthFailure)$/;
const DENIED = /^(?:AccessDenied|AccessDeniedException|UnauthorizedOperation)$/;

/** Two lines: what is wrong, and what to do. */
export function stackFailure(error: unknown, { stack, region, profile, account }: Looked): string {
  const said = messageOf(error);
  const name = error instanceof Error ? error.name : '';
  const login = profile === undefined ? 'aws sso login' : `aws sso login --profile ${profile}`;
  const deploy = forTheSameDeployment('npm run deploy', { local: false });
  const where = `account ${account ?? '(unknown)'}, region ${region ?? '(unknown)'}`;
  if (/Region (?:is missing|not accepted)/.test(said)) {
    return 'No AWS region is set.\nAdd --region, as --region eu-west-1, or set it in your AWS profile. For the local stack add --local.';
  }
  if (EXPIRED.test(name) || /session.*(?:has expired|is invalid)/i.test(said)) {
    return `Your AWS login has expired.\nLog in again, as with \`${login}\`, and run this again.`;
  }
  if (name === 'CredentialsProviderError' || said.includes('Could not load credentials')) {
    return `No AWS credentials were found (${said}).\nGive a profile with --profile, or log in with \`${login}\`. For the local stack add --local.`;
  }
  if (UNKNOWN.test(name)) {
    return `AWS does not know these credentials (${name}).\nCheck --profile${profile === undefined ? '' : ` ${profile}`} and the AWS variables of this shell.`;
  }
  if (DENIED.test(name)) {
    return `These credentials may not read stack ${stack} (${where}).\nIf that is the wrong account, choose another --profile; if not, allow cloudformation:DescribeStacks (infra/permissions/).`;
  }
  if (name === 'ValidationError' && said.includes('does not exist')) {
    return `There is no stack ${stack} here (${where}).\nIf that is the wrong account or region, add --profile or --region; if not, deploy it with \`${deploy}\`. For the local stack add --local.`;
  }
  return `Stack ${stack} cannot be read (${where}): ${said}.\nDeploy it with \`${deploy}\`, or run \`npm start\` and add --local.`;
}
