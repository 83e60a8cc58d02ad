import { examine, type Finding } from '../doctor.ts';
import { painter } from '../report/paint.ts';
import { command } from './command.ts';
import { EXIT_REFUSED } from './exit.ts';
import { option } from './options.ts';
import { print, printJson } from './output.ts';

interface DoctorFlags {
  readonly json?: boolean;
}

// Without an argument the options come first.
export const doctor = command<unknown, DoctorFlags>({
  usage: 'doctor',
  description: 'tell what of this machine Backstep uses, and try each wall around a scenario',
  options: [option.json()],
  async execute({ json }) {
    const findings = await examine();
    if (json) printJson({ findings });
    else print(...findings.map(lineOf));
    return findings.some(({ state }) => state === 'broken') ? EXIT_REFUSED : 0;
  },
});

function lineOf({ name, state, found }: Finding): string {
  const paint = painter(process.stdout);
  const sign = { ok: paint('green', '✓'), absent: '–', broken: paint('red', '✗') }[state];
  return `${sign} ${name.padEnd(12)} ${found}`;
}
