// Times in words, rounded down, and exactly, in the reader's locale and zone.

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const month = 30.4375 * day;

const exactForm = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const dayForm = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const clockForm = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });
const minuteForm = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const numberForm = new Intl.NumberFormat();

export const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;

/** "24 Dec 2026, 12:46" */
export function exactly(time: number | string): string {
  return exactForm.format(new Date(time));
}

/** "24 Dec 2026" */
export function dayOf(time: number | string): string {
  return dayForm.format(new Date(time));
}

/** "12:41:07" */
export function clockTime(time: number): string {
  return clockForm.format(time);
}

/** "13:46", or with its day where that is another than today's. */
export function soonTime(time: number | string, today: number): string {
  const date = new Date(time);
  return date.toDateString() === new Date(today).toDateString()
    ? minuteForm.format(date)
    : exactForm.format(date);
}

export function number(value: number): string {
  return numberForm.format(value);
}

/** "1 token", "3 tokens" */
export function count(value: number, word: string): string {
  return `${number(value)} ${word}${value === 1 ? "" : "s"}`;
}

/** "3 minutes", without a direction. */
export function span(milliseconds: number): string {
  const length = Math.max(0, milliseconds);
  if (length < minute) return "less than a minute";
  if (length < 90 * minute) return count(Math.floor(length / minute), "minute");
  if (length < 48 * hour) return count(Math.floor(length / hour), "hour");
  if (length < 60 * day) return count(Math.floor(length / day), "day");
  return count(Math.floor(length / month), "month");
}

/** "3 minutes ago", "in 28 days" */
export function relative(time: number | string, now: number): string {
  const away = new Date(time).getTime() - now;
  return away > 0 ? `in ${span(away)}` : `${span(-away)} ago`;
}

/** The last second of that local day (`2026-12-24`), which may have 23 or 25 hours. */
export function endOfDay(date: string): number | null {
  const parts = /^(\d{4,6})-(\d\d)-(\d\d)$/.exec(date);
  if (!parts) return null;
  const end = new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]), 23, 59, 59);
  return end.getTime();
}

/** `2026-12-24`, of the reader's day in which `time` is. */
export function localDay(time: number): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

export const daySeconds = day / 1000;
