import { describe, expect, it } from '@jest/globals';
import { loadRoutingConfig } from '#fallback';
import { addressesOf } from './addresses-of.js';
import { alertWith } from './alert.fixture.js';
import { labelsOfGroup } from './group-name.js';

const sinks = `sinks: {
  ops: { kind: slack, url_env: A }, pager: { kind: pagerduty, routing_key_env: B },
  manager: { kind: alertmanager, url_env: C }, admins: { kind: email, from: a@b.example, to: admins } }`;
const policyOf = (routes: string) => loadRoutingConfig({}, `alerts: { ${sinks}, ${routes} }`).alerts;
const sinksOf = (routes: string, labels: Parameters<typeof alertWith>[0]): string[] =>
  addressesOf(alertWith(labels), policyOf(routes)).map(({ sink }) => sink);

describe('who is told of an alert', () => {
  it('is the topic always, and every sink without a route', () => {
    expect(sinksOf('routes: []', {})).toEqual(['topic']);
    expect(sinksOf('', { org: 'acme' })).toEqual(['topic', 'ops', 'pager', 'manager', 'admins']);
  });

  it('is each sink of the routes that fit, once', () => {
    const routes = `routes: [
      { orgs: [acme], sinks: [ops] }, { severities: [critical], sinks: [pager, ops] },
      { alertnames: [DeadLetters], sinks: [manager] } ]`;
    expect(sinksOf(routes, { org: 'acme', severity: 'critical' })).toEqual(['topic', 'ops', 'pager']);
    expect(sinksOf(routes, { org: 'globex' })).toEqual(['topic']);
    expect(sinksOf(routes, {})).toEqual(['topic']);
    expect(sinksOf(routes, { alertname: 'DeadLetters' })).toEqual(['topic', 'manager']);
  });

  it('are no admins for what is about no organization', () => {
    expect(sinksOf('routes: [{ sinks: [admins] }]', { provider: 'openai' })).toEqual(['topic']);
  });

  it('hears of an alert with others of its name, admins never with those of another organization', () => {
    const groups = addressesOf(alertWith({ org: 'acme' }), policyOf('group_wait_seconds: 5')).map(
      ({ sink, group, waitMs }) => ({ sink, group: labelsOfGroup(group), waitMs }),
    );
    expect(groups).toEqual([
      { sink: 'topic', group: {}, waitMs: 0 },
      { sink: 'ops', group: { alertname: 'ProviderDown' }, waitMs: 5_000 },
      { sink: 'pager', group: { fingerprint: 'dbeb2e5597895898' }, waitMs: 0 },
      { sink: 'manager', group: {}, waitMs: 0 },
      { sink: 'admins', group: { alertname: 'ProviderDown', org: 'acme' }, waitMs: 5_000 },
    ]);
  });
});
