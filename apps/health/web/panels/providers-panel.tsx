import type { Provider, Status } from '../answers.js';
import { counted, moment } from '../figures.js';
import { EmptyPanel, Panel } from '../panel.js';
import { useNow } from '../use-now.js';
import { ProviderRows } from './provider-rows.js';

/** Every provider with its models. */
export function ProvidersPanel({ status }: { readonly status: Status | null }) {
  const now = useNow(10_000);
  if (status === null) return <EmptyPanel id="providers" title="Providers and models" />;
  const { providers, preferred, forced } = status;
  const [shown, off] = [providers.filter(isShown), providers.filter((provider) => !isShown(provider))];
  const note =
    forced === null ? (
      preferred !== null && <>{preferred} is asked first</>
    ) : (
      <>
        {forced.provider} is forced until {moment(forced.until, now)}
      </>
    );
  return (
    <Panel id="providers" title="Providers and models" note={note}>
      <table class="providers">
        <caption>
          State of {counted(shown.length, 'provider')}, with failure rate and latency of the last minute
        </caption>
        <thead>
          <tr>
            <th scope="col">Provider or model</th>
            <th scope="col">State</th>
            <th scope="col" class="number">
              Failed
            </th>
            <th scope="col" class="number wide">
              p50
            </th>
            <th scope="col" class="number">
              p95
            </th>
            <th scope="col" class="number wider">
              First token
            </th>
            <th scope="col" class="wide">
              Last hour
            </th>
          </tr>
        </thead>
        {shown.map((provider) => (
          <ProviderRows key={provider.provider} provider={provider} now={now} />
        ))}
      </table>
      {off.length > 0 && (
        <details class="more">
          <summary>{counted(off.length, 'provider')} not set up</summary>
          <ul>
            {off.map(({ provider, reason }) => (
              <li key={provider}>
                {provider}: {reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </Panel>
  );
}

/** What is not configured, and was never called, is no news. */
const isShown = ({ configured, models }: Provider): boolean => configured || models.length > 0;
