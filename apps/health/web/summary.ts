import type { AlertView } from '#contracts';
import type { Handoffs, Status } from './answers.js';
import { count, counted } from './figures.js';
import { stateOf, unwellSince, type ShownState } from './provider-state.js';

export type Tone = 'good' | 'warning' | 'critical';

/** The first line of the page: is all well, or what is broken, and since when? */
export interface Summary {
  readonly tone: Tone;
  readonly title: string;
  /** When the oldest trouble of the title began. */
  readonly since: string | null;
  readonly note: string;
}

/** The gravest first. */
const words: readonly (readonly [ShownState, string])[] = [
  ['down', 'down'],
  ['limited', 'rate-limited'],
  ['recovering', 'recovering'],
  ['degraded', 'degraded'],
];

/** @param handoffs null: nothing was heard of them yet */
export function summaryOf(
  { providers, preferred }: Status,
  alerts: readonly AlertView[],
  handoffs: Handoffs | null,
): Summary {
  const configured = providers.filter((each) => each.configured);
  const firing = alerts.filter(({ status }) => status === 'firing');
  const open = [firingNote(firing), handoffs && waitingNote(handoffs)].filter(Boolean).join(', ');
  // What is over, but told as firing until it has stayed away, troubles nobody any more.
  const grave = firing.filter(
    ({ labels, quietSince }) => labels.severity !== 'info' && quietSince === undefined,
  );
  const unwell = configured
    .map((each) => ({ name: each.provider, state: stateOf(each), since: unwellSince(each) }))
    .filter(({ state }) => state !== 'healthy');

  if (unwell.length === 0 && grave.length === 0) {
    const models = configured.reduce((sum, provider) => sum + provider.models.length, 0);
    const known = `${counted(configured.length, 'provider')}, ${counted(models, 'model')}`;
    return { tone: 'good', title: 'All is well', since: null, note: `${known}, ${open}` };
  }
  const isNobodyLeft = configured.length > 0 && configured.every(({ available }) => !available);
  // As grave as what is firing: where another provider answers, the fallback does its job.
  const isCritical = isNobodyLeft || grave.some(({ labels }) => labels.severity === 'critical');
  const began = unwell.length > 0 ? unwell.map(({ since }) => since) : grave.map(({ startsAt }) => startsAt);
  const next =
    isNobodyLeft || preferred === null ? 'requests wait or fail' : `requests go to ${preferred} first`;
  return {
    tone: isCritical ? 'critical' : 'warning',
    title: isNobodyLeft
      ? 'No provider can be called'
      : unwell.length > 0
        ? titleOf(unwell)
        : alertTitle(grave),
    since: began.filter((at) => at !== null).toSorted()[0] ?? null,
    note: `${next}, ${open}`,
  };
}

/** Such as `gemini is down, openai and together are degraded`. */
function titleOf(unwell: readonly { readonly name: string; readonly state: ShownState }[]): string {
  const parts = words.flatMap(([state, word]) => {
    const names = unwell.filter((each) => each.state === state).map(({ name }) => name);
    return names.length === 0 ? [] : [`${listed(names)} ${names.length === 1 ? 'is' : 'are'} ${word}`];
  });
  return parts.join(', ');
}

const listed = (names: readonly string[]): string =>
  names.length === 1 ? names.join() : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

function alertTitle(firing: readonly AlertView[]): string {
  const [first] = firing;
  return firing.length === 1 && first ? first.annotations.summary : `${firing.length} alerts are firing`;
}

const firingNote = (firing: readonly AlertView[]): string =>
  firing.length === 0 ? 'nothing is firing' : `${counted(firing.length, 'alert')} firing`;

/** Null: nobody waits. */
export function waitingNote({ handoffs, next }: Handoffs): string | null {
  if (handoffs.length === 0) return null;
  if (handoffs.length === 1) return '1 request waits for a person';
  return `${next === null ? '' : 'more than '}${count(handoffs.length)} requests wait for a person`;
}
