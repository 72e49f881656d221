import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import type { Minutes } from './answers.js';
import { count } from './figures.js';

const height = 140;

/** Requests and failures a minute; hovering reads a minute's figures. */
export function HourChart({ minutes }: { readonly minutes: Minutes }) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | null>(null);
  const latest = useRef(minutes);
  latest.current = minutes;

  useEffect(() => {
    const over = new AbortController();
    const draw = (): void => {
      plot.current?.destroy();
      plot.current =
        place.current && new UPlot(optionsOf(place.current), dataOf(latest.current), place.current);
    };
    draw();
    // A canvas keeps the colours that it was drawn with.
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw, { signal: over.signal });
    const watch = new ResizeObserver(() => {
      if (place.current) plot.current?.setSize({ width: place.current.clientWidth, height });
    });
    if (place.current) watch.observe(place.current);
    return () => {
      over.abort();
      watch.disconnect();
      plot.current?.destroy();
    };
  }, []);
  useEffect(() => plot.current?.setData(dataOf(minutes)), [JSON.stringify(minutes)]);

  const label = `Calls a minute in the last hour, at most ${count(Math.max(...minutes.requests))}`;
  return <div class="hour-chart" ref={place} role="img" aria-label={label} />;
}

function dataOf({ requests, failures }: Minutes): UPlot.AlignedData {
  const thisMinute = Math.floor(Date.now() / 60_000);
  const times = requests.map((_, minute) => (thisMinute - requests.length + 1 + minute) * 60);
  return [times, [...requests], [...failures]];
}

function optionsOf(place: HTMLElement): UPlot.Options {
  const axis = {
    stroke: colourIn(place, '--quiet'),
    font: `11px ${getComputedStyle(place).fontFamily}`,
    grid: { stroke: colourIn(place, '--line'), width: 1 },
    ticks: { show: false },
  };
  const line = (label: string, name: string): UPlot.Series => ({
    label,
    stroke: colourIn(place, name),
    fill: colourIn(place, `${name}-fill`),
    width: 1.5,
    points: { show: false },
  });
  const timeOfDay = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
  return {
    width: place.clientWidth,
    height,
    padding: [8, 4, 0, 0],
    cursor: { y: false, drag: { setScale: false } },
    scales: { y: { range: (_plot, _low, high) => [0, Math.max(4, high * 1.1)] } },
    axes: [
      { ...axis, size: 24, values: (_plot, times) => times.map((at) => timeOfDay.format(at * 1_000)) },
      { ...axis, size: 36 },
    ],
    series: [
      { label: 'at', value: (_plot, at) => (at === null ? '–' : timeOfDay.format(at * 1_000)) },
      line('calls', '--bar'),
      line('failed', '--critical'),
    ],
  };
}

/** A variable may hold how to choose a colour; a canvas has to be told the colour. */
function colourIn(place: HTMLElement, variable: string): string {
  const probe = place.appendChild(document.createElement('span'));
  probe.style.color = `var(${variable})`;
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
