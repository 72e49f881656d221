import { changesAnswer } from '../parameters/parameter-effect.js';

export const samplingParameters = ['temperature', 'top_p', 'top_k'] as const;

export interface Sampling {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly warnings: readonly string[];
}

const hottest = 1;

/** temperature, top_p and top_k as far as a model that takes them can be given them together. */
export function mapAnthropicSampling(
  fields: Readonly<Record<string, unknown>>,
  model: string,
  thinks: boolean,
): Sampling {
  const warnings: string[] = [];
  const parameters: Record<string, unknown> = {};
  for (const parameter of samplingParameters) {
    const asked = fields[parameter];
    if (!changesAnswer(parameter, asked)) continue;
    if (thinks) warnings.push(`${model} does not take ${parameter} while it thinks: left out`);
    else if (parameter === 'top_p' && 'temperature' in parameters) {
      warnings.push(`${model} does not take top_p together with temperature: left out`);
    } else if (parameter === 'temperature' && typeof asked === 'number' && asked > hottest) {
      // Which is what it does when it is told nothing.
      warnings.push(`Anthropic does not take temperature above ${hottest}: sent as ${hottest}`);
    } else parameters[parameter] = asked;
  }
  return { parameters, warnings };
}
