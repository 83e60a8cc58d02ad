/**
 * Folders for one test, gone when it is over, and at the latest when the process ends. A test that
 * fails, or is stopped by its time limit, so leaves nothing behind.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folders = new Set<string>();

export function makeScratchFolder(): string {
  endTidily();
  const folder = mkdtempSync(join(tmpdir(), 'backstep-test-'));
  folders.add(folder);
  return folder;
}

export function removeScratchFolder(folder: string): void {
  // Retried because a process that was just killed may still have been writing.
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  folders.delete(folder);
}

let tidy = false;

function endTidily(): void {
  if (tidy) {
    return;
  }
  tidy = true;
  process.on('exit', () => {
    for (const folder of folders) {
      rmSync(folder, { recursive: true, force: true });
    }
  });
  // Without these a signal would end the process past its exit listeners, ours and Playwright's, which ends Chromium.
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
}
