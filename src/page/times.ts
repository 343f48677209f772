/** The time of day. */
export const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'medium' });

/** The time of day as an element, with the whole date for whoever asks for it. */
export function clockTime(time: Date, className: string): HTMLTimeElement {
  const element = document.createElement('time');
  element.className = className;
  element.dateTime = time.toISOString();
  element.title = whole.format(time);
  element.textContent = clock.format(time);
  return element;
}

export function dayName(time: Date): string {
  return day.format(time);
}

export function isSameDay(one: Date, other: Date): boolean {
  return one.toDateString() === other.toDateString();
}
