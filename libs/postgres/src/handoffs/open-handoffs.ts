import type { PoolClient } from 'pg';

export interface OpenedHandoff {
  readonly org: string;
  readonly customId: string;
  readonly at: Date;
  readonly code: string;
  readonly customerMessage: string;
}

const open = {
  name: 'open-handoffs',
  text: `
INSERT INTO understudy.handoffs (org, custom_id, at, code, customer_message)
SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::text[], $5::text[])
ON CONFLICT DO NOTHING`,
};

/** Opens each once: a request that was handed over already, taken or not, stays as it is. */
export async function openHandoffs(client: PoolClient, handoffs: readonly OpenedHandoff[]): Promise<void> {
  if (handoffs.length === 0) return;
  await client.query({
    ...open,
    values: [
      handoffs.map(({ org }) => org),
      handoffs.map(({ customId }) => customId),
      handoffs.map(({ at }) => at),
      handoffs.map(({ code }) => code),
      handoffs.map(({ customerMessage }) => customerMessage),
    ],
  });
}
