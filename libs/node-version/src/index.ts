export { requireNode } from './require-node.js';
