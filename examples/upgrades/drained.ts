import { scenario, sometimes, type World } from 'backstep';
import { balancerThat, servers, shopWith, ShopProperties, weather, type ShopCluster } from './shop.ts';

/**
 * The cure for `version-mix.ts`: an order stays with the server that began it, and a server that is to be upgraded is drained first.
 *
 * The server is warned three seconds before, and tells the balancer, which gives it no new orders from then on; those that
 * it has are finished by then. That is enough while all goes well, and cannot be enough always: the server may pause for longer than the
 * warning, or crash. So a cart says which version has written it, and a server of another version refuses it; the shopper
 * then gets a new price.
 *
 * Look at a server that drains: requests of one order still come to it, and none of a new one. With `drain`
 * taken out of the nemesis it holds as well, and orders begin anew far more often.
 */
const sticky = balancerThat((state, { order, request }, next) => {
  const { session } = state;
  // Who asks the same again has heard nothing, and so another server is to try.
  if (session?.order === order && session.request !== request) {
    session.request = request;
    return session.server;
  }
  const turns = servers.map(() => next());
  const server = turns.find((name) => state.duties[name]?.ready && name !== session?.server) ?? turns[0]!;
  state.session = { order, server, request };
  return server;
});

class DrainedProperties {
  @sometimes
  static aServerIsDrainedInTime({ nodes, status }: World<ShopCluster>) {
    const { duties, session } = nodes.balancer;
    return servers.some((name) => duties[name]?.ready === false && status(name) === 'down' && session?.server !== name);
  }

  @sometimes
  static anOrderBeginsAnew({ nodes }: World<ShopCluster>) {
    return nodes.shopper.anew > 0;
  }
}

export default scenario({
  name: 'drained upgrade',
  ...shopWith(sticky, false),
  ...weather,
  properties: [ShopProperties, DrainedProperties],
});
