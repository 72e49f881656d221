import { logLevel, type LogEntry } from 'kafkajs';
import type { Logger } from 'pino';

/** A broker that is tried again within this time is still the same outage. */
const outageGap = 30_000;

const trouble = /^(Connection error|Connection timeout|Failed to connect)/;

/**
 * Namespaces whose errors and warnings come back to us as rejections and events (as those of SASL do, in any). What matters of them is told, once,
 * by the class that they happen to.
 */
const toldElsewhere = new Set(['Connection', 'Consumer', 'Producer', 'RequestQueue', 'Runner']);

/**
 * Hands kafkajs's log to pino, one level lower: it is chatty, and its `info` is about every pause and resume. An
 * outage is one warning, however often the broker is tried.
 */
export function logBridge(logger: Logger): (entry: LogEntry) => void {
  let lastTrouble = -Infinity;
  return ({ namespace, level, log }) => {
    const { message, timestamp: _timestamp, logger: _logger, ...details } = log;
    const entry = { kafkajs: namespace, ...details };
    if (level === logLevel.DEBUG) return logger.trace(entry, message);
    if (level === logLevel.INFO) return logger.debug(entry, message);
    if (trouble.test(message)) {
      const isNews = Date.now() - lastTrouble > outageGap;
      lastTrouble = Date.now();
      if (!isNews) return logger.debug(entry, message);
      const where = details['broker'] ? ` at ${details['broker']}` : '';
      return logger.warn(
        `Kafka${where} cannot be reached (${reasonIn(message)}): trying again every 2 s${mendIn(message)}`,
      );
    }
    if (toldElsewhere.has(namespace) || message.startsWith('SASL ')) return logger.debug(entry, message);
    return level === logLevel.WARN ? logger.warn(entry, message) : logger.error(entry, message);
  };
}

/** `ECONNREFUSED` says more to an operator than the sentence that it stands in. */
const reasonIn = (message: string): string => /\bE[A-Z]{4,}\b/.exec(message)?.[0] ?? message;

/** What may be wrong with our own side of TLS, which no waiting mends. */
function mendIn(message: string): string {
  if (/certificate|altnames/i.test(message))
    return '; name the file with the certificate of its authority in KAFKA_SSL_CA, and the broker as its certificate does in KAFKA_BROKERS';
  if (/EPROTO|wrong version number|packet length too long/.test(message))
    return '; it does not speak TLS there: name its TLS port in KAFKA_BROKERS, or set KAFKA_SSL=false';
  return '';
}
