import { existsSync } from 'node:fs';
import { formatProblem } from '../runner-api.ts';
import { painter } from '../report/paint.ts';
import { counted } from '../report/words.ts';
import { checkTypes } from '../type-check.ts';
import { command } from './command.ts';
import { EXIT_REFUSED } from './exit.ts';
import { placedAsTyped } from './explain.ts';
import { limitOptions, runnerWithin, type LimitFlags } from './limits.ts';
import { option } from './options.ts';
import { print, printError, printJson } from './output.ts';

interface CheckFlags extends LimitFlags {
  readonly json?: boolean;
}

export const check = command<CheckFlags>({
  usage: 'check <file>',
  description: 'check a file without running it: its types, where TypeScript is there, and every scenario that it offers',
  options: [...limitOptions(), option.json()],
  async execute(file, { json, ...limits }) {
    const [types, { scenarios, problems: ofScenarios }] = await Promise.all([
      // Of a file that is not there the scenarios tell.
      existsSync(file) ? checkTypes(file) : undefined,
      runnerWithin(limits).check(file),
    ]);
    const problems = [...(types?.problems ?? []), ...ofScenarios].map(placedAsTyped);
    if (json) {
      printJson({
        file,
        scenarios: scenarios.map(({ id, name }) => ({ id, name })),
        typescript: types?.version ?? null,
        problems: problems.map(({ message, cure, location }) => ({ message, cure: cure ?? null, location: location ?? null })),
      });
    } else {
      const paint = painter(process.stdout);
      printError(...problems.map(formatProblem));
      if (ofScenarios.length === 0) print(`${paint('green', '✓')} scenarios  ${scenarios.map(({ id }) => id).join(', ')}`);
      if (!types && existsSync(file))
        print('– types      not checked: there is no TypeScript here; npm install --save-dev typescript brings it');
      if (types?.problems.length === 0) print(`${paint('green', '✓')} types      TypeScript ${types.version} finds nothing wrong`);
      if (problems.length > 0) printError(`${counted(problems.length, 'problem')}.`);
    }
    return problems.length > 0 ? EXIT_REFUSED : 0;
  },
});
