import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Inspecting } from '../../webview/inspecting.ts';
import { keyAction } from '../../webview/keys.ts';

const NONE = { altKey: false, shiftKey: false, ctrlKey: false, metaKey: false };

describe('keys', () => {
  it('step, as the arrows and as in vi', () => {
    for (const key of ['ArrowUp', 'ArrowLeft', 'k'])
      assert.deepEqual(keyAction({ ...NONE, key }), { type: 'move', move: 'back', extend: false });
    for (const key of ['ArrowDown', 'ArrowRight', 'j'])
      assert.deepEqual(keyAction({ ...NONE, key }), { type: 'move', move: 'forward', extend: false });
  });

  it('stay with the node under Alt and select under Shift', () => {
    assert.deepEqual(keyAction({ ...NONE, altKey: true, key: 'ArrowUp' }), { type: 'move', move: 'backSameNode', extend: false });
    assert.deepEqual(keyAction({ ...NONE, shiftKey: true, key: 'ArrowDown' }), { type: 'move', move: 'forward', extend: true });
  });

  it('ask why, open the filter and go from match to match', () => {
    assert.deepEqual(keyAction({ ...NONE, key: 'w' }), { type: 'why' });
    assert.deepEqual(keyAction({ ...NONE, key: '/' }), { type: 'filter' });
    assert.deepEqual(keyAction({ ...NONE, key: 'n' }), { type: 'match', direction: 1 });
    assert.deepEqual(keyAction({ ...NONE, shiftKey: true, key: 'N' }), { type: 'match', direction: -1 });
  });

  it('are left to VS Code where they are its own', () => {
    assert.equal(keyAction({ ...NONE, ctrlKey: true, key: 'End' }), undefined);
    assert.equal(keyAction({ ...NONE, metaKey: true, key: 'k' }), undefined);
    assert.equal(keyAction({ ...NONE, altKey: true, key: 'ArrowLeft' }), undefined);
    assert.equal(keyAction({ ...NONE, key: 'F10' }), undefined);
  });
});

describe('asking for the world at a step', () => {
  it('has one question under way and then asks for the latest wish alone', () => {
    const asked: number[] = [];
    const inspecting = new Inspecting((step) => asked.push(step));
    for (let step = 0; step < 50; step++) inspecting.want(step);
    assert.deepEqual(asked, [0]);
    inspecting.answered();
    assert.deepEqual(asked, [0, 49]);
    inspecting.answered();
    inspecting.want(7);
    assert.deepEqual(asked, [0, 49, 7]);
    inspecting.reset();
  });
});
