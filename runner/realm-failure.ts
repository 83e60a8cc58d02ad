import { frozenWrite } from '../sim-core/base/frozen-write.ts';
import { thrownStack, thrownText } from '../sim-core/base/thrown-text.ts';
import { ScenarioError, SeekDiffers, type Subject } from '../sim-core/engine.ts';
import { UndrawableSteps } from '../sim-core/trace/export/mermaid.ts';

/** A failure on its way out of the sandbox, where its class means nothing any more. */
export interface RealmFailure {
  readonly message: string;
  readonly cure: string | undefined;
  readonly subject: Subject;
  /** The export that was chosen, in whose declaration the subject's path leads. */
  readonly exported?: string | undefined;
  /** The stack of what the user's code threw, to find its file and line. */
  readonly stack: string | undefined;
  /** Whether something was written to that nodes and runs share. */
  readonly frozenWrite?: boolean;
}

const SHARED =
  'What a module holds at its top level, and self.peers and self.nodes, is shared by all nodes and all runs, so it is frozen: make a copy for the state, or keep what changes in the state.';

const FROZEN_LANGUAGE =
  "The language's own objects, such as Array.prototype and Symbol, are frozen before a file is loaded, so that nothing that one file or package puts into them changes what another one does: write a function instead, or take the form of the package that exports its functions and changes nothing, often called 'pure' or 'ponyfill'.";

/** Says what was thrown while a file was being loaded. */
export function failureOfLoading(error: unknown): RealmFailure {
  const failure = failureOf(error);
  if (!frozenWrite(error)) return failure;
  return {
    ...failure,
    message: `Loading the file writes to something that is frozen: ${failure.message}`,
    cure: FROZEN_LANGUAGE,
    frozenWrite: true,
  };
}

/** Says what a thrown value means, in plain data. */
export function failureOf(error: unknown): RealmFailure {
  if (error instanceof ScenarioError) {
    const cause = error.cause instanceof Error ? error.cause : error;
    const shared = frozenWrite(cause);
    // The engine quotes the whole source of a function that is written to.
    const message = shared ? error.message.replace(/ of function '[^]*'$/, ' of a function or class') : error.message;
    return { message, cure: shared ? SHARED : error.cure, subject: { ...error.subject }, stack: cause.stack, frozenWrite: shared };
  }
  if (error instanceof SeekDiffers) {
    return {
      message: error.message,
      cure: 'Run the seed with --check-determinism to see what it depends on besides the seed.',
      subject: {},
      stack: undefined,
    };
  }
  if (error instanceof UndrawableSteps) return { message: error.message, cure: undefined, subject: {}, stack: undefined };
  const told = thrownText(error);
  return { message: error instanceof Error ? told : `Something threw ${told}`, cure: undefined, subject: {}, stack: thrownStack(error) };
}
