/** Tests that share one VS Code, where a picture of the window at a failure says more than its message. */
import { it } from 'node:test';
import { pictured, type VSCode } from './vscode.ts';

/** `it`, but a test that fails keeps a picture of the window and names it in its error. */
export function pictureIt(suite: string, vscode: () => VSCode): (name: string, test: () => Promise<void>) => void {
  return (name, test) => {
    it(name, async () => {
      try {
        await test();
      } catch (error) {
        throw await pictured(error, vscode(), `${suite}-${name.replace(/\W+/g, '-')}`);
      }
    });
  };
}
