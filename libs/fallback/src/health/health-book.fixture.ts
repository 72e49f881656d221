import type { EndedAttempt } from '../walking/attempt-event.js';
import type { Step } from '../plan.js';
import { healthConfig } from './health-attempt.fixture.js';
import { HealthBook } from './health-book.js';

/** Other ways to openai/gpt-4o, and another model there. */
export const own = { credential: 'ACME_KEY' };
export const elsewhere = { baseUrl: 'http://elsewhere.example' };
export const otherModel = { model: 'gpt-4o-mini' };

export function bookAfter(...ended: EndedAttempt[]): HealthBook {
  const book = new HealthBook(healthConfig());
  for (const each of ended) book.attemptEnded(each);
  return book;
}

export const stateOf = (book: HealthBook, of: Step, now: number): string =>
  book.availabilityOf(of, now).state;

/** Of an operator, on all of OpenAI. */
export const report = { provider: 'openai', model: null, errorClass: 'unavailable' as const };
