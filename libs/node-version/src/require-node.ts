const oldest = 22;

/**
 * Ends a process of a Node that is too old for our dependencies, before they fail in ways that nobody understands. They
 * may not even load there, so whoever calls this imports nothing else before.
 *
 * @param command the npm script that starts the same program with the Node of `node_modules`
 */
export function requireNode(command: string): void {
  if (Number.parseInt(process.versions.node, 10) >= oldest) return;
  process.stderr.write(
    `Understudy needs Node ${oldest} or newer, this is v${process.versions.node}: start it with ${command}, which brings its own\n`,
  );
  process.exit(1);
}
