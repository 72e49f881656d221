import { alertText, headline, type Message } from './message.js';
import { postJson } from './post-json.js';

/** Slack cuts off what is longer. */
const longestText = 35_000;

/** An incoming webhook's message. What organizations are called is their own: it mentions nobody and links nowhere. */
export function sendToSlack(url: string, message: Message): Promise<void> {
  const { alerts, status } = message;
  const sign = status === 'resolved' ? ':white_check_mark:' : ':rotating_light:';
  const text = [`${sign} *${escape(headline(message))}*`, ...alerts.map((alert) => escape(alertText(alert)))]
    .join('\n\n')
    .slice(0, longestText);
  return postJson(url, JSON.stringify({ text }));
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
