import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failureWindow, type WindowLine } from '../../runner/report/failure-window.ts';
import { NONE } from '../../sim-core/trace/event.ts';

const SIZE = { before: 3, after: 2, causes: 8 };

/** Columns of so many events, some of which have a cause. */
function columns(length: number, causes: Readonly<Record<number, number>> = {}): { length: number; cause: Uint32Array } {
  return { length, cause: Uint32Array.from({ length }, (_, step) => causes[step] ?? NONE) };
}

/** A window as text: steps, causes with a star, and how many are left out in brackets. */
function text(lines: readonly WindowLine[]): string {
  return lines.map((line) => ('step' in line ? `${line.step}${line.isCause ? '*' : ''}` : `(${line.skipped})`)).join(' ');
}

const window = (...[of, at]: [Parameters<typeof failureWindow>[0], number]): string => text(failureWindow(of, at, SIZE));

describe('the window of a failure', () => {
  it('shows the events around the violation, and counts those before', () =>
    assert.equal(window(columns(100), 50), '(47) 47 48 49 50 51 52'));

  it('ends where the run ends, and begins where it begins', () => {
    assert.equal(window(columns(100), 99), '(96) 96 97 98 99');
    assert.equal(window(columns(100), 0), '0 1 2');
    assert.equal(window(columns(1), 0), '0');
  });

  it('is empty only when there is no event', () => assert.deepEqual(failureWindow(columns(0), -1), []));

  it('shows the nearest event for a step that there is not', () => {
    assert.equal(window(columns(5), -1), '0 1 2');
    assert.equal(window(columns(5), 9), '(1) 1 2 3 4');
  });

  it('shows the chain of causes back to the first', () => {
    assert.equal(window(columns(100, { 50: 30, 30: 29, 29: 5 }), 50), '(5) 5* (23) 29* 30* (16) 47 48 49 50 51 52');
  });

  it('marks causes inside the window', () => assert.equal(window(columns(100, { 50: 48, 48: 47 }), 50), '(47) 47* 48* 49 50 51 52'));

  it('leaves nothing out between neighbours', () =>
    assert.equal(window(columns(100, { 50: 46, 46: 0 }), 50), '0* (45) 46* 47 48 49 50 51 52'));

  it('keeps the nearest causes and the first of a chain that is too long', () => {
    const everyTenth = Object.fromEntries(Array.from({ length: 90 }, (_, index) => [(index + 1) * 10, index * 10]));
    assert.equal(window(columns(1_000, everyTenth), 900), '0* (869) 870* (9) 880* (9) 890* (6) 897 898 899 900 901 902');
  });

  it('takes no more lines for causes than it may, however they lie', () => {
    for (const [stride, from] of [
      [1, 0],
      [2, 0],
      [2, 1],
      [3, 5],
      [7, 3],
    ] as const) {
      const causes = Object.fromEntries(Array.from({ length: 200 }, (_, index) => [from + (index + 1) * stride, from + index * stride]));
      const at = from + 200 * stride;
      const lines = failureWindow(columns(at + 10, causes), at, SIZE);
      const before = lines.findIndex((line) => 'step' in line && line.step === at - SIZE.before);
      assert.ok(before <= SIZE.causes, `${before} lines for a stride of ${stride}`);
      assert.ok(
        lines.some((line) => 'step' in line && line.step === from),
        'the first cause is shown',
      );
    }
  });

  it('counts exactly the events that it leaves out', () => {
    const causes = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [(index + 1) * 3, index * 3]));
    const lines = failureWindow(columns(2_000, causes), 900);
    let step = 0;
    for (const line of lines) {
      if ('step' in line) {
        assert.equal(line.step, step);
        step += 1;
      } else step += line.skipped;
    }
  });

  it('does not follow a trace in circles', () => assert.equal(window(columns(10, { 5: 7, 7: 5 }), 5), '(2) 2 3 4 5 6 7'));
});
