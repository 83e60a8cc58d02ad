/**
 * The rooms of the house and who may know whom, as ARCHITECTURE.md tells it. A file belongs to the room with
 * the longest name that it lies below, and may know its own room and what is listed. Types count: a room that
 * needs another's types cannot be understood without it.
 */
export interface Room {
  /**
   * Rooms, `sim-core/trace/`, without the rooms inside of them; single files, `runner/seeds.ts`; or a folder
   * with all that is below it, `sim-core/**`.
   */
  readonly knows: readonly string[];
  /** Packages, and modules of Node.js as `node:*`. */
  readonly packages?: readonly string[];
}

export type Rooms = Readonly<Record<string, Room>>;

export const ROOMS: Rooms = {
  'sim-core/base/': { knows: [], packages: ['seedrandom/lib/alea.js'] },
  'sim-core/choices/': { knows: ['sim-core/base/'] },
  // The types of Byzantine behaviours come from where they are done.
  'sim-core/trace/': { knows: ['sim-core/base/', 'sim-core/world/byzantine/'] },
  'sim-core/trace/export/': { knows: ['sim-core/trace/', 'sim-core/base/'] },
  'sim-core/world/': { knows: ['sim-core/base/', 'sim-core/choices/'] },
  'sim-core/world/byzantine/': { knows: ['sim-core/base/', 'sim-core/choices/'] },
  // Of the trace only the words in which a fault is told; of the world only what a node may be made to do.
  'sim-core/faults/': { knows: ['sim-core/base/', 'sim-core/choices/', 'sim-core/trace/', 'sim-core/world/byzantine/'] },
  'sim-core/judges/': { knows: ['sim-core/base/', 'sim-core/author/', 'sim-core/judges/histories/'] },
  // Histories are judged by themselves, also those of other systems.
  'sim-core/judges/histories/': {
    knows: ['sim-core/base/', 'sim-core/judges/histories/models/', 'sim-core/judges/histories/transactions/'],
  },
  'sim-core/judges/histories/transactions/': { knows: ['sim-core/base/', 'sim-core/judges/histories/'] },
  'sim-core/judges/histories/models/': { knows: ['sim-core/base/', 'sim-core/judges/histories/'] },
  // What users import: the forms of faults and of Byzantine behaviours come from where they are done, and what a history is claimed
  // to be from where histories are judged.
  'sim-core/author/': {
    knows: [
      'sim-core/base/',
      'sim-core/faults/',
      'sim-core/world/byzantine/',
      'sim-core/judges/histories/',
      'sim-core/judges/histories/models/',
      'sim-core/judges/histories/transactions/',
    ],
  },
  'sim-core/kernel/': {
    knows: [
      'sim-core/base/',
      'sim-core/choices/',
      'sim-core/trace/',
      'sim-core/trace/export/',
      'sim-core/world/',
      'sim-core/world/byzantine/',
      'sim-core/faults/',
      'sim-core/judges/',
      'sim-core/judges/histories/',
      'sim-core/author/',
    ],
  },
  'sim-core/search/': { knows: ['sim-core/base/', 'sim-core/choices/', 'sim-core/trace/'] },
  'sim-core/index.ts': {
    knows: ['sim-core/author/', 'sim-core/base/', 'sim-core/judges/histories/', 'sim-core/judges/histories/transactions/'],
  },
  // A node that a test drives is one of the kernel's; what is run needs none.
  'sim-core/backstep.ts': { knows: ['sim-core/index.ts', 'sim-core/kernel/drive.ts', 'sim-core/judges/histories/'] },
  'sim-core/engine.ts': { knows: ['sim-core/**'] },
  // The debugger's logic: no editor, and of the runner only what says what to run and what came of it.
  'runner/debugger/': {
    knows: [
      'sim-core/trace/',
      'sim-core/base/',
      'runner/runner-api.ts',
      'runner/protocol.ts',
      'runner/points.ts',
      'runner/seeds.ts',
      'runner/source-of-step.ts',
      'runner/trace-file.ts',
      'runner/what-ifs.ts',
    ],
    packages: ['node:*', 'acorn', '@vscode/debugadapter', '@vscode/debugprotocol'],
  },
  'runner/': {
    knows: ['sim-core/**', 'runner/debugger/debug-session.ts'],
    packages: ['node:*', 'esbuild', 'esbuild-wasm', 'acorn', 'commander', 'cli-progress', '@jridgewell/trace-mapping', 'bullmq', 'ioredis'],
  },
  'extension/': {
    knows: [
      'sim-core/trace/',
      'sim-core/base/',
      'runner/runner-api.ts',
      'runner/runner.ts',
      'runner/protocol.ts',
      'runner/divergence.ts',
      'runner/examples.ts',
      'runner/seeds.ts',
      'runner/source-of-step.ts',
      'runner/panel-run.ts',
      'runner/gathered-bands.ts',
      'runner/report/words.ts',
      'runner/report/inevitable-lines.ts',
      'runner/report/reproduction.ts',
      'runner/what-ifs.ts',
      'runner/comparison.ts',
      'runner/shrink.ts',
      'runner/explain.ts',
      'runner/good-seed.ts',
      'runner/debugger/',
    ],
    packages: ['node:*', 'vscode'],
  },
  'webview/': {
    knows: [
      'sim-core/trace/',
      'sim-core/base/',
      'runner/protocol.ts',
      'extension/panel-messages.ts',
      'runner/saved/saved-run.ts',
      'runner/saved/saved-states.ts',
    ],
  },
  // A script of its own, which is loaded when somebody asks for it.
  'webview/mermaid.ts': { knows: ['webview/'], packages: ['mermaid'] },
  'examples/': { knows: [], packages: ['backstep'] },
};

/* ---- DEBT ---- */

/** Exceptions, each as "FILE knows WHAT" with its reason. It is best empty, and one that is no longer needed is a fault. */
export const DEBT: Readonly<Record<string, string>> = {
  'runner/compiler.ts knows a module whose name is computed':
    'the compiler lies beside the bundle or in node_modules, and only the folder at hand tells which',
};
