import type { Contestant } from './contestant.js';
import { cpuTimeOf, peakMemoryOf } from './process-usage.js';
import { steadyRate } from './steady-rate.js';
import type { Upstream } from './upstream.js';

/** What is asked of one who competes. */
export interface Course {
  readonly partitions: number;
  /** Requests that each of its processes has under way at most. */
  readonly inFlight: number;
  /** What the provider takes of an answer's time. */
  readonly providerMs: number;
  /** Of a request. */
  readonly bytes: number;
  /** The rate at which delays are measured, per second; null: they are not. */
  readonly pace: number | null;
}

/** One who competes. */
export interface Entrant {
  readonly course: Course;
  readonly contestant: Contestant;
  readonly upstream: Upstream;
}

export interface RaceMarks {
  /** Answers per second while there is work enough. */
  readonly rate: number;
  /** Of the contestant's processes, in ms a request. */
  readonly cpu: number;
  /** How long answers took beyond the provider's own time, in ms; none where that is not measured. */
  readonly added: readonly number[];
  /** The most that its processes have held so far, in MB. */
  readonly memory: number;
}

const floodMs = 3_000;
const pacedMs = 1_000;
/** Whole waves of what is under way are counted, behind one that begins (see steadyRate). */
const waves = 2.3;
/** Nobody answers faster, so the first race, which warms up, is not endless. */
const leastMs = 250;

/** A race is run again and again: what it has to do is known from what the one before could. */
export class Race {
  readonly #entrant: Entrant;
  #rate: number;

  constructor(entrant: Entrant) {
    this.#entrant = entrant;
    this.#rate = (entrant.contestant.inFlight / Math.max(entrant.course.providerMs, leastMs)) * 1_000;
  }

  async run(): Promise<RaceMarks> {
    const { contestant, upstream, course } = this.#entrant;
    const { bytes, pace, providerMs } = course;
    const { pids, inFlight } = contestant;
    const count = Math.ceil(Math.max((this.#rate * floodMs) / 1_000, inFlight * waves));
    const cpuBefore = await cpuTimeOf(pids);
    const progress = await upstream.flood(bytes, count);
    const cpu = ((await cpuTimeOf(pids)) - cpuBefore) / count;
    this.#rate = steadyRate(progress, inFlight);
    const delays = pace === null ? [] : await upstream.pace(bytes, pace, pacedMs);
    return {
      rate: this.#rate,
      cpu,
      added: delays.map((ms) => ms - providerMs),
      memory: await peakMemoryOf(pids),
    };
  }
}
