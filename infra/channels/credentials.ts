/** The secrets: one for each channel, and the token of the stock API. */

import { SecretValue, Validations } from 'aws-cdk-lib';
import { Secret, type SecretProps } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { secretPrefixOf } from '../../shared/stage.ts';
import type { StocklineFunction } from '../constructs/stockline-function.ts';
import { type Channel, keptBeyondTheStack, type Setup } from './setup.ts';

/** The credentials of each channel and the token of the stock API, in Secrets Manager, as `stockline/<id>`. */
export class Credentials extends Construct {
  /** The name of the secret with the stock API's token. */
  readonly apiTokenName: string;
  readonly #prefix: string;
  readonly #setup: Setup;
  readonly #apiToken: KeptSecret;
  readonly #channels: ReadonlyMap<string, KeptSecret>;

  constructor(scope: Construct, id: string, { setup }: { readonly setup: Setup }) {
    super(scope, id);
    this.#setup = setup;
    this.#prefix = secretPrefixOf(setup.stage);
    this.apiTokenName = `${this.#prefix}api`;
    this.#apiToken = secretOf(this, 'ApiToken', setup, {
      secretName: this.apiTokenName,
      description: 'The bearer token of the Stockline stock API',
      generateSecretString: { secretStringTemplate: '{}', generateStringKey: 'token', excludePunctuation: true },
    });
    this.#channels = new Map(
      setup.config.channels.map((channel) => [
        channel.id,
        secretOf(this, `Channel-${channel.id}`, setup, {
          secretName: `${this.#prefix}${channel.id}`,
          description: `Credentials of the Stockline channel ${channel.id} (${channel.platform})`,
          secretStringValue: placeholder(channel),
        }),
      ]),
    );
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'The platforms issue these credentials and let them be renewed by hand only: no function could rotate them.',
    });
  }

  /** Gives the function SECRET_PREFIX and leave to read the credentials of its own channels, and no others. */
  bindTo(stocklineFunction: StocklineFunction, channels: readonly Channel[]): void {
    this.#bind(
      stocklineFunction,
      channels.map(({ id }) => this.#channels.get(id)),
    );
  }

  /** Gives the function SECRET_PREFIX and leave to read the API's token. */
  bindApiTokenTo(stocklineFunction: StocklineFunction): void {
    this.#bind(stocklineFunction, [this.#apiToken]);
  }

  /** Makes the secret that alerts are signed with, gives the function SECRET_PREFIX and leave to read it, and returns its name. */
  bindAlertsTo(stocklineFunction: StocklineFunction): string {
    const secretName = `${this.#prefix}alerts`;
    const secret = secretOf(this, 'Alerts', this.#setup, {
      secretName,
      description: 'The secret that Stockline signs alerts with (Standard Webhooks)',
      // 44 characters of base64's alphabet: 33 bytes, of the 24 to 64 that Standard Webhooks asks for.
      generateSecretString: {
        ...{ secretStringTemplate: '{}', generateStringKey: 'signingSecret' },
        ...{ excludePunctuation: true, passwordLength: 44 },
      },
    });
    this.#bind(stocklineFunction, [secret]);
    return secretName;
  }

  #bind(stocklineFunction: StocklineFunction, secrets: readonly (KeptSecret | undefined)[]): void {
    stocklineFunction.bind('SECRET_PREFIX', this.#prefix, {
      actions: ['secretsmanager:GetSecretValue'],
      resources: secrets.flatMap((secret) => secret?.secretArn ?? []),
    });
  }
}

type KeptSecret = { readonly secretArn: string };

/** The secret: one that an earlier deployment left by this name, or one that the stack creates. */
function secretOf(
  scope: Construct,
  id: string,
  setup: Setup,
  props: SecretProps & { readonly secretName: string },
): KeptSecret {
  const arn = setup.kept.secretArns.get(props.secretName);
  return arn === undefined
    ? new Secret(scope, id, { ...props, removalPolicy: keptBeyondTheStack(setup) })
    : { secretArn: arn };
}

/**
 * Not a credential: those never stand in a template. Keep this text as it is: CloudFormation writes a secret's value
 * when the template's changes, and would put the new text over the merchant's credentials.
 */
function placeholder(channel: Channel): SecretValue {
  return SecretValue.unsafePlainText(JSON.stringify({ placeholder: `run: stockline connect ${channel.id}` }));
}
