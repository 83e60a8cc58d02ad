import { isSameText } from './moved-line.ts';

/** A file that is open in an editor. */
export interface OpenFile {
  /** What its editor shows now. */
  shown(): string;
  /** What stands on disk now; undefined for a file that cannot be read. */
  onDisk(): Promise<string | undefined>;
}

/** So many times a file is looked at, and so long lies between two looks, in milliseconds: together longer than a save takes. */
const MOST_LOOKS = 60;
const BETWEEN_LOOKS = 50;

/**
 * Waits until every file says on disk what its editor shows. A file is emptied and then written when it is saved, and whoever
 * undoes an edit while it is being saved makes it count as saved, so that to ask for a save is not enough: what a compiler reads
 * meanwhile is half a file. One that differs all the same, as one does whose save was refused, is not waited for any longer.
 * @param pause waits so many milliseconds
 * @returns whether all of them do
 */
export async function settled(files: readonly OpenFile[], pause: (milliseconds: number) => Promise<void>): Promise<boolean> {
  let open = files;
  for (let look = 0; look < MOST_LOOKS; look++) {
    if (look > 0) await pause(BETWEEN_LOOKS);
    const differ = await Promise.all(open.map(async (file) => !isSameText((await file.onDisk()) ?? '', file.shown())));
    open = open.filter((_, index) => differ[index]);
    if (open.length === 0) return true;
  }
  return false;
}
