import { ready } from '../apart.js';
import { startAnswerer } from '../providers/answerer.js';
import { answerAsAsked } from './answer-as-asked.js';

const { origin } = await startAnswerer(answerAsAsked);
ready(origin);
