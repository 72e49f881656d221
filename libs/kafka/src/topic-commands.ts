import type { WantedTopic } from './ensure-topics.js';

const topicsTool = 'kafka-topics.sh --bootstrap-server <broker>';
const configTool = 'kafka-configs.sh --bootstrap-server <broker>';

/** What an administrator types to mend a topic, with Kafka's own tools. */
export const createCommand = ({ name, partitions, cleanup, maxMessageBytes }: WantedTopic): string =>
  `${topicsTool} --create --if-not-exists --topic ${name} --partitions ${partitions} --config cleanup.policy=${listOf(cleanup)} --config max.message.bytes=${maxMessageBytes}`;

export const addPartitionsCommand = ({ name, partitions }: WantedTopic): string =>
  `${topicsTool} --alter --topic ${name} --partitions ${partitions}`;

export const configCommand = ({ name }: WantedTopic, setting: string, value: string | number): string =>
  `${configTool} --alter --topic ${name} --add-config ${setting}=${listOf(String(value))}`;

/** A list's commas would end the setting. */
const listOf = (value: string): string => (value.includes(',') ? `[${value}]` : value);
