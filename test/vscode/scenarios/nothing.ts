import { node, scenario } from 'backstep';

/** Does nothing, and nothing is asked of it. */
const idler = node()({ init: () => ({}), on: {} });

export default scenario({ name: 'nothing', nodes: { idler }, duration: '1s', properties: [] });
