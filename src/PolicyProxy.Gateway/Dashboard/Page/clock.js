// The gateway's clock, by which windows close; this computer's may be off.
let ahead = 0;

export function set(time) {
  ahead = Date.parse(time) - Date.now();
}

export function now() {
  return Date.now() + ahead;
}

const moment = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });
const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });
const minute = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

export const atMoment = time => moment.format(new Date(time));
export const atClock = time => clock.format(new Date(time));
export const atMinute = time => minute.format(new Date(time));

// Without the day where that is today.
export const lately = time => new Date(time).toDateString() === new Date(now()).toDateString() ? atClock(time) : atMoment(time);

// 1 d 2 h 03 min 04 s, without the parts in front that are nought.
export function duration(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  const parts = [[Math.floor(seconds / 86400), "d"], [Math.floor(seconds / 3600) % 24, "h"], [Math.floor(seconds / 60) % 60, "min"], [seconds % 60, "s"]];
  const first = parts.findIndex(([count]) => count > 0);
  return (first < 0 ? parts.slice(-1) : parts.slice(first)).map(([count, unit]) => `${count} ${unit}`).join(" ");
}

// 24 hours, 7 days, 30 minutes.
export function hours(count) {
  if (count >= 48 && count % 24 === 0) return `${count / 24} days`;
  if (count < 1) return `${Math.round(count * 6000) / 100} minutes`;
  return count === 1 ? "1 hour" : `${Math.round(count * 1000) / 1000} hours`;
}
