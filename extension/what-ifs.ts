import * as vscode from 'vscode';
import { explainSeed } from '../runner/explain.ts';
import { jumpLine } from '../runner/report/inevitable-lines.ts';
import { goodSeedNear } from '../runner/good-seed.ts';
import { ORIGINAL } from '../runner/protocol.ts';
import { counted } from '../runner/report/words.ts';
import { shrinkSeed } from '../runner/shrink.ts';
import { forkAt, type WhatIf } from '../runner/what-ifs.ts';
import { firstDifferentStep, readable } from '../runner/source-of-step.ts';
import type { RunChanges } from '../sim-core/trace/run-changes.ts';
import { explanationItems } from './explanation-items.ts';
import type { ToPanel } from './panel-messages.ts';
import type { OnScreen, Screen } from './screen.ts';
import { changesIn, shownFork } from './shown.ts';
import { t } from './texts.ts';

interface WhatIfEvents {
  tell(message: ToPanel): void;
  /** The forks are others, and what is shown is not. */
  shows(): void;
}

/** So many seeds on either side are tried for one that holds. */
const NEAR = 200;

/** What somebody makes otherwise in the run that is shown, and the forks that come of it. */
export class WhatIfs {
  readonly #screen: Screen;
  readonly #events: WhatIfEvents;

  constructor(screen: Screen, events: WhatIfEvents) {
    this.#screen = screen;
    this.#events = events;
  }

  /** Parts from what is shown at a step. @throws UsageError when nothing there can be made otherwise so. */
  async fork(step: number, whatIf: WhatIf): Promise<void> {
    await this.#screen.whole();
    const { present, shown } = this.#screen;
    if (!present || !shown) return;
    const { forks, id } = shown.forks.with(forkAt(readable(present.run), step, changesIn(shown), whatIf), shown.fork, step);
    await this.#screen.showFork(shownFork(shown, forks, id));
  }

  /** Goes to a fork: where it parts from what is shown, or to its violation. To the original, where the fork parted from it. */
  async open(id: number): Promise<void> {
    await this.#screen.whole();
    const { shown } = this.#screen;
    if (!shown || id === shown.fork) return;
    await this.#screen.showFork(shownFork(shown, shown.forks, id, id === ORIGINAL ? shown.forks.of(shown.fork)?.at : undefined));
  }

  /** Takes a fork away, with what parts from it; what was shown of them gives way to the run that they part from. */
  async remove(id: number): Promise<void> {
    await this.#screen.whole();
    const { shown } = this.#screen;
    const fork = shown?.forks.of(id);
    if (!shown || !fork) return;
    const forks = shown.forks.without(id);
    if (shown.fork !== ORIGINAL && !forks.of(shown.fork)) return this.#screen.showFork(shownFork(shown, forks, fork.parent, fork.at));
    if (this.#screen.setForks(forks)) this.#events.shows();
  }

  /** Shows what is shown beside another run of the tree. */
  async compare(id: number): Promise<void> {
    await this.#screen.whole();
    const { present } = this.#screen;
    if (!present) return;
    const comparison = await present.scenario.compare(present.seed, present.forks.changesOf(id));
    this.#events.tell({ type: 'comparison', names: [nameOf(present, present.fork), nameOf(present, id)], comparison });
  }

  /** Shows what is shown beside the nearest run that holds: one of the tree, or else a seed. */
  async compareWithGood(): Promise<void> {
    await this.#screen.whole();
    const { present } = this.#screen;
    if (!present) return;
    const { scenario, seed, forks, fork, honest, changes } = present;
    const held = forks.list.find(({ id, verdict }) => id !== fork && verdict === 'held')?.id;
    const id = fork !== ORIGINAL && honest.outcome.verdict === 'held' ? ORIGINAL : held;
    if (id !== undefined) return this.compare(id);
    const looking = { location: vscode.ProgressLocation.Notification, title: t('Backstep: looking for a seed that holds') };
    const good = await vscode.window.withProgress(looking, () => goodSeedNear(scenario, seed, changes, NEAR));
    if (good === undefined) {
      const none = t('none of the {0} seeds on either side of {1} holds. Fork the run, and compare with that.', NEAR, seed);
      void vscode.window.showInformationMessage(t('Backstep: {0}', none));
      return;
    }
    const comparison = await scenario.compare(good, changes);
    this.#events.tell({ type: 'comparison', names: [nameOf(present, fork), t('seed {0}', good)], comparison });
  }

  /** Shrinks the violation of the original, and opens what is left as a fork. */
  async shrink(): Promise<void> {
    await this.#ofOriginal('shrunk', async ({ scenario, seed }) => {
      const shrinking = {
        location: vscode.ProgressLocation.Notification,
        title: t('Backstep: shrinking seed {0}', seed),
        cancellable: true,
      };
      const report = await vscode.window.withProgress(shrinking, (progress, token) => {
        const abort = new AbortController();
        token.onCancellationRequested(() => abort.abort());
        return shrinkSeed(scenario, seed, {
          signal: abort.signal,
          onProgress: ({ runs, faults }) => progress.report({ message: t('{0} runs, {1} faults left', runs, faults) }),
        });
      });
      if (!report) return;
      const { faults, duration, before, after, minimal } = report;
      const shrunk = minimal ? 'shrunk' : t('partly shrunk');
      // Where no fault could be left out, each may be shorter, and the run is.
      const name =
        after.faults < before.faults
          ? t('{0} from {1} to {2}', shrunk, before.faults, counted(after.faults, 'fault'))
          : t('{0} to {1} with {2}', shrunk, counted(after.events, 'event'), counted(after.faults, 'fault'));
      await this.#parts({ explicit: { faults, ...(duration === undefined ? {} : { duration }) } }, name);
    });
  }

  /** Explains the violation of the original: its story leads through the run, and what would have had to be otherwise is a fork. */
  async explain(goTo: (step: number) => void): Promise<void> {
    await this.#ofOriginal('explained', async ({ scenario, seed }) => {
      const explaining = { location: vscode.ProgressLocation.Notification, title: t('Backstep: explaining seed {0}', seed) };
      const found = await vscode.window.withProgress(explaining, () => explainSeed(scenario, seed));
      if (!found) return;
      const { inevitable } = found.explanation;
      if (inevitable && inevitable.points.length > 0) {
        const { futures, points, jump } = inevitable;
        const shown = { futures, points, text: jumpLine(inevitable, found.trace), step: jump?.after.step };
        this.#events.tell({ type: 'inevitable', inevitable: shown });
      }
      const all = await scenario.faults(seed);
      const picked = await vscode.window.showQuickPick(explanationItems(found.explanation, found.trace, all), {
        title: t('Backstep: how seed {0} came to its violation', seed),
        placeHolder: t('Choose an event to go there, or what would have had to be otherwise to see the run without it'),
        matchOnDescription: true,
      });
      if (picked?.step !== undefined) goTo(picked.step);
      if (picked?.without) await this.#parts(picked.without, picked.label);
    });
  }

  /** Goes to the original first, which is what is recorded again for it. */
  async #ofOriginal(what: string, doing: (present: OnScreen) => Promise<void>): Promise<void> {
    await this.open(ORIGINAL);
    const { present } = this.#screen;
    if (!present) return;
    const violated = present.run.outcome.verdict === 'violated';
    if (violated && Object.keys(present.changes).length === 0) return doing(present);
    const why = violated ? t('its scenario and seed alone do not make it') : t('as it is written it violates nothing');
    void vscode.window.showInformationMessage(t('Backstep: this run cannot be {0}, because {1}.', what, why));
  }

  /** Opens a run that parts from the original where it first differs. */
  async #parts(changes: RunChanges, name: string): Promise<void> {
    const { present, shown } = this.#screen;
    if (!present || !shown) return;
    const { forks, id } = shown.forks.with({ changes, name }, ORIGINAL, 0);
    await this.#screen.showFork(shownFork(shown, forks, id));
    const now = this.#screen.present;
    const at = now && firstDifferentStep(now.run, now.honest);
    if (now && at !== undefined && this.#screen.setForks(now.forks.partingAt(id, at))) this.#events.shows();
  }
}

function nameOf({ forks, seed }: OnScreen, id: number): string {
  return forks.of(id)?.name ?? t('seed {0} as it is written', seed);
}
