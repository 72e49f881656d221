/** The way that NestJS and OpenAI show in their first chapters: ServerKafka, and the openai SDK as it comes. */
import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ClientKafka,
  EventPattern,
  Payload,
  Transport,
  type MicroserviceOptions,
} from '@nestjs/microservices';
import { logLevel } from 'kafkajs';
import OpenAI from 'openai';
import { lastValueFrom } from 'rxjs';
import { ready } from '../apart.js';
import type { ServerKafkaTerms } from './server-kafka.js';

const terms = JSON.parse(process.argv[2]!) as ServerKafkaTerms;
const client = { clientId: 'server-kafka', brokers: [terms.brokers], logLevel: logLevel.NOTHING };
const openai = new OpenAI({ baseURL: terms.baseUrl, apiKey: 'not-a-real-key' });
const log = new ClientKafka({ client, producerOnlyMode: true });

interface Line {
  readonly custom_id: string;
  readonly body: OpenAI.ChatCompletionCreateParamsNonStreaming;
}

@Controller()
class RequestsController {
  @EventPattern<string>(terms.requests)
  async answer(@Payload() { custom_id, body }: Line): Promise<void> {
    const answered = await openai.chat.completions.create(body);
    const value = { custom_id, response: { status_code: 200, body: answered }, error: null };
    await lastValueFrom(log.emit(terms.responses, { key: custom_id, value }));
  }
}

@Module({ controllers: [RequestsController] })
class AppModule {}

await log.connect();
const app = await NestFactory.createMicroservice<MicroserviceOptions>(AppModule, {
  logger: ['error'],
  transport: Transport.KAFKA,
  options: {
    client,
    consumer: { groupId: terms.requests },
    subscribe: { fromBeginning: true },
    // Without this it handles one message at a time, of all partitions together.
    run: { partitionsConsumedConcurrently: terms.partitions },
  },
});
await app.listen();
ready(null);
