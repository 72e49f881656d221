import type { Alert } from '#contracts';
import type { AlertPolicy, AlertRoute, SinkConfig } from '#fallback';
import type { Address } from '#postgres';
import { sinkTraits, topicSink } from '../sinks/sink-traits.js';
import { groupName } from './group-name.js';

/** Who is told of an alert: the topic, and the sinks of every route that fits it. */
export function addressesOf(alert: Alert, { sinks, routes, groupWaitMs }: AlertPolicy): Address[] {
  const names = new Set(routes.filter((route) => fits(route, alert)).flatMap((route) => route.sinks));
  return [
    { sink: topicSink, group: groupName({}), waitMs: 0 },
    ...[...names].flatMap((sink) => {
      const config = sinks.get(sink);
      if (config === undefined || (isForAdmins(config) && alert.labels.org === undefined)) return [];
      const { groups, isForPeople } = sinkTraits[config.kind];
      const waitMs = isForPeople && groups !== 'none' ? groupWaitMs : 0;
      return [{ sink, group: groupName(groupLabels(alert, config)), waitMs }];
    }),
  ];
}

const fits = ({ orgs, severities, alertnames }: AlertRoute, { labels }: Alert): boolean =>
  (orgs === undefined || (labels.org !== undefined && orgs.includes(labels.org))) &&
  (severities === undefined || severities.includes(labels.severity)) &&
  (alertnames === undefined || alertnames.includes(labels.alertname));

const isForAdmins = (config: SinkConfig): boolean => config.kind === 'email' && config.to === 'admins';

function groupLabels({ labels, fingerprint }: Alert, config: SinkConfig): Record<string, string> {
  switch (sinkTraits[config.kind].groups) {
    case 'all':
      return {};
    case 'none':
      return { fingerprint };
    case 'by name': {
      const { alertname, org } = labels;
      // Of another organization its admins must not hear.
      return isForAdmins(config) && org !== undefined ? { alertname, org } : { alertname };
    }
  }
}
