// A small live plot: lines over the last minutes, with their names and latest values as text.

import { useEffect, useRef } from "preact/hooks";
import UPlot from "uplot";
import { clockTime } from "../words/times";

export interface Line {
  name: string;
  values: (number | null)[];
}

interface PlotProps {
  title: string;
  /** Seconds since 1970. */
  times: number[];
  lines: Line[];
  /** A value in words: "1,810 /s". */
  say: (value: number) => string;
}

const hues = ["--accent", "--ok", "--danger", "--warn", "--muted"];
const dashes = [[], [6, 4], [2, 3]];
const height = 150;

const hueOf = (index: number) => hues[index % hues.length] ?? "--text";
const dashOf = (index: number) => dashes[Math.floor(index / hues.length) % dashes.length] ?? [];

/** As the style sheet has it now. */
function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function options(props: PlotProps, width: number): UPlot.Options {
  const axis = {
    stroke: () => colour("--muted"),
    grid: { stroke: () => colour("--line"), width: 1 },
    ticks: { show: false },
    font: "12px system-ui, sans-serif",
  };
  return {
    width,
    height,
    legend: { show: false },
    cursor: { show: false },
    scales: { y: { range: (_, __, most) => [0, most > 0 ? most * 1.1 : 1] } },
    axes: [
      {
        ...axis,
        size: 24,
        space: 110,
        values: (_, ticks) => ticks.map((tick) => clockTime(tick * 1000)),
      },
      { ...axis, size: 64, values: (_, ticks) => ticks.map(props.say) },
    ],
    series: [
      {},
      ...props.lines.map((line, index) => ({
        label: line.name,
        stroke: () => colour(hueOf(index)),
        dash: dashOf(index),
        width: 1.5,
        points: { show: false },
      })),
    ],
  };
}

export function Plot(props: PlotProps) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | null>(null);
  const names = props.lines.map((line) => line.name).join();
  const data: UPlot.AlignedData = [props.times, ...props.lines.map((line) => line.values)];
  const latest = useRef(data);
  latest.current = data;
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const made = new UPlot(options(props, element.clientWidth), latest.current, element);
    plot.current = made;
    const fit = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const redraw = () => made.redraw();
    fit.observe(element);
    dark.addEventListener("change", redraw);
    return () => {
      fit.disconnect();
      dark.removeEventListener("change", redraw);
      made.destroy();
      plot.current = null;
    };
  }, [names]);
  useEffect(() => plot.current?.setData(data), [props.times]);
  return (
    <figure class="plot">
      <figcaption>{props.title}</figcaption>
      <div ref={box} class="canvas" aria-hidden="true" />
      <ul class="legend">
        {props.lines.map((line, index) => {
          const value = line.values[line.values.length - 1];
          return (
            <li key={line.name}>
              <Key index={index} />
              {line.name}: {value == null ? "none" : props.say(value)}
            </li>
          );
        })}
      </ul>
    </figure>
  );
}

/** A piece of the line, as the plot has it. */
function Key(props: { index: number }) {
  const dash = dashOf(props.index).join(" ");
  return (
    <svg width="24" height="8" aria-hidden="true">
      <line
        x1="0"
        x2="24"
        y1="4"
        y2="4"
        stroke={`var(${hueOf(props.index)})`}
        stroke-width="2"
        stroke-dasharray={dash === "" ? undefined : dash}
      />
    </svg>
  );
}
