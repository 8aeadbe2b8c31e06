/** The name of the CloudFormation stack: the app deploys it under this name, and the command line finds it by it. */
export const STACK_NAME = 'Stockline';
