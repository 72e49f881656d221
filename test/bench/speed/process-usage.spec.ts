import { expect, it } from '@jest/globals';
import { cpuTicks, peakKilobytes } from './process-usage.js';

it('adds the time of the user and of the system, whatever the name of the program', () => {
  const stat = '4711 (node (main) 1) S 1 4711 4711 0 -1 4194304 9000 0 3 0 250 50 7 8 20 0 11 0 3957 1 2';
  expect(cpuTicks(stat)).toBe(300);
});

it('takes the peak of the memory, not what is held now', () => {
  expect(peakKilobytes('VmPeak:\t 4 kB\nVmHWM:\t  204800 kB\nVmRSS:\t 1024 kB\n')).toBe(204_800);
});
