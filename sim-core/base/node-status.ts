/** Whether a node can run: not started yet, in its `init`, up, in a handler that takes time, frozen, or down. */
export type NodeStatus = 'unstarted' | 'starting' | 'up' | 'busy' | 'paused' | 'down';
