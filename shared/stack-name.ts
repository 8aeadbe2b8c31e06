/** The name of the CloudFormation stack in production; that of a stage is made of it (stage.ts). */
export const STACK_NAME = 'Stockline';
