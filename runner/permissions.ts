import { join } from 'node:path';

/**
 * Node.js's own wall around the process of a scenario: it may read what Backstep's build holds, start its one thread, and
 * nothing else: no other file, no write, no program, no native module. Without `--allow-inspector`, which the newest lines have,
 * the model closes the inspector, which tells where handlers stand; there, and inside VS Code's Electron, it cannot be used.
 * @returns the flags to start a process with; none where the wall cannot stand
 */
export function permissionFlags(folder: string): readonly string[] {
  if (!canBeWalled()) return [];
  return ['--permission', '--allow-worker', '--allow-inspector', `--allow-fs-read=${join(folder, '*')}`];
}

function canBeWalled(): boolean {
  const flags = process.allowedNodeEnvironmentFlags;
  return process.versions['electron'] === undefined && flags.has('--permission') && flags.has('--allow-inspector');
}
