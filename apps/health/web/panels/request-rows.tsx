import { Fragment } from 'preact';
import { useState } from 'preact/hooks';
import type { RequestSummary } from '#contracts';
import { Expander } from '../expander.js';
import { count, dollars, duration, timeOfDay } from '../figures.js';
import { MoreButton } from '../more-button.js';
import { Waterfall } from './waterfall.js';

const shownAtFirst = 15;

/** Each request, and when it is opened its attempts. */
export function RequestRows({ requests }: { readonly requests: readonly RequestSummary[] }) {
  const [open, setOpen] = useState<string | null>(null);
  const [showsAll, setShowsAll] = useState(false);
  const shown = showsAll ? requests : requests.slice(0, shownAtFirst);
  return (
    <>
      <table class="requests">
        <caption>{count(shown.length)} requests, the newest first</caption>
        <thead>
          <tr>
            <th scope="col">Request</th>
            <th scope="col">Outcome</th>
            <th scope="col" class="wide">
              Answered by
            </th>
            <th scope="col" class="number wide">
              Attempts
            </th>
            <th scope="col" class="number">
              Took
            </th>
            <th scope="col" class="number wide">
              Cost
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((request) => {
            const key = `${request.org}\u0000${request.custom_id}`;
            return (
              <Fragment key={key}>
                <Line
                  request={request}
                  isOpen={open === key}
                  onToggle={() => setOpen(open === key ? null : key)}
                />
                {open === key && (
                  <tr class="detail">
                    <td colSpan={6}>
                      <Waterfall request={request} />
                    </td>
                  </tr>
                )}
              </Fragment>
            );
          })}
        </tbody>
      </table>
      <MoreButton
        more={requests.length - shownAtFirst}
        showsAll={showsAll}
        onToggle={() => setShowsAll(!showsAll)}
      />
    </>
  );
}

interface LineProps {
  readonly request: RequestSummary;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
}

function Line({ request, isOpen, onToggle }: LineProps) {
  const { org, custom_id: id, started_at: startedAt, provider, model, attempts } = request;
  const isAnswered = request.outcome === 'answered';
  return (
    <tr>
      <th scope="row">
        <Expander name={id} isOpen={isOpen} onToggle={onToggle} />
        <span class="quiet aside">
          {org}, {timeOfDay(startedAt)}
        </span>
      </th>
      <td>
        <span class={`outcome ${request.outcome}`}>
          {isAnswered ? '✓ answered' : `✕ ${request.error_class ?? 'failed'}`}
        </span>
      </td>
      <td class="wide">{isAnswered ? `${provider}/${model}` : '–'}</td>
      <td class={`number wide ${attempts > 1 ? 'notable' : ''}`}>{count(attempts)}</td>
      <td class="number">{duration(request.duration_ms)}</td>
      <td class="number wide">{dollars(request.cost_usd)}</td>
    </tr>
  );
}
