import { Agent, request } from 'undici';

/** Chat completions as an application without us calls them: undici, its connections kept alive, the answer parsed. */
export class DirectCalls {
  private readonly dispatcher = new Agent();

  /** @param addresses by the provider's name */
  constructor(private readonly addresses: ReadonlyMap<string, string>) {}

  /** Throws if the answer has another status: then something else was measured. */
  async post(provider: string, model: string, body: object, expectedStatus: number): Promise<void> {
    const answer = await request(`${this.addresses.get(provider)}/chat/completions`, {
      dispatcher: this.dispatcher,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...body, model }),
    });
    await answer.body.json();
    if (answer.statusCode !== expectedStatus) {
      throw new Error(`${provider} answered ${answer.statusCode} where ${expectedStatus} was expected`);
    }
  }

  close(): Promise<void> {
    return this.dispatcher.destroy();
  }
}
