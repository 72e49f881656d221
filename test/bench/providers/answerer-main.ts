import { ready } from '../apart.js';
import { answeringInTokens } from './answer-in-tokens.js';
import { answerWhole, startAnswerer } from './answerer.js';

const [whole, streamed] = await Promise.all([startAnswerer(answerWhole), startAnswerer(answeringInTokens())]);
ready({ whole: whole.origin, streamed: streamed.origin });
