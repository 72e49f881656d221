import { it } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import { attempt } from './records.js';
import { useHealth } from './use-health.js';
const health = useHealth();
it('speed', async () => {
  const producer = new Kafka({ brokers: health.stack.environment['KAFKA_BROKERS']!.split(','), logLevel: logLevel.NOTHING }).producer();
  await producer.connect();
  const n = 200_000;
  for (let i = 0; i < n; i += 2000) {
    await producer.send({ topic: health.stack.log.prefix + 'attempts', messages: Array.from({ length: 2000 }, (_, k) => { const a = attempt({ model: 'm' + (k % 20), ...(k % 7 === 0 ? { failed: 'unavailable' as const } : {}) }); return { key: a.provider + '/' + a.model, value: JSON.stringify(a) }; }) });
  }
  await health.attempts(attempt({ model: 'last' }));
  await producer.disconnect();
  health.stack.log.close();
  const t = Date.now();
  const r = await health.start();
  const t2 = Date.now();
  let lag = 1;
  while (lag > 0 || Date.now() - t2 < 1000) { const m = (await r.get('/metrics')).body as string; lag = Number(/^llm_lag\S* (\d+)/m.exec(m)?.[1] ?? 1); await new Promise((s) => setTimeout(s, 250)); }
  process.stderr.write(`FOLDED ${n} in ${Date.now() - t} ms (ready after ${t2 - t})\n`);
  process.stderr.write(r.lines.length + '\n' + health.stack.log.on('providerHealth').length + '\n');
}, 120_000);
