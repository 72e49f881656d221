import { answerCases } from './answer-cases.fixture.js';
import type { ConformanceCase } from './conformance-case.fixture.js';
import { conversationCases } from './conversation-cases.fixture.js';
import { failureCases } from './failure-cases.fixture.js';
import { parameterCases } from './parameter-cases.fixture.js';
import { toolCases } from './tool-cases.fixture.js';

/** What every provider is put through. */
export const conformanceCases: readonly ConformanceCase[] = [
  ...conversationCases,
  ...toolCases,
  ...parameterCases,
  ...answerCases,
  ...failureCases,
];
