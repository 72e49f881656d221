import type { Claim, ClaimRequest, Ledger, RequestResult } from '#postgres';

export const requestOf = (org: string, customId: string, offset = 1): ClaimRequest => ({
  org,
  customId,
  source: { topic: 'llm.requests', partition: 3, offset: String(offset) },
});

export const resultOf = (id: string): RequestResult => ({
  id,
  topic: 'responses',
  key: Buffer.from([0, 255, 1]),
  headers: { 'content-type': 'application/json', ce_id: id, a: '1' },
  value: `{"id":"${id}","text":"naïve \\"quotes\\" {braces} \\\\ 日本"}`,
});

/** Asks as the router does: again when the lease of whoever holds it has ended, until it holds no more. */
export async function claimPatiently(ledger: Ledger, request: ClaimRequest): Promise<Claim> {
  for (;;) {
    const claim = await ledger.claim(request);
    if (claim.kind !== 'held') return claim;
    await new Promise((resolve) => setTimeout(resolve, claim.leaseLeftMs));
  }
}

export async function claimedFence(ledger: Ledger, request: ClaimRequest): Promise<number> {
  const claim = await ledger.claim(request);
  if (claim.kind !== 'claimed') throw new Error(`${request.customId} is ${claim.kind}`);
  return claim.fence;
}
