import { useState } from 'preact/hooks';
import type { Model, Provider } from '../answers.js';
import { Expander } from '../expander.js';
import { count, counted, duration, moment, percent } from '../figures.js';
import { sumOfMinutes } from '../minutes.js';
import { sharedTrouble, stateOf, worstFirst } from '../provider-state.js';
import { Sparkline } from '../sparkline.js';
import { StateMark } from '../state-mark.js';

/** Of a provider with more models, only those that are not well are worth their place, and not more of them than this. */
const fewModels = 6;

/** A provider with its models: all of them when it is opened, else those that have a trouble of their own. */
export function ProviderRows({ provider, now }: { readonly provider: Provider; readonly now: number }) {
  const { provider: name, models } = provider;
  const [chosen, setChosen] = useState<boolean | null>(null);
  const state = stateOf(provider);
  const trouble = sharedTrouble(provider);
  const isOpen = chosen ?? models.length <= fewModels;
  const unwell = trouble === null ? worstFirst(models.filter((model) => model.state !== 'healthy')) : [];
  const shown = isOpen ? models : unwell.slice(0, fewModels);
  const requests = models.reduce((sum, model) => sum + model.requests, 0);
  const failures = models.reduce((sum, model) => sum + model.failures, 0);
  return (
    <tbody data-provider={name}>
      <tr class="provider">
        <th scope="row">
          {models.length === 0 ? (
            <span class="name">{name}</span>
          ) : (
            <Expander name={name} isOpen={isOpen} onToggle={() => setChosen(!isOpen)} />
          )}
          <span class="beside">
            {models.length === 0 ? 'not called yet' : counted(models.length, 'model')}
          </span>
          {trouble !== null && <Trouble {...trouble} now={now} />}
        </th>
        <td>
          <StateMark state={state} />
        </td>
        <td class={`number failed-share ${failures > 0 ? 'notable' : ''}`}>
          {requests === 0 ? '–' : percent(failures / requests)}
        </td>
        <td class="number wide" />
        <td class="number p95" />
        <td class="number wider" />
        <td class="wide">
          <Hour models={models} />
        </td>
      </tr>
      {shown.map((model) => (
        <ModelRow key={model.model} model={model} isExplained={trouble !== null} now={now} />
      ))}
      {!isOpen && unwell.length > fewModels && (
        <tr class="model">
          <td class="quiet" colSpan={7}>
            {count(unwell.length - fewModels)} more are not well
          </td>
        </tr>
      )}
    </tbody>
  );
}

interface ModelRowProps {
  readonly model: Model;
  /** The provider's row says what is wrong. */
  readonly isExplained: boolean;
  readonly now: number;
}

function ModelRow({ model, isExplained, now }: ModelRowProps) {
  const { state, requests, failure_rate: rate, latency_ms: latency } = model;
  const firstToken = model.time_to_first_token_ms?.p95;
  return (
    <tr class="model">
      <th scope="row">
        <span class="name">{model.model}</span>
        {state !== 'healthy' && !isExplained && <Trouble {...model} now={now} />}
      </th>
      <td>
        <StateMark state={state} />
      </td>
      <td class={`number failed-share ${rate > 0 ? 'notable' : ''}`}>
        {requests === 0 ? '–' : percent(rate)}
      </td>
      <td class="number wide">{duration(latency.p50)}</td>
      <td class="number p95">{duration(latency.p95)}</td>
      <td class="number wider">{duration(firstToken)}</td>
      <td class="wide">
        <Hour models={[model]} />
      </td>
    </tr>
  );
}

type TroubleProps = Pick<Model, 'reason' | 'since' | 'until'> & { readonly now: number };

function Trouble({ reason, since, until, now }: TroubleProps) {
  return (
    <span class="aside">
      {causeIn(reason)} since {moment(since, now)}
      {until !== null && Date.parse(until) > now && <>, next try {moment(until, now)}</>}
    </span>
  );
}

/** `unavailable: failure_rate=50.00%` has a column for the rate. */
const causeIn = (reason: string): string => reason.replace(/: failure_rate=.*/, '');

function Hour({ models }: { readonly models: readonly Model[] }) {
  const minutes = sumOfMinutes(models);
  return minutes === null ? <span class="quiet">–</span> : <Sparkline minutes={minutes} />;
}
