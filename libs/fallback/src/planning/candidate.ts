import type { Callee } from '../health/availability.js';
import type { ChainOrder, ChainStep } from '../config/routing-config.js';
import type { StepRole } from '../plan.js';

/** A step that a plan may get, with what there is to say of it: why it is there, and what has moved it. */
export interface Candidate {
  readonly step: ChainStep;
  readonly role: StepRole;
  /** The variable that holds the organization's own key. */
  readonly credential: string | null;
  readonly notes: readonly string[];
}

/** What becomes a plan, and what does not; the last note of what was passed over says why. */
export interface Draft {
  readonly kept: readonly Candidate[];
  readonly passedOver: readonly Candidate[];
}

/** What a request may be tried on, in the order of the config and before anything is known of health or cost. */
export interface Selection {
  /** The chain's name, for logs, spans and memory. */
  readonly chain: string;
  readonly order: ChainOrder;
  /** Which line of the contract's "Which plan a request gets" it was. */
  readonly why: string;
  readonly draft: Draft;
  /** The organization's default model, where it has a part in this. */
  readonly organizationDefault: string | null;
  /** What is done otherwise than the request asks for. */
  readonly warnings: readonly string[];
}

export const candidatesOf = (steps: readonly ChainStep[], role: StepRole, note: string): Candidate[] =>
  steps.map((step) => ({ step, role, credential: null, notes: [note] }));

export const noted = (candidate: Candidate, note: string): Candidate => ({
  ...candidate,
  notes: [...candidate.notes, note],
});

/** Keeps the candidates for which there is no reason to pass them over. */
export function passOver(draft: Draft, reasonOf: (candidate: Candidate) => string | null): Draft {
  const kept: Candidate[] = [];
  const passedOver = [...draft.passedOver];
  for (const candidate of draft.kept) {
    const reason = reasonOf(candidate);
    if (reason === null) kept.push(candidate);
    else passedOver.push(noted(candidate, reason));
  }
  return { kept, passedOver };
}

/** Whom health is asked about. */
export const calleeOf = ({ step, credential }: Candidate): Callee => ({
  provider: step.provider,
  model: step.model,
  baseUrl: step.baseUrl,
  credential,
});
