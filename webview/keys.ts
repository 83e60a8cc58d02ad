import type { Move } from './model/steps.ts';

export type KeyAction =
  | { readonly type: 'move'; readonly move: Move; readonly extend: boolean }
  | { readonly type: 'page'; readonly direction: 1 | -1; readonly extend: boolean }
  | { readonly type: 'filter' }
  | { readonly type: 'why' }
  | { readonly type: 'whatIf' }
  | { readonly type: 'repeats' }
  | { readonly type: 'pin' }
  | { readonly type: 'unfold' }
  | { readonly type: 'match'; readonly direction: 1 | -1 }
  | { readonly type: 'openSource' }
  | { readonly type: 'selectNothing' };

/** The part of a `KeyboardEvent` that counts. */
interface Keys {
  readonly key: string;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/** What a key means in the diagram; undefined for keys that are none of its business. */
export function keyAction({ key, altKey, shiftKey, ctrlKey, metaKey }: Keys): KeyAction | undefined {
  if (ctrlKey || metaKey) return undefined;
  const move = (to: Move): KeyAction => ({ type: 'move', move: to, extend: shiftKey });
  if (altKey) {
    if (key === 'ArrowDown') return move('forwardSameNode');
    return key === 'ArrowUp' ? move('backSameNode') : undefined;
  }
  switch (key) {
    case 'ArrowDown':
    case 'ArrowRight':
    case 'j':
      return move('forward');
    case 'ArrowUp':
    case 'ArrowLeft':
    case 'k':
      return move('back');
    case 'Home':
      return move('start');
    case 'End':
      return move('end');
    case 'v':
      return move('violation');
    case '/':
      return { type: 'filter' };
    case 'w':
      return { type: 'why' };
    case 'f':
      return { type: 'whatIf' };
    case 'p':
      return { type: 'pin' };
    case 'r':
      return { type: 'repeats' };
    case 'e':
      return { type: 'unfold' };
    case 'n':
    case 'N':
      return { type: 'match', direction: key === 'n' ? 1 : -1 };
    case 'PageDown':
    case 'PageUp':
      return { type: 'page', direction: key === 'PageDown' ? 1 : -1, extend: shiftKey };
    case 'Enter':
      return { type: 'openSource' };
    case 'Escape':
      return { type: 'selectNothing' };
    default:
      return undefined;
  }
}
