import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Inspecting } from '../../webview/inspecting.ts';

describe('asking for the world at a step', () => {
  it('asks for no more than the latest step while an answer is under way', () => {
    const asked: number[] = [];
    const inspecting = new Inspecting((step) => asked.push(step));
    for (let step = 0; step <= 12; step++) inspecting.want(step);
    assert.deepEqual(asked, [0]);
    inspecting.answered();
    assert.deepEqual(asked, [0, 12]);
    inspecting.answered();
    assert.deepEqual(asked, [0, 12], 'what has been answered is not asked for again');
  });

  it('gives an answer up after a while, so that a worker that died does not end all asking', (test) => {
    test.mock.timers.enable({ apis: ['setTimeout'] });
    const asked: number[] = [];
    const inspecting = new Inspecting((step) => asked.push(step));
    inspecting.want(1);
    inspecting.want(2);
    test.mock.timers.tick(2_999);
    assert.deepEqual(asked, [1]);
    test.mock.timers.tick(1);
    assert.deepEqual(asked, [1, 2]);
    inspecting.reset();
  });

  it('forgets with a new run what it wanted of the last one', () => {
    const asked: number[] = [];
    const inspecting = new Inspecting((step) => asked.push(step));
    inspecting.want(1);
    inspecting.want(2);
    inspecting.reset();
    inspecting.answered();
    inspecting.want(3);
    assert.deepEqual(asked, [1, 3]);
    inspecting.reset();
  });
});
