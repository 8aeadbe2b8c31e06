import { dynamoSweepMarks } from '../../../shared/aws/listings/sweep-marks.ts';
import { sweepMarksContract } from '../../contract/sweep-marks.ts';
import { onEachEmulator } from './on-each-emulator.ts';

onEachEmulator('those', (name, table) =>
  sweepMarksContract(name, () => dynamoSweepMarks(table().client, table().name)),
);
