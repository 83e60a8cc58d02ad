import { node, scenario, sometimes, type World } from 'backstep';
import { byzantine, client, lock, nemesis, network, TokenProperties, type StorageState, type Write, type WriteReply } from './token.ts';

/**
 * The cure for `forged-token.ts`: the storage believes the lock service, and not the client.
 *
 * The lock service signs each lease: its token, and whose it is. A client can pass that on, and it can alter it, but
 * then the signature is void, since nobody can sign in the name of the lock service. The storage takes the token from
 * the lease, and the lease only with the signature, and only from the client that it was granted to.
 *
 * Look at a write of `client1`: altered, and refused. It can lie no more, and it can still be silent.
 *
 * Lamport, Shostak and Pease, "The Byzantine Generals Problem" (1982), section 4, "A Solution with Signed Messages".
 */
const storage = node<Write, WriteReply>()({
  init: (): StorageState => ({ fence: 0, accepted: [], refused: [] }),
  on: {
    write(state, { text, lease }, self, from) {
      const isGranted = self.verify(lease, 'lock') && lease.client === from;
      if (!isGranted || lease.token < state.fence) {
        state.refused.push({ text, token: lease.token });
        self.send(from, { type: 'refused' });
        return;
      }
      state.fence = lease.token;
      state.accepted.push(text);
      self.send(from, { type: 'written' });
    },
  },
});

const cluster = { lock, storage, client1: client, client2: client };

class SignatureProperties {
  /** Where nobody lies, a signature proves nothing. */
  @sometimes
  static aForgedTokenIsRefused({ nodes }: World<typeof cluster>) {
    return nodes.storage.refused.some(({ token }) => token === 999_999);
  }

  @sometimes
  static anHonestClientWrites({ nodes }: World<typeof cluster>) {
    return nodes.storage.accepted.some((text) => text.startsWith('client2'));
  }
}

export default scenario({
  name: 'signed token',
  nodes: cluster,
  network,
  byzantine,
  nemesis,
  duration: '30s',
  stabilisesAt: '25s',
  properties: [TokenProperties, SignatureProperties],
});
