import { check } from './check.ts';
import { checkHistoryCommand } from './check-history.ts';
import type { AddCommand } from './command.ts';
import { compare } from './compare.ts';
import { debugAdapter } from './debug-adapter.ts';
import { debugHandler } from './debug-handler.ts';
import { doctor } from './doctor.ts';
import { examples } from './examples.ts';
import { explainSeedCommand } from './explain-seed.ts';
import { explore } from './explore.ts';
import { merge } from './merge.ts';
import { replay } from './replay.ts';
import { run } from './run.ts';
import { show } from './show.ts';
import { shrink } from './shrink.ts';
import { sweep } from './sweep.ts';
import { work } from './work.ts';

/** Every command, in the order in which the help shows them. */
export const COMMANDS: readonly AddCommand[] = [
  run,
  sweep,
  merge,
  work,
  explore,
  shrink,
  explainSeedCommand,
  replay,
  show,
  compare,
  check,
  checkHistoryCommand,
  examples,
  doctor,
  debugHandler,
  debugAdapter,
];
