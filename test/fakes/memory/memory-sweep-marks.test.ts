import { sweepMarksContract } from '../../contract/sweep-marks.ts';
import { memorySweepMarks } from './memory-sweep-marks.ts';

const marks = memorySweepMarks();
sweepMarksContract('those in memory', () => marks);
