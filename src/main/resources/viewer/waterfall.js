// Rows along an axis of time.
import {clock, cost, duration, element, joined, keptFor, problems, tokens} from './elements.js';

const MAX_INDENT = 14;

/** The axis: on a short one, no time is written twice. */
export function scale(length) {
  const made = element('div', 'scale');
  let before = '';
  for (const share of [0, .25, .5, .75, 1]) {
    const text = duration(length * share);
    if (text === before) continue;
    before = text;
    const tick = element('span', '', text);
    tick.style.left = share * 100 + '%';
    made.append(tick);
  }
  return made;
}

export function state(span) {
  return span.status === 'error' ? 'error' : span.cancelled ? 'cancelled' : '';
}

/** A span of a trace; `below` is whether there are any under it, `parent` its own, if that is here. */
export function spanRow(span, length, {below, folded, parent}) {
  const item = element('li', state(span));
  item.setAttribute('role', 'treeitem');
  item.setAttribute('aria-level', String(span.depth + 1));
  item.dataset.id = span.span_id;
  const label = element('div', 'label');
  label.style.paddingLeft = Math.min(span.depth, MAX_INDENT) + 'rem';
  if (below) item.setAttribute('aria-expanded', String(!folded));
  label.append(
      element('span', 'fold', below ? (folded ? '▸' : '▾') : ''),
      element('span', 'service', span.service),
      element('span', '', span.name || '(no name)'));
  label.title = span.service + ': ' + span.name;
  const failure = state(span) === 'error' ? String(span.attributes['error.type'] ?? span.status_message) : state(span);
  const reason = span.sampling_reason === parent?.sampling_reason ? undefined : span.sampling_reason;
  item.append(
      label,
      lane(length, span),
      took([duration(span.duration_ms), failure, tokens(span), cost(span)], reason === undefined ? [] : [reason]));
  return item;
}

/** A trace of a session, the `number`th of those shown. */
export function traceRow(trace, number, sessionStart, length) {
  const item = element('li', trace.status);
  item.setAttribute('role', 'option');
  item.dataset.id = trace.trace_id;
  const label = element('div', 'label');
  label.append(
      element('span', 'number', number),
      element('span', 'service', clock(trace.start)),
      element('span', '', trace.name || '(no name)'));
  label.title = [...trace.services, ...trace.models].join(', ');
  item.append(
      label,
      lane(length, {start_ms: new Date(trace.start) - sessionStart, duration_ms: trace.duration_ms, gaps: []}),
      took([duration(trace.duration_ms), problems(trace), tokens(trace), cost(trace)], trace.sampling_reasons));
  return item;
}

function took(words, reasons) {
  const made = element('div', 'took');
  made.append(...reasons.flatMap(reason => [keptFor(reason), ' ']), joined(words));
  made.title = made.textContent;
  return made;
}

function lane(length, row) {
  const percent = millis => Math.min(100, Math.max(0, millis / (length || 1) * 100)) + '%';
  const place = (part, start, long) => {
    part.style.left = percent(start);
    part.style.width = percent(long);
    return part;
  };
  const made = element('div', 'lane');
  made.append(place(element('div', 'bar'), row.start_ms, row.duration_ms));
  for (const gap of row.gaps) made.append(place(element('div', 'gap'), gap.start_ms, gap.duration_ms));
  if (row.time_to_first_chunk_ms !== undefined) {
    const mark = element('div', 'mark');
    mark.style.left = percent(row.start_ms + row.time_to_first_chunk_ms);
    mark.title = 'first chunk after ' + duration(row.time_to_first_chunk_ms);
    made.append(mark);
  }
  return made;
}
