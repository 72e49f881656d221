/** What came of asking the service: an answer, or why there is none. */
export type Answer<Body> =
  | { readonly state: 'loading' }
  | { readonly state: 'here'; readonly body: Body }
  /** This release of the service does not have it. */
  | { readonly state: 'missing' }
  | { readonly state: 'failed'; readonly problem: string };

/** Never throws: one panel without an answer must not take the page with it. */
export async function ask<Body>(url: string, signal: AbortSignal): Promise<Answer<Body>> {
  try {
    const response = await fetch(url, { signal });
    if (response.ok) return { state: 'here', body: (await response.json()) as Body };
    if (response.status === 404) return { state: 'missing' };
    return { state: 'failed', problem: await problemOf(response) };
  } catch (error) {
    return { state: 'failed', problem: error instanceof Error ? error.message : String(error) };
  }
}

async function problemOf(response: Response): Promise<string> {
  const body = (await response.json().catch(() => null)) as { error?: { message?: string } } | null;
  return body?.error?.message ?? `the service answered ${response.status}`;
}
