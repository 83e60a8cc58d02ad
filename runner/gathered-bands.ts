import type { BandWindow } from '../sim-core/trace/bands.ts';
import type { RemoteCalls } from './worker-calls.ts';

/** So many events are made ready in one go, so that whoever asks something else meanwhile is answered. */
const GATHERED_AT_ONCE = 4_000;

export interface BandsToGather {
  readonly calls: Pick<RemoteCalls, 'gatherBands' | 'bands'>;
  readonly from: number;
  /** The first step that is not wanted. */
  readonly to: number;
  /** In how many pieces a band is told at most, or a few more. */
  readonly pieces: number;
  /** Whether the answer still matters; it does, if absent. */
  readonly isWanted?: () => boolean;
  /** A function of the author's went wrong: what it would tell is missing, and all else goes on. */
  readonly failed?: (error: unknown) => void;
}

/** What stands beside the lanes of steps, once all that leads to them is ready; undefined when nobody wants it any more. */
export async function gatheredBands({
  calls,
  from,
  to,
  pieces,
  isWanted = () => true,
  failed = () => undefined,
}: BandsToGather): Promise<BandWindow | undefined> {
  let known = await calls.gatherBands(0);
  for (let last = -1; known < to && known !== last && isWanted();) {
    last = known;
    try {
      known = await calls.gatherBands(GATHERED_AT_ONCE);
    } catch (error) {
      // A worker that has died answers nothing any more, and says so here.
      known = await calls.gatherBands(0);
      failed(error);
      // It may have failed at the very next step.
      if (known === last) last = -1;
    }
  }
  return isWanted() ? calls.bands(from, to, pieces) : undefined;
}
