import { behaviourByModel, type Behaviour } from '../../deploy/local/simulated-behaviour.js';
import type { SimulatedCall } from '../../deploy/local/simulated-call.js';
import { startSimulatedProvider } from '../../deploy/local/simulated-provider.js';
import { ready } from './apart.js';

/** Answers after this many ms: long enough that calls which start together are under way together. */
const soon: Behaviour = { kind: 'answer', afterMs: 10 };
const respond = (call: SimulatedCall): Behaviour =>
  call.model === 'sim-soon' ? soon : behaviourByModel(call);

const count = Number(process.argv[2]);
const providers = await Promise.all(
  Array.from({ length: count }, () => startSimulatedProvider({ respond, journalLimit: 100 })),
);
ready(providers.map(({ openaiBaseUrl }) => openaiBaseUrl));
