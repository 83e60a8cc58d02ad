import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Option } from 'commander';
import { EXAMPLES_FOLDER, Examples } from '../examples.ts';
import { exampleLines } from '../report/example-lines.ts';
import { asTyped } from '../report/place-text.ts';
import { painter } from '../report/paint.ts';
import { exploreCommand, sweepCommand } from '../report/reproduction.ts';
import { command } from './command.ts';
import { option } from './options.ts';
import { print, printJson } from './output.ts';

interface ExamplesFlags {
  readonly to: string;
  readonly json?: boolean;
}

export const examples = command<ExamplesFlags, string | undefined>({
  usage: 'examples [name]',
  description: 'list the examples, each with what breaks and what cures it, or copy one of them here to run and change it',
  options: [new Option('--to <folder>', 'where to copy it').default(EXAMPLES_FOLDER), option.json()],
  execute(name, { to, json }) {
    const examples = new Examples(join(dirname(fileURLToPath(import.meta.url)), 'examples'));
    if (name === undefined) {
      if (json) printJson(examples.pairs);
      else print(...exampleLines(examples, painter(process.stdout)));
      return Promise.resolve(0);
    }
    const pair = examples.pair(name);
    const files = examples.copy(pair, to);
    const [breaks, holds] = files.map(asTyped) as [string, string];
    if (json) printJson({ ...pair, files });
    else {
      const finds = (file: string): string => (pair.found === 'explore' ? exploreCommand(file, { id: 'default' }) : sweepCommand(file));
      print(pair.about, '', `What breaks:  ${finds(breaks)}`, `What holds:   ${finds(holds)}`);
    }
    return Promise.resolve(0);
  },
});
