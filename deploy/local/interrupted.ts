/** Resolves at Ctrl-C or SIGTERM. Later ones are ignored: npm passes on a Ctrl-C that the terminal already gave us. */
export const interrupted = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve());
});
