// The ledger, live: where it is, how new the view is, and what this node was asked in the last
// minutes.

import { useEffect, useState } from "preact/hooks";
import { get } from "../api/client";
import { now } from "../api/clock";
import type { Doings, Stats } from "../api/types";
import { usePolling } from "../polling";
import { Heading } from "../screens/heading";
import { clockTime, number } from "../words/times";
import { type Line, Plot } from "./plot";

interface Seen {
  stats: Stats;
  at: number;
}

const tenths = new Intl.NumberFormat(undefined, {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const small = new Intl.NumberFormat(undefined, { maximumSignificantDigits: 3 });

/** "0.3 s", "12 ms", "3.5 µs" */
function duration(microseconds: number): string {
  if (microseconds === 0) return "0 s";
  if (microseconds >= 1e6) return `${small.format(microseconds / 1e6)} s`;
  if (microseconds >= 1e3) return `${small.format(microseconds / 1e3)} ms`;
  return `${small.format(microseconds)} µs`;
}

const rate = (value: number) => `${small.format(value)}/s`;

export function Ledger() {
  const [seen, setSeen] = useState<Seen | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  async function look(poll: boolean) {
    const reply = await get<Stats>("/v1/stats", { poll });
    if (reply.kind === "good") {
      setSeen({ stats: reply.body, at: now() });
      setTrouble(null);
    } else if (reply.kind === "silent") {
      setTrouble("The server does not answer.");
    } else if (reply.status !== 401) {
      setTrouble(reply.problem.detail);
    }
  }
  useEffect(() => void look(false), []);
  usePolling(() => look(true));
  return (
    <>
      <div class="title">
        <Heading title="Ledger">Ledger</Heading>
      </div>
      {seen === null && trouble === null && <p class="muted">One moment…</p>}
      <div role="status">
        {trouble !== null && (
          <p class="notice warn">
            {trouble} {seen !== null && `As of ${clockTime(seen.at)}. `}Trying again.
          </p>
        )}
      </div>
      {seen !== null && <Numbers {...seen} />}
    </>
  );
}

function Numbers(props: Seen) {
  const { stats } = props;
  const times = stats.times.map((time) => Date.parse(time) / 1000);
  const age = stats.view_age_ms;
  return (
    <>
      <dl class="numbers">
        <div>
          <dt>Position</dt>
          <dd data-fact="position">{number(stats.position)}</dd>
        </div>
        <div>
          <dt>View</dt>
          <dd>{age === null ? "not known how old" : `${tenths.format(age / 1000)} s old`}</dd>
        </div>
        <div>
          <dt>Lag</dt>
          <dd>{number(stats.lag)}</dd>
        </div>
      </dl>
      {times.length < 2 ? (
        <p class="muted">The plots begin {stats.step_s * 2} seconds after the start.</p>
      ) : (
        <div class="plots">
          <Plot
            title="Verifications, by outcome"
            times={times}
            lines={byOutcome(stats.verifications, "active")}
            say={rate}
          />
          <Plot
            title="Verifications take"
            times={times}
            lines={latencies(stats.verifications)}
            say={duration}
          />
          <Plot
            title="Commands, by outcome"
            times={times}
            lines={byOutcome(stats.commands, "applied")}
            say={rate}
          />
          <Plot
            title="Commands take"
            times={times}
            lines={latencies(stats.commands)}
            say={duration}
          />
          <Plot
            title="The view is old"
            times={times}
            lines={[{ name: "age", values: stats.view.age_ms.map(inMicroseconds) }]}
            say={duration}
          />
          <Plot
            title="The view lags"
            times={times}
            lines={[{ name: "records", values: stats.view.lag }]}
            say={number}
          />
        </div>
      )}
      <p class="small muted">
        As of {clockTime(props.at)}, of the node that answered, over the last ten minutes at most.
      </p>
    </>
  );
}

const inMicroseconds = (value: number | null) => (value === null ? null : value * 1000);

/** The usual outcome, and each other that there was. */
function byOutcome(doings: Doings, usual: string): Line[] {
  return Object.entries(doings.per_second)
    .filter(([name, values]) => name === usual || values.some((value) => value > 0))
    .map(([name, values]) => ({ name: name.replaceAll("_", " "), values }));
}

function latencies(doings: Doings): Line[] {
  return [
    { name: "half of them within", values: doings.p50_us },
    { name: "99 of 100 within", values: doings.p99_us },
  ];
}
