import { jest } from '@jest/globals';

// Real brokers, databases and processes on a shared machine: what fails once is told, and has to hold the second time.
jest.retryTimes(1, { logErrorsBeforeRetry: true });
