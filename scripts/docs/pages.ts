/** The pages of the reference, and what stands on which. */
export interface PageOutline {
  readonly title: string;
  readonly about: string;
  /** Names that stand here wherever they are declared. */
  readonly names?: readonly string[];
  /** Files, or folders with a slash at the end, below sim-core/, all of whose other names stand here. */
  readonly files?: readonly string[];
}

export const PAGES: Readonly<Record<string, PageOutline>> = {
  scenario: {
    title: 'Scenario',
    about: 'What is run: nodes, what disturbs them, for how long, and what must hold.',
    files: ['author/scenario.ts', 'author/lane.ts', 'author/matrix.ts', 'author/parameters.ts', 'base/duration.ts', 'base/units.ts'],
  },
  network: {
    title: 'Network',
    about: 'How long messages travel, and what becomes of them on the way.',
    names: ['Network', 'Link'],
    files: ['author/latency.ts', 'author/capacity.ts', 'base/bursts.ts', 'base/data-size.ts'],
  },
  'clocks-and-disk': {
    title: 'Clocks and disk',
    about: 'What a node reads of time, and what survives its crash.',
    names: ['Clocks', 'Disk', 'TimeInterval'],
    files: ['author/ntp.ts', 'author/disk-error.ts'],
  },
  nodes: {
    title: 'Nodes',
    about: 'How a process is written: its state, its messages and its handlers.',
    files: ['author/node.ts', 'author/nodes-of.ts', 'author/majority.ts'],
  },
  self: {
    title: 'Self',
    about: 'What a handler can do to the world and ask of it.',
    files: ['author/self.ts'],
  },
  'requests-and-workloads': {
    title: 'Requests and workloads',
    about: 'Messages that are asked again until answered, and clients that are told as data.',
    files: ['author/requests.ts', 'author/workload.ts'],
  },
  faults: {
    title: 'Faults',
    about: 'Disturbances that are planned for a time of the run: the list `faults` of a scenario.',
    names: ['Fault'],
    files: ['faults/'],
  },
  nemesis: {
    title: 'Nemesis',
    about: 'Disturbances that are drawn from the seed: the section `nemesis` of a scenario.',
    names: ['Nemesis', 'Strike', 'ChanceStrike', 'DurationRange', 'DrawnShape', 'Everything', 'EverythingOptions'],
    files: ['author/everything.ts'],
  },
  byzantine: {
    title: 'Byzantine behaviours',
    about: 'Nodes that lie: the section `byzantine` of a scenario.',
    files: ['world/byzantine/'],
  },
  properties: {
    title: 'Properties',
    about: 'What must hold of every run, and what must be reached in some.',
    names: [
      'ClaimOptions',
      'HistoryClaim',
      'SequentialModel',
      'ModelName',
      'Asked',
      'Effect',
      'Told',
      'ClientOperation',
      'ReadAs',
      'ReadOperation',
    ],
    files: ['author/consistency.ts', 'author/properties.ts', 'base/verdict.ts', 'base/property-kinds.ts'],
  },
  'world-and-history': {
    title: 'World and history',
    about: 'What properties see.',
    files: ['author/world.ts'],
  },
  histories: {
    title: 'Consistency of histories',
    about: 'Properties of all that clients did and saw, judged against a model.',
    files: [
      'author/consistency.ts',
      'judges/histories/claim-kind.ts',
      'judges/histories/model-claim.ts',
      'judges/histories/session-claim.ts',
      'judges/histories/monitor.ts',
      'judges/histories/operation-reader.ts',
      'judges/histories/transactions/claim.ts',
    ],
  },
  drive: {
    title: 'Drive',
    about: 'One node in a unit test, without a scenario around it.',
    files: ['kernel/drive.ts'],
  },
  'check-history': {
    title: 'Histories of other systems',
    about: 'The judge of histories on its own, for what other systems have recorded.',
    files: ['judges/'],
  },
};

/** The page of a name that is declared in a file below sim-core/. @throws Error when it has none. */
export function pageOf(name: string, file: string): string {
  const pages = Object.entries(PAGES);
  const [page] =
    pages.find(([, { names = [] }]) => names.includes(name)) ??
    pages.find(([, { files = [] }]) => files.some((path) => (path.endsWith('/') ? file.startsWith(path) : file === path))) ??
    [];
  if (page !== undefined) return page;
  throw new Error(`No page of the reference has \`${name}\` of sim-core/${file}. Add it, or the file, to one in scripts/docs/pages.ts.`);
}
