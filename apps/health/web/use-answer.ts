import { useEffect, useState } from 'preact/hooks';
import { ask, type Answer } from './ask.js';

const againEveryMs = 10_000;

/**
 * What the service answers at an address, asked again every ten seconds while somebody can see it. What was last known
 * stays while the next answer is under way, and when none comes.
 *
 * @param url null: nothing is asked
 * @param version another one asks at once
 */
export function useAnswer<Body>(url: string | null, version: unknown = 0): Answer<Body> {
  const [known, setKnown] = useState<{ url: string | null; answer: Answer<Body> }>({
    url,
    answer: { state: 'loading' },
  });
  useEffect(() => {
    if (url === null) return;
    const over = new AbortController();
    const load = async (): Promise<void> => {
      if (document.hidden) return;
      const answer = await ask<Body>(url, over.signal);
      if (over.signal.aborted) return;
      setKnown((before) =>
        answer.state === 'failed' && before.url === url && before.answer.state === 'here'
          ? before
          : { url, answer },
      );
    };
    void load();
    const timer = setInterval(() => void load(), againEveryMs);
    document.addEventListener('visibilitychange', () => void load(), { signal: over.signal });
    return () => {
      clearInterval(timer);
      over.abort();
    };
  }, [url, version]);
  return known.url === url ? known.answer : { state: 'loading' };
}
