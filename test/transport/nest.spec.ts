import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, EventPattern, Payload } from '@nestjs/microservices';
import { pino } from 'pino';
import type { LogRecord } from '#contracts';
import { DefectFilter, LOG_TRANSPORT, LogContext, LogServer } from '#kafka';
import { append, committedBy, newTopic, ourKafka, until } from './real-log.js';

const calls: { readonly record: LogRecord; readonly context: LogContext }[] = [];
const gate = Promise.withResolvers<void>();

@Controller()
class RequestsController {
  @EventPattern<string>('requests', LOG_TRANSPORT)
  async handle(@Payload() record: LogRecord, @Ctx() context: LogContext): Promise<void> {
    calls.push({ record, context });
    if (record.offset === '0') await gate.promise;
    if (record.offset === '1') throw new RangeError('a defect of ours');
  }
}

@Module({ controllers: [RequestsController] })
class RequestsModule {}

describe('LogServer in NestJS', () => {
  it('F1 binds to @EventPattern, awaits the handler, and is told what it threw', async () => {
    const topic = await newTopic();
    const groupId = randomUUID();
    const defects: Error[] = [];
    await append(topic, [{ value: 'a' }, { value: 'b' }, { value: 'c' }]);
    const server = new LogServer({
      kafka: ourKafka(),
      groupId,
      topicOf: (pattern) => (pattern === 'requests' ? topic : pattern),
      logger: pino({ level: 'silent' }),
      onFatal: (error) => {
        throw error;
      },
      onDefect: (_record, error) => Promise.resolve(void defects.push(error)),
    });
    const app = await NestFactory.createMicroservice(RequestsModule, { strategy: server, logger: false });
    app.useGlobalFilters(new DefectFilter());
    await app.listen();
    await until(() => calls.length === 3 && server.snapshot().running === 1);
    // Not begun, or at the record that is not done.
    expect((await committedBy(groupId, topic))[0]).toBeLessThanOrEqual(0);
    expect(calls[0]!.record).toMatchObject({ topic, offset: '0', value: Buffer.from('a') });
    expect(calls[2]!.context).toBeInstanceOf(LogContext);
    expect(calls[2]!.context).toMatchObject({ topic, partition: 0, offset: '2' });
    expect(defects).toEqual([new RangeError('a defect of ours')]);
    gate.resolve();
    await app.close();
    expect(server.state).toBe('stopped');
    expect(await committedBy(groupId, topic)).toEqual([3]);
  });
});
