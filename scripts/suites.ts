/** The project's suites of checks: what each runs, what it needs, and how long it takes. */
import { findInstallation } from './cache.ts';
import { findChromium, installChromium } from './install-chromium.ts';
import { installNode, NODE_VERSIONS, NoSuchNode } from './install-node.ts';
import { findRedis, installRedis } from './install-redis.ts';
import { installVSCode, NAME as VSCODE } from './install-vscode.ts';

/** A program of node_modules that says with its exit code whether all is well. */
export interface Check {
  readonly title: string;
  /** Below node_modules/. */
  readonly program: string;
  readonly args: readonly string[];
  /** What mends a failure, where there is more to say than the program does. */
  readonly cure?: string;
}

export interface Tests {
  /** Folders of test/ whose `*.test.ts` belong to the suite. */
  readonly areas: readonly string[];
  /** How many files run at the same time. One for VS Code, whose server, browser and extension host fill a small machine. */
  readonly concurrency: number;
  /** After this many minutes a test file counts as hung: many times what it takes, for machines that are busy. */
  readonly minutes: number;
  /** Scripts of package.json that make what the tests look at. */
  readonly needs: readonly ('build' | 'package')[];
  /** Installs what is missing on this machine. */
  install?(report: (line: string) => void): Promise<void>;
}

export interface Suite {
  /** How long it takes on two cores at rest, in seconds, as measured; `npm test` adds them up. */
  readonly seconds: number;
  /** What comes on top in this checkout, because something must be downloaded first. */
  setUpSeconds?(): Promise<number>;
  readonly checks?: readonly Check[];
  readonly tests?: Tests;
}

/** Each is a world of its own: sim-core sees no host, the webview sees only the DOM. */
const typeCheck = (project: string): Check => ({ title: project, program: 'typescript/bin/tsc', args: ['-p', project] });

const chromiumSeconds = (): number => (findChromium() === undefined ? 40 : 0);

export const SUITES = {
  types: {
    seconds: 25,
    checks: ['.', 'sim-core', 'webview'].map(typeCheck),
  },
  style: {
    seconds: 15,
    checks: [
      { title: 'linter', program: 'oxlint/bin/oxlint', args: [] },
      {
        title: 'formatter',
        program: 'prettier/bin/prettier.cjs',
        args: ['--check', '--log-level', 'warn', '.'],
        cure: '`npm run format` formats them.',
      },
    ],
  },
  unit: {
    seconds: 540,
    tests: {
      areas: ['sim-core', 'runner', 'examples', 'house', 'extension-unit', 'webview-unit'],
      concurrency: 2,
      minutes: 30,
      // The runner's tests start the workers that the build makes.
      needs: ['build'],
    },
  },
  engines: {
    seconds: 300,
    async setUpSeconds() {
      const found = await Promise.all(Object.values(NODE_VERSIONS).map((version) => findInstallation(`node-${version}`)));
      return 6 * found.filter((installation) => installation === undefined).length;
    },
    tests: {
      areas: ['engines'],
      concurrency: 1,
      minutes: 40,
      needs: ['build'],
      async install(report) {
        for (const version of Object.values(NODE_VERSIONS)) {
          await installNode(version, report).catch((error: unknown) => {
            // The tests of such an engine are skipped, and say so.
            if (!(error instanceof NoSuchNode)) throw error;
          });
        }
      },
    },
  },
  queue: {
    seconds: 50,
    setUpSeconds: () => Promise.resolve(findRedis() === undefined ? 20 : 0),
    tests: {
      areas: ['queue'],
      concurrency: 1,
      minutes: 15,
      needs: ['build'],
      async install(report) {
        await installRedis(report);
      },
    },
  },
  webview: {
    seconds: 210,
    setUpSeconds: () => Promise.resolve(chromiumSeconds()),
    tests: {
      areas: ['webview'],
      concurrency: 2,
      minutes: 30,
      needs: ['build'],
      async install(report) {
        await installChromium(report);
      },
    },
  },
  vscode: {
    seconds: 480,
    setUpSeconds: async () => ((await findInstallation(VSCODE)) === undefined ? 120 : 0),
    tests: {
      areas: ['vscode'],
      concurrency: 1,
      minutes: 60,
      needs: ['build', 'package'],
      async install(report) {
        await installChromium(report);
        await installVSCode(report);
      },
    },
  },
} as const satisfies Readonly<Record<string, Suite>>;

export type SuiteName = keyof typeof SUITES;

/** How long these suites will take, as a sentence. */
export async function forecast(names: readonly SuiteName[]): Promise<string> {
  const suites = names.map((name): readonly [SuiteName, Suite] => [name, SUITES[name]]);
  const running = suites.reduce((sum, [, { seconds }]) => sum + seconds, 0);
  let setUp = 0;
  for (const [, suite] of suites) setUp += (await suite.setUpSeconds?.()) ?? 0;
  const parts = suites.length > 1 ? `: ${suites.map(([name, { seconds }]) => `${name} ${duration(seconds)}`).join(', ')}` : '';
  const first = setUp > 0 ? ` The first time, downloading what the tests run in takes about ${duration(setUp)} more.` : '';
  return `This takes about ${duration(running)} on two cores at rest${parts}.${first}`;
}

/** Rounded, because it is a forecast. */
function duration(seconds: number): string {
  if (seconds < 90) return `${seconds} s`;
  const minutes = Math.round(seconds / 30) / 2;
  return `${minutes} minutes`;
}
