/**
 * Finds the Chromium that the webview tests and the VS Code tests draw with, and installs
 * Debian's where none is found and that can be done without asking.
 */
import { argv } from 'node:process';
import { pathToFileURL } from 'node:url';
import { canInstallDebianPackages, exitWith, findProgram, installDebianPackages, isExecutable, SetupError } from './host.ts';

const PROGRAM_NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** Where Chromium is not on PATH by default. */
const OTHER_PLACES = [
  '/usr/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The Chromium to use, or undefined. What BACKSTEP_CHROMIUM names is used, or refused, never passed over in silence. */
export function findChromium(): string | undefined {
  const chosen = process.env['BACKSTEP_CHROMIUM'];
  if (chosen !== undefined && chosen !== '') {
    if (!isExecutable(chosen)) {
      throw new SetupError(`BACKSTEP_CHROMIUM names ${chosen}, which is not a program: point it at a Chromium, or unset it.`);
    }
    return chosen;
  }
  for (const name of PROGRAM_NAMES) {
    const found = findProgram(name);
    if (found !== undefined) {
      return found;
    }
  }
  return OTHER_PLACES.find(isExecutable);
}

/** The Chromium to use, installed first if need be; throws a `SetupError` where that cannot be done. */
export async function installChromium(report: (line: string) => void): Promise<string> {
  const found = findChromium();
  if (found !== undefined) {
    return found;
  }
  if (!canInstallDebianPackages()) {
    throw new SetupError(
      'Chromium is missing and can only be installed by itself as root on Debian: install Chromium or Google Chrome, or set BACKSTEP_CHROMIUM to its program.',
    );
  }
  report('Chromium: installing the Debian package');
  await installDebianPackages(['chromium']);
  const installed = findChromium();
  if (installed === undefined) {
    throw new SetupError('Chromium is still missing after its Debian package was installed: set BACKSTEP_CHROMIUM to its program.');
  }
  return installed;
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) {
  await installChromium(console.log).then((path) => console.log(`Chromium: ${path}`), exitWith);
}
