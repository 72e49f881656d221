import type { Check } from './violation.js';

/** I7: no prompt, answer or key is where people read. The text shows where, never what. */
export const noSecrets: Check = (history, { secrets }) => {
  const requests = new Set(history.all('produced').map(({ request }) => request));
  return history.all('told').flatMap(({ router, where, text }) => {
    if (!secrets.some((secret) => text.includes(secret))) return [];
    const named = text.match(/[\w.-]+/g)?.find((word) => requests.has(word)) ?? 'a request';
    return [{ law: 'I7', text: `${where} of ${router} has a prompt, an answer or a key of ${named}` }];
  });
};
