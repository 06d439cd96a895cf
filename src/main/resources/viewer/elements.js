// Makes elements, and the words in them. What spans hold is only ever text (textContent), never HTML.

export const at = id => document.getElementById(id);

export function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

/** The words that there are, in one line. */
export const joined = words => words.filter(Boolean).join(' · ');

export function duration(millis) {
  if (millis === 0) return '0 ms';
  if (millis < 1) return Math.round(millis * 1000) + ' µs';
  if (millis < 1000) return (millis < 10 ? millis.toFixed(1) : Math.round(millis)) + ' ms';
  if (millis < 60000) return (millis / 1000).toFixed(2) + ' s';
  if (millis < 3600000) return Math.floor(millis / 60000) + ' min ' + Math.floor(millis % 60000 / 1000) + ' s';
  return Math.floor(millis / 3600000) + ' h ' + Math.floor(millis % 3600000 / 60000) + ' min';
}

export const counted = (count, thing) => count + ' ' + thing + (count === 1 ? '' : 's');

export const clock = time => new Date(time).toLocaleTimeString();

export function tokens(about) {
  if (about.input_tokens === undefined && about.output_tokens === undefined) return '';
  return (about.input_tokens ?? '?') + ' → ' + (about.output_tokens ?? '?') + ' tokens';
}

/** Hundredths of what is large; of what is small, three digits. */
export function cost(about) {
  return Object.entries(about.cost ?? {}).map(([currency, amount]) => {
    const digits = amount < 1 ? {maximumSignificantDigits: 3} : {maximumFractionDigits: 2};
    return (currency + ' ' + amount.toLocaleString('en', digits)).trim();
  }).join(' + ');
}

/** What went wrong in a trace or a session. */
export function problems(about) {
  return about.errors ? counted(about.errors, 'error') : about.cancelled ? 'cancelled' : '';
}

/** Why something was kept although it was not to be. */
export function keptFor(reason) {
  const mark = element('span', 'kept', 'kept: ' + reason);
  mark.title = 'kept because of this, although its trace was not to be';
  return mark;
}

/** An entry of a list: two lines of [left, right], and a third with its marks. */
export function entry(id, className, lines, reasons) {
  const item = element('li', className);
  item.setAttribute('role', 'option');
  item.dataset.id = id;
  lines.forEach(([left, right], index) => {
    const line = element('div', index === 0 ? 'name' : 'about');
    line.append(element('span', '', left));
    if (index === 2) line.lastChild.append(...reasons.flatMap(reason => [' ', keptFor(reason)]));
    line.append(element('span', index === 1 ? '' : 'outcome', right));
    item.append(line);
  });
  return item;
}

/** Marks the one entry of a list that is chosen. */
export function choose(list, id) {
  for (const item of list.children) item.setAttribute('aria-selected', String(item.dataset.id === id));
}
