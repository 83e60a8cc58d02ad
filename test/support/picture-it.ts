/** Tests that share one VS Code, where a picture of the window at a failure says more than its message. */
import { it } from 'node:test';
import type { VSCode } from './vscode.ts';

/** `it`, but a test that fails keeps a picture of the window and names it in its error. */
export function pictureIt(suite: string, vscode: () => VSCode): (name: string, test: () => Promise<void>) => void {
  return (name, test) => {
    it(name, async () => {
      try {
        await test();
      } catch (error) {
        const picture = await vscode()
          .saveEvidence(`${suite}-${name.replace(/\W+/g, '-')}`)
          .catch(() => 'no picture could be taken');
        // A new error, because a reporter prints the stack, which holds the message as it was at first.
        throw new Error(`${error instanceof Error ? error.message : String(error)}\n(the window at that moment: ${picture})`, {
          cause: error,
        });
      }
    });
  };
}
