/** Whether a file belongs to a package, which its user cannot be asked to change. */
export function isPackage(file: string): boolean {
  return /[\\/]node_modules[\\/]/.test(file);
}

/** The name of the package that a file belongs to, with its scope. */
export function packageOf(file: string): string {
  const [, inside = file] = /.*[\\/]node_modules[\\/](.*)$/.exec(file) ?? [];
  const [first = '', second = ''] = inside.split(/[\\/]/);
  return first.startsWith('@') ? `${first}/${second}` : first;
}
