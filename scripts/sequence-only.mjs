/**
 * For esbuild: of Mermaid, which loads each kind of diagram when it first meets one, only what draws sequence diagrams goes into a
 * bundle. The rest, three quarters of it, is never asked for: the panel draws nothing else.
 */
export const sequenceOnly = {
  name: 'sequence-only',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /./ }, ({ path, kind }) =>
      kind === 'dynamic-import' && !path.includes('sequenceDiagram') ? { path, namespace: 'left-out' } : undefined,
    );
    onLoad({ filter: /./, namespace: 'left-out' }, ({ path }) => ({
      contents: `throw new Error(${JSON.stringify(`${path} is not part of this bundle.`)});`,
    }));
  },
};
