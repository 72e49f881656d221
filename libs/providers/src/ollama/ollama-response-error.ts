import { errorText } from '../failures/error-text.js';

function payloadOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * The ollama SDK's own `ResponseError`, with the headers that it loses. Thrown from the injected fetch, so that the
 * SDK never sees a refusal: it would print to the console.
 */
export class OllamaResponseError extends Error {
  override readonly name = 'ResponseError';

  private constructor(
    message: string,
    readonly status: number,
    readonly headers: Headers,
  ) {
    super(message);
  }

  static async of(response: Response): Promise<OllamaResponseError> {
    const message = errorText(payloadOf(await response.text())) ?? 'no message';
    return new OllamaResponseError(message, response.status, response.headers);
  }
}
