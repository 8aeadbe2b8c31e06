/** How the emulator is addressed as AWS. */
/** Address and credentials of the emulator. The credentials are no secret: the emulator takes any. */
export type LocalAws = {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
};

/** The account that the emulator says these credentials belong to (MiniStack 1.5.33: `MINISTACK_ACCOUNT_ID`). */
export const LOCAL_ACCOUNT = '000000000000';

export function localAws(endpoint: string): LocalAws {
  return { endpoint, region: 'us-east-1', accessKeyId: 'test', secretAccessKey: 'test' };
}

/** The settings of an AWS SDK client that speaks to the emulator. */
export function clientConfig(aws: LocalAws): {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
} {
  const { endpoint, region, accessKeyId, secretAccessKey } = aws;
  return { endpoint, region, credentials: { accessKeyId, secretAccessKey } };
}

/**
 * The environment in which a command sees the emulator as its AWS and nothing of the caller's own account: `home` holds
 * no AWS or CDK settings, and no variable of theirs is passed on.
 */
export function awsEnv(aws: LocalAws, home: string, hostEnv: NodeJS.ProcessEnv): Record<string, string> {
  const kept = Object.entries(hostEnv).filter(([name]) => !/^(AWS|CDK|npm)_/i.test(name) && name !== 'NODE_OPTIONS');
  return {
    ...Object.fromEntries(kept.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
    HOME: home,
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_REGION: aws.region,
    AWS_DEFAULT_REGION: aws.region,
    AWS_ACCESS_KEY_ID: aws.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
