// When a token ends: some days from now, a day, or with the sign-in where that is sooner.

import { useId } from "preact/hooks";
import { now } from "../api/clock";
import type { KnownPolicy } from "../policy";
import { dayOf, daySeconds, endOfDay, localDay, zone } from "../words/times";
import { Exactly, useMinute } from "./when";

export type Expiry =
  | { by: "days"; days: number }
  | { by: "date"; date: string }
  /** As late as the caller may. */
  | { by: "last" };

const usual = [7, 30, 60, 90];

function choices(policy: KnownPolicy): number[] {
  const standard = policy.lifetime_default / daySeconds;
  const all = Number.isInteger(standard) ? [...usual, standard] : usual;
  return [...new Set(all)].sort((one, other) => one - other);
}

function lastOf(policy: KnownPolicy): number {
  const byPolicy = now() + policy.lifetime_max * 1000;
  return policy.callerBound ? Date.parse(policy.expires_at_max) : byPolicy;
}

function allows(policy: KnownPolicy, days: number): boolean {
  if (days * daySeconds > policy.lifetime_max) return false;
  return !policy.callerBound || now() + days * daySeconds * 1000 <= lastOf(policy);
}

/** The policy's default, or the longest that is allowed. */
export function defaultExpiry(policy: KnownPolicy): Expiry {
  const standard = Math.max(1, Math.floor(policy.lifetime_default / daySeconds));
  if (choices(policy).includes(standard) && allows(policy, standard)) {
    return { by: "days", days: standard };
  }
  return { by: "last" };
}

/** What goes into the body, or what is wrong. */
export function expiryMember(
  expiry: Expiry,
  policy: KnownPolicy,
): { expires_in: number } | { expires_at: string } | string {
  if (expiry.by === "days") return { expires_in: expiry.days * daySeconds };
  if (expiry.by === "last") {
    if (!policy.callerBound) return { expires_in: policy.lifetime_max };
    return { expires_at: policy.expires_at_max };
  }
  const end = endOfDay(expiry.date);
  if (end === null) return "Choose a day.";
  if (end <= now()) return "That day is over.";
  if (end > lastOf(policy)) return `At the latest ${dayOf(lastDay(policy))}.`;
  return { expires_at: new Date(end).toISOString() };
}

/** The last day that may be chosen: its end is still allowed. */
function lastDay(policy: KnownPolicy): number {
  const last = lastOf(policy);
  const end = endOfDay(localDay(last)) ?? last;
  if (end <= last) return last;
  const date = new Date(last);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - 1, 12).getTime();
}

function endOf(expiry: Expiry, policy: KnownPolicy): number | null {
  if (expiry.by === "days") return now() + expiry.days * daySeconds * 1000;
  return expiry.by === "last" ? lastOf(policy) : endOfDay(expiry.date);
}

interface ExpiryProps {
  legend: string;
  value: Expiry;
  policy: KnownPolicy;
  fault: string | null;
  onChange: (value: Expiry) => void;
}

export function ExpiryField(props: ExpiryProps) {
  useMinute();
  const { value, policy } = props;
  const id = useId();
  const last = lastOf(policy);
  const lastShown = !allows(policy, Math.floor(policy.lifetime_default / daySeconds));
  const firstDay = localDay(now());
  const latest = localDay(lastDay(policy));
  const dateAllowed = latest >= firstDay;
  const end = endOf(value, policy);
  const barred = choices(policy).some((days) => !allows(policy, days));
  return (
    <fieldset class="field" data-field="expires" aria-describedby={`${id}-told`}>
      <legend>{props.legend}</legend>
      <div class="pills">
        {choices(policy).map((days) => (
          <label class="pill" key={days}>
            <input
              type="radio"
              name={id}
              checked={value.by === "days" && value.days === days}
              disabled={!allows(policy, days)}
              aria-describedby={allows(policy, days) ? undefined : `${id}-bar`}
              onChange={() => props.onChange({ by: "days", days })}
            />
            <span>{days} days</span>
          </label>
        ))}
        {lastShown && (
          <label class="pill">
            <input
              type="radio"
              name={id}
              checked={value.by === "last"}
              onChange={() => props.onChange({ by: "last" })}
            />
            <span>{policy.callerBound ? "As long as your sign-in" : "As long as allowed"}</span>
          </label>
        )}
        <label class="pill">
          <input
            type="radio"
            name={id}
            checked={value.by === "date"}
            disabled={!dateAllowed}
            onChange={() => props.onChange({ by: "date", date: latest < firstDay ? "" : latest })}
          />
          <span>On a day</span>
        </label>
        {value.by === "date" && (
          <input
            type="date"
            aria-label="Last day"
            value={value.date}
            min={firstDay}
            max={latest}
            required
            onInput={(event) => props.onChange({ by: "date", date: event.currentTarget.value })}
          />
        )}
      </div>
      <p id={`${id}-told`} class="hint">
        {end === null ? (
          "Works until the end of that day."
        ) : (
          <>
            Works until <Exactly at={end} />, {zone}
          </>
        )}
      </p>
      {barred && (
        <p id={`${id}-bar`} class="hint">
          {policy.callerBound
            ? `Your sign-in ends ${dayOf(last)}.`
            : `At most ${Math.floor(policy.lifetime_max / daySeconds)} days here.`}
        </p>
      )}
      {props.fault !== null && <p class="fault">{props.fault}</p>}
    </fieldset>
  );
}
