import { useState } from 'preact/hooks';
import type { Costs, Organizations } from '../answers.js';
import { count, dollars, percent } from '../figures.js';
import { Pager } from '../pager.js';
import { EmptyPanel, Panel } from '../panel.js';
import { useAnswer } from '../use-answer.js';
import { spendersOf, type Spender } from '../spenders.js';

const perPage = 12;

/** What each organization spent today, the most first. */
export function OrganizationsPanel() {
  const costs = useAnswer<Costs>('/v1/costs?group_by=org&limit=500');
  const known = useAnswer<Organizations>('/v1/organizations');
  const [wanted, setWanted] = useState('');
  const [page, setPage] = useState(0);
  if (known.state !== 'here') return <EmptyPanel id="organizations" title="Organizations" answer={known} />;
  const all = spendersOf(known.body.organizations, costs.state === 'here' ? costs.body : null);
  const text = wanted.trim().toLowerCase();
  const found = all.filter(({ org, name }) => `${org} ${name}`.toLowerCase().includes(text));
  const pages = Math.max(1, Math.ceil(found.length / perPage));
  const at = Math.min(page, pages - 1);
  const note = costs.state === 'here' ? `spent today, ${costs.body.day} UTC` : 'costs are not available';
  return (
    <Panel id="organizations" title="Organizations" note={note}>
      <label class="search">
        <span>Find an organization</span>
        <input
          type="search"
          value={wanted}
          onInput={({ currentTarget }) => {
            setWanted(currentTarget.value);
            setPage(0);
          }}
        />
      </label>
      {found.length === 0 ? (
        <p class="nothing">{all.length === 0 ? 'There are none yet.' : `None is called ‘${wanted}’.`}</p>
      ) : (
        <table>
          <caption>
            {count(found.length)} of {count(all.length)} organizations, with what they spent today
          </caption>
          <thead>
            <tr>
              <th scope="col">Organization</th>
              <th scope="col" class="number">
                Requests
              </th>
              <th scope="col" class="number">
                Spent
              </th>
            </tr>
          </thead>
          <tbody>
            {found.slice(at * perPage, (at + 1) * perPage).map((spender) => (
              <SpenderRow key={spender.org} spender={spender} />
            ))}
          </tbody>
        </table>
      )}
      <Pager of="organizations" page={at} pages={pages} onPage={setPage} />
    </Panel>
  );
}

function SpenderRow({ spender }: { readonly spender: Spender }) {
  const { org, name, requests, spentUsd, dailyUsd } = spender;
  const share = dailyUsd === null || spentUsd === null ? null : spentUsd / dailyUsd;
  return (
    <tr>
      <th scope="row">
        <span class="name">{name}</span>
        {name !== org && <span class="quiet aside">{org}</span>}
      </th>
      <td class="number">{requests === null ? '–' : count(requests)}</td>
      <td class="number">
        {dollars(spentUsd)}
        {share !== null && (
          <span class={`aside ${share >= 0.8 ? 'notable' : 'quiet'}`}>
            {percent(share)} of {dollars(dailyUsd)}
          </span>
        )}
      </td>
    </tr>
  );
}
