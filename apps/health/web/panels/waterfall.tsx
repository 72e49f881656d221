import type { AttemptView, RequestView } from '#contracts';
import { dollars, duration } from '../figures.js';
import { Nothing } from '../panel.js';
import { TraceLink } from '../trace-link.js';
import { useAnswer } from '../use-answer.js';

/** The attempts of a request, each where it lies in the whole. */
export function Waterfall({ request }: { readonly request: Pick<RequestView, 'org' | 'custom_id'> }) {
  const url = `/v1/requests/${[request.org, request.custom_id].map(encodeURIComponent).join('/')}`;
  const answer = useAnswer<RequestView>(url);
  if (answer.state !== 'here') return <Nothing answer={answer} />;
  const { attempts, trace_id: traceId } = answer.body;
  const start = Math.min(...attempts.map(({ started_at: at }) => Date.parse(at)));
  const end = Math.max(...attempts.map((attempt) => Date.parse(attempt.started_at) + attempt.duration_ms));
  return (
    <div class="waterfall">
      {attempts.length === 0 ? (
        <p class="nothing">No attempts are known.</p>
      ) : (
        <ol>
          {attempts.map((attempt) => (
            <Bar
              key={`${attempt.step}.${attempt.attempt}.${attempt.started_at}`}
              {...{ attempt, start, end }}
            />
          ))}
        </ol>
      )}
      <p class="links">
        <a href={url}>Request</a>
        <TraceLink traceId={traceId} />
      </p>
    </div>
  );
}

interface BarProps {
  readonly attempt: AttemptView;
  readonly start: number;
  readonly end: number;
}

function Bar({ attempt, start, end }: BarProps) {
  const { provider, model, outcome, error_class: error, duration_ms: ms, cost_usd: usd, hedged } = attempt;
  const whole = Math.max(1, end - start);
  const left = ((Date.parse(attempt.started_at) - start) / whole) * 100;
  const firstToken = attempt.time_to_first_token_ms;
  return (
    <li class={outcome}>
      <span class="name">
        {provider}/{model}
      </span>
      <span class="said">
        {outcome === 'succeeded' ? '✓ answered' : `✕ ${error ?? outcome}`} in {duration(ms)}
        {firstToken !== null && `, first token after ${duration(firstToken)}`}
        {usd ? `, ${dollars(usd)}` : ''}
        {hedged && ', hedged'}
      </span>
      <span class="track" aria-hidden="true">
        <span style={{ marginLeft: `${left}%`, width: `${Math.max(0.5, (ms / whole) * 100)}%` }} />
      </span>
    </li>
  );
}
