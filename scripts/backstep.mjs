// The command line from the repository: `npm run backstep -- run FILE --seed 7`. It builds first when
// there is no build, and hands over exit code and output as they are.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const commandLine = fileURLToPath(new URL('../dist/backstep.js', import.meta.url));
if (!existsSync(commandLine)) {
  const build = spawnSync(process.execPath, ['esbuild.mjs'], { cwd: fileURLToPath(new URL('..', import.meta.url)), encoding: 'utf8' });
  if (build.status !== 0) {
    process.stderr.write(build.stdout + build.stderr);
    process.exit(2);
  }
}
// npm runs scripts in the package's folder; the user's paths are relative to where npm was called.
const { status } = spawnSync(process.execPath, [commandLine, ...process.argv.slice(2)], {
  stdio: 'inherit',
  cwd: process.env.INIT_CWD ?? process.cwd(),
});
process.exit(status ?? 2);
