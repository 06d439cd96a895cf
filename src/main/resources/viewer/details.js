// All that is known of one span.
import {cost, duration, element, tokens} from './elements.js';
import {conversation, isContent} from './conversation.js';

const NOTES = {
  missing_parent: 'its parent has not been seen here',
  cycle: 'it is its own ancestor',
  reversed_times: 'it ends before it begins',
  off_clock: 'its clock is far off the others; it is drawn as near as can be',
};

export function details(span) {
  const made = [element('h3', '', span.service + ': ' + span.name)];
  const said = [span.attributes, ...span.events.map(event => event.attributes)].map(conversation).filter(Boolean);
  if (said.length) made.push(element('h4', '', 'Conversation'), ...said);
  made.push(element('h4', '', 'Span'), pairs(facts(span)));
  const section = (title, entries) => {
    const others = entries.filter(([name]) => !isContent(name));
    if (others.length) made.push(element('h4', '', title), pairs(others));
  };
  section('Attributes', Object.entries(span.attributes));
  for (const event of span.events) {
    section('Event ' + event.name + ' at ' + duration(event.at_ms), Object.entries(event.attributes));
  }
  for (const link of span.links) section('Link', Object.entries(link));
  section('Resource', Object.entries(span.resource));
  return made;
}

function facts(span) {
  return [
    ['status', [span.status, span.cancelled ? 'cancelled' : '', span.status_message].filter(Boolean).join(', ')],
    ['duration', duration(span.duration_ms) + ', of which its own ' + duration(span.own_ms)],
    ['start', span.start + ' (after ' + duration(span.start_ms) + ')'],
    span.time_to_first_chunk_ms === undefined ? null : ['first chunk after', duration(span.time_to_first_chunk_ms)],
    tokens(span) ? ['tokens', tokens(span)] : null,
    cost(span) ? ['cost', cost(span)] : null,
    span.sampling_reason ? ['kept for', span.sampling_reason] : null,
    ['kind', span.kind],
    ['span id', span.span_id],
    span.parent_span_id ? ['parent', span.parent_span_id] : null,
    span.scope ? ['scope', span.scope] : null,
    ...span.notes.map(note => ['note', NOTES[note] ?? note]),
    span.dropped ? ['not kept', span.dropped + ' attributes, events or texts that were too many or too long'] : null,
  ].filter(Boolean);
}

function pairs(entries) {
  const list = element('dl');
  for (const [key, value] of entries) {
    list.append(element('dt', '', key), element('dd', '', typeof value === 'string' ? value : JSON.stringify(value, null, 1)));
  }
  return list;
}
