import { goals, type Goal } from '../speed/goals.js';
import { figureOf, type Results } from './results.js';

/** The speeds to reach, with what was measured beside them, in Markdown. */
export function goalsTable(results: Results): string {
  const rows = Object.values(goals).map((goal) => [
    goal.about,
    goal.least,
    goal.aim,
    measured(goal, results),
  ]);
  return [['case', 'at least', 'aim', 'measured'], ['---', '---', '---', '---'], ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function measured({ suite, figure: name, reached, target }: Goal, results: Results): string {
  const figure = figureOf(results, suite, name);
  if (figure === undefined) return 'not yet';
  return target.isMet(figure) ? reached(figure) : `${reached(figure)}: missed`;
}
