import type { Model } from './model.ts';

/** What each node is called by what it is: nodes of one definition, `client1` and `client2`, are both `client`. */
export function rolesOf({ names, peers }: Pick<Model, 'names' | 'peers'>): readonly string[] {
  return names.map((name, index) => {
    const alike = [name, ...peers[index]!];
    const [role = ''] = alike.map((each) => each.replace(/\d+$/, '')).sort();
    return role === '' || peers[index]!.length === 0 ? name : role;
  });
}
