// The trace viewer. What spans hold comes from anywhere: it is only ever shown as text (textContent), never as HTML.
'use strict';

const POLL_MILLIS = 1000;
const MAX_LISTED = 200;
const MAX_INDENT = 14;

const at = id => document.getElementById(id);
const form = at('filter');

const view = {
  list: null,           // what the server said last about all traces
  trace: null,          // the same about the one that is open
  openId: null,
  spanId: null,         // the span that is chosen
  detailed: false,      // whether its details are open
  folded: new Set(),    // span ids
};

// --- asking the server: an unchanged answer costs it and us nothing -------------------------------------------------

const known = {list: {}, trace: {}};   // the address asked last, and the version of its answer

async function ask(kind, url) {
  const headers = {Accept: 'application/json'};
  if (known[kind].url === url) headers['If-None-Match'] = known[kind].etag;
  const response = await fetch(url, {headers, cache: 'no-store', credentials: 'same-origin'});
  if (response.status === 304) return null;
  const answer = await response.json();
  if (!response.ok) throw Object.assign(new Error(answer.error.message), {status: response.status});
  known[kind] = {url, etag: response.headers.get('ETag')};
  return answer;
}

function filterText() {
  const parameters = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (value.trim() !== '') parameters.append(name, value.trim());
  }
  return parameters.toString();
}

let polling = 0;

/** Asks for what is shown, now and again each second while the page is seen. */
async function poll() {
  const turn = ++polling;
  clearTimeout(poll.timer);
  try {
    const filter = filterText();
    const list = await ask('list', '/traces?' + filter + (filter ? '&' : '') + 'limit=' + MAX_LISTED);
    if (turn !== polling) return;
    if (list) showList(list);
    if (view.openId) await refreshTrace(turn);
    say('');
  } catch (problem) {
    if (turn === polling) say(problem.status ? problem.message : 'Lintel does not answer.');
  }
  if (turn === polling && !document.hidden) poll.timer = setTimeout(poll, POLL_MILLIS);
}

async function refreshTrace(turn) {
  try {
    const trace = await ask('trace', '/traces/' + encodeURIComponent(view.openId));
    if (turn === polling && trace) showTrace(trace);
  } catch (problem) {
    // A trace that has been driven out stays on the screen; one that never was there is closed.
    if (problem.status !== 404) throw problem;
    if (!view.trace) closeTrace();
  }
}

function say(problem) {
  at('state').textContent = problem;
  at('state').classList.toggle('bad', problem !== '');
}

// --- making elements -------------------------------------------------------------------------------------------------

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

function duration(millis) {
  if (millis === 0) return '0 ms';
  if (millis < 1) return Math.round(millis * 1000) + ' µs';
  if (millis < 1000) return (millis < 10 ? millis.toFixed(1) : Math.round(millis)) + ' ms';
  if (millis < 60000) return (millis / 1000).toFixed(2) + ' s';
  return Math.floor(millis / 60000) + ' min ' + Math.round(millis % 60000 / 1000) + ' s';
}

function tokens(about) {
  if (about.input_tokens === undefined && about.output_tokens === undefined) return '';
  return (about.input_tokens ?? '?') + ' → ' + (about.output_tokens ?? '?') + ' tokens';
}

function state(span) {
  return span.status === 'error' ? 'error' : span.cancelled ? 'cancelled' : '';
}

// --- the list --------------------------------------------------------------------------------------------------------

function showList(list) {
  view.list = list;
  offer('service', list.services);
  offer('model', list.models);
  at('traces').replaceChildren(...list.traces.map(listed));
  at('none').hidden = list.traces.length > 0 || filterText() !== '';
  at('kept').textContent = list.traces.length + ' of ' + list.kept_traces + ' traces, '
      + (list.kept_bytes / 1048576).toFixed(1) + ' MiB'
      + (list.dropped_spans ? ', ' + list.dropped_spans + ' spans dropped' : '');
  markChosenTrace();
}

function listed(trace) {
  const item = element('li', trace.status);
  item.setAttribute('role', 'option');
  item.dataset.id = trace.trace_id;
  const name = element('div', 'name');
  name.append(element('span', '', trace.name || '(no name)'), element('span', 'outcome', duration(trace.duration_ms)));
  const about = element('div', 'about');
  about.append(
      element('span', '', trace.services.join(', ')),
      element('span', '', new Date(trace.start).toLocaleTimeString()));
  const more = element('div', 'about');
  const facts = [trace.models.join(', '), tokens(trace)].filter(Boolean).join(' · ');
  const problems = trace.errors ? trace.errors + (trace.errors === 1 ? ' error' : ' errors')
      : trace.cancelled ? 'cancelled' : '';
  more.append(
      element('span', '', facts || trace.span_count + (trace.span_count === 1 ? ' span' : ' spans')),
      element('span', 'outcome', problems));
  item.append(name, about, more);
  return item;
}

function offer(name, values) {
  const select = form.elements[name];
  const offered = [...select.options].slice(1).map(option => option.value);
  const wanted = [...new Set([...values, select.value].filter(Boolean))].sort();
  if (offered.join('\n') === wanted.join('\n')) return;
  const chosen = select.value;
  select.replaceChildren(select.options[0], ...wanted.map(value => {
    const option = element('option', '', value);
    option.value = value;
    return option;
  }));
  select.value = chosen;
}

function markChosenTrace() {
  for (const item of at('traces').children) {
    item.setAttribute('aria-selected', String(item.dataset.id === view.openId));
  }
}

// --- one trace -------------------------------------------------------------------------------------------------------

function openTrace(id, remember) {
  if (id === view.openId) return;
  Object.assign(view, {openId: id, trace: null, spanId: null, detailed: false, folded: new Set()});
  known.trace = {};
  if (remember) history.pushState(null, '', address());
  markChosenTrace();
  poll();
}

function closeTrace() {
  Object.assign(view, {openId: null, trace: null, spanId: null, detailed: false});
  at('trace').hidden = true;
  at('details').hidden = true;
  history.replaceState(null, '', address());
  markChosenTrace();
}

function address() {
  const filter = filterText();
  return '/traces' + (view.openId ? '/' + view.openId : '') + (filter ? '?' + filter : '');
}

function showTrace(trace) {
  view.trace = trace;
  if (view.openId !== trace.trace_id) {
    view.openId = trace.trace_id;
    history.replaceState(null, '', address());
    markChosenTrace();
  }
  at('trace').hidden = false;
  at('title').textContent = trace.name || '(no name)';
  const facts = [
    new Date(trace.start).toLocaleString(),
    duration(trace.duration_ms),
    trace.span_count + (trace.span_count === 1 ? ' span' : ' spans')
        + (trace.dropped_spans ? ', ' + trace.dropped_spans + ' more not kept' : ''),
    tokens(trace),
    trace.time_to_first_chunk_ms === undefined ? '' : 'first chunk ' + duration(trace.time_to_first_chunk_ms),
    trace.trace_id,
  ];
  at('facts').replaceChildren(...facts.filter(Boolean).map(fact => element('span', '', fact)));
  showRuler(trace.duration_ms);
  showSpans();
}

function showRuler(length) {
  const scale = element('div', 'scale');
  for (const share of [0, .25, .5, .75, 1]) {
    const tick = element('span', '', duration(length * share));
    tick.style.left = share * 100 + '%';
    scale.append(tick);
  }
  at('ruler').replaceChildren(scale);
}

function shownSpans() {
  const shown = [];
  let foldedDepth = Infinity;
  for (const span of view.trace ? view.trace.spans : []) {
    if (span.depth > foldedDepth) continue;
    foldedDepth = view.folded.has(span.span_id) ? span.depth : Infinity;
    shown.push(span);
  }
  return shown;
}

function showSpans() {
  const parents = new Set(view.trace.spans.map(span => span.parent_span_id));
  at('spans').replaceChildren(...shownSpans().map(span => row(span, parents.has(span.span_id))));
  markChosenSpan();
  showDetails();
}

function row(span, hasChildren) {
  const item = element('li', state(span));
  item.setAttribute('role', 'treeitem');
  item.setAttribute('aria-level', String(span.depth + 1));
  item.dataset.id = span.span_id;
  const label = element('div', 'label');
  label.style.paddingLeft = Math.min(span.depth, MAX_INDENT) + 'rem';
  const folded = view.folded.has(span.span_id);
  if (hasChildren) item.setAttribute('aria-expanded', String(!folded));
  label.append(
      element('span', 'fold', hasChildren ? (folded ? '▸' : '▾') : ''),
      element('span', 'service', span.service),
      element('span', '', span.name || '(no name)'));
  label.title = span.service + ': ' + span.name;
  item.append(label, lane(span), summary(span));
  return item;
}

function lane(span) {
  const length = view.trace.duration_ms || 1;
  const percent = millis => Math.min(100, Math.max(0, millis / length * 100)) + '%';
  const place = (part, start, took) => {
    part.style.left = percent(start);
    part.style.width = percent(took);
    return part;
  };
  const made = element('div', 'lane');
  made.append(place(element('div', 'bar'), span.start_ms, span.duration_ms));
  for (const gap of span.gaps) made.append(place(element('div', 'gap'), gap.start_ms, gap.duration_ms));
  if (span.time_to_first_chunk_ms !== undefined) {
    const mark = element('div', 'mark');
    mark.style.left = percent(span.start_ms + span.time_to_first_chunk_ms);
    mark.title = 'first chunk after ' + duration(span.time_to_first_chunk_ms);
    made.append(mark);
  }
  return made;
}

function summary(span) {
  const failure = state(span) === 'error' ? String(span.attributes['error.type'] ?? span.status_message) : state(span);
  return element('div', 'took', [duration(span.duration_ms), failure, tokens(span)].filter(Boolean).join(' · '));
}

function markChosenSpan() {
  for (const item of at('spans').children) {
    item.setAttribute('aria-selected', String(item.dataset.id === view.spanId));
  }
}

function chooseSpan(id, detailed) {
  view.spanId = id;
  view.detailed = detailed;
  markChosenSpan();
  showDetails();
}

function fold(id, folded) {
  if (folded) view.folded.add(id); else view.folded.delete(id);
  showSpans();
}

// --- the details of a span -------------------------------------------------------------------------------------------

function showDetails() {
  const panel = at('details');
  const span = view.detailed && view.trace && view.trace.spans.find(candidate => candidate.span_id === view.spanId);
  panel.hidden = !span;
  if (!span) return;
  if (panel.dataset.id === span.span_id && panel.childElementCount && showDetails.trace === view.trace) return;
  showDetails.trace = view.trace;
  panel.dataset.id = span.span_id;
  const close = element('button', 'close', 'Close');
  close.type = 'button';
  close.addEventListener('click', () => chooseSpan(view.spanId, false));
  panel.replaceChildren(close, element('h3', '', span.service + ': ' + span.name), pairs(facts(span)));
  section('Attributes', Object.entries(span.attributes));
  for (const event of span.events) {
    section('Event ' + event.name + ' at ' + duration(event.at_ms), Object.entries(event.attributes));
  }
  for (const link of span.links) section('Link', Object.entries(link));
  section('Resource', Object.entries(span.resource));
  panel.scrollTop = 0;
}

function facts(span) {
  const notes = {
    missing_parent: 'its parent has not been seen here',
    cycle: 'it is its own ancestor',
    reversed_times: 'it ends before it begins',
    off_clock: 'its clock is far off the others; it is drawn as near as can be',
  };
  return [
    ['status', [span.status, span.cancelled ? 'cancelled' : '', span.status_message].filter(Boolean).join(', ')],
    ['duration', duration(span.duration_ms) + ', of which its own ' + duration(span.own_ms)],
    ['start', span.start + ' (after ' + duration(span.start_ms) + ')'],
    span.time_to_first_chunk_ms === undefined ? null : ['first chunk after', duration(span.time_to_first_chunk_ms)],
    ['kind', span.kind],
    ['span id', span.span_id],
    span.parent_span_id ? ['parent', span.parent_span_id] : null,
    span.scope ? ['scope', span.scope] : null,
    ...span.notes.map(note => ['note', notes[note] ?? note]),
    span.dropped ? ['not kept', span.dropped + ' attributes, events or texts that were too many or too long'] : null,
  ].filter(Boolean);
}

function section(title, entries) {
  if (entries.length) at('details').append(element('h4', '', title), pairs(entries));
}

function pairs(entries) {
  const list = element('dl');
  for (const [key, value] of entries) {
    list.append(element('dt', '', key), element('dd', '', typeof value === 'string' ? value : JSON.stringify(value, null, 1)));
  }
  return list;
}

// --- mouse and keyboard ----------------------------------------------------------------------------------------------

at('traces').addEventListener('click', event => {
  const item = event.target.closest('li');
  if (item) openTrace(item.dataset.id, true);
});

at('spans').addEventListener('click', event => {
  const item = event.target.closest('li');
  if (!item) return;
  if (event.target.classList.contains('fold') && item.hasAttribute('aria-expanded')) {
    fold(item.dataset.id, !view.folded.has(item.dataset.id));
  } else {
    chooseSpan(item.dataset.id, true);
  }
});

form.addEventListener('submit', event => event.preventDefault());
form.addEventListener('input', filterChanged);
form.addEventListener('reset', () => setTimeout(filterChanged));

function filterChanged() {
  history.replaceState(null, '', address());
  clearTimeout(filterChanged.timer);
  filterChanged.timer = setTimeout(poll, 150);
}

/** The neighbour of the chosen one among these ids, or the first. */
function neighbour(ids, chosen, step) {
  const index = ids.indexOf(chosen);
  return index < 0 ? ids[0] : ids[Math.min(ids.length - 1, Math.max(0, index + step))];
}

function moveInList(step) {
  const ids = (view.list ? view.list.traces : []).map(trace => trace.trace_id);
  if (!ids.length) return;
  openTrace(neighbour(ids, view.openId, step), false);
  history.replaceState(null, '', address());
  at('traces').querySelector('[aria-selected=true]')?.scrollIntoView({block: 'nearest'});
}

function moveInTrace(step) {
  const ids = shownSpans().map(span => span.span_id);
  if (!ids.length) return;
  chooseSpan(neighbour(ids, view.spanId, step), view.detailed);
  at('spans').querySelector('[aria-selected=true]')?.scrollIntoView({block: 'nearest'});
}

function goDeeper() {
  if (!view.trace) return moveInList(0);
  if (document.activeElement !== at('spans')) {
    at('spans').focus();
    if (!view.spanId) moveInTrace(0);
  } else if (view.spanId) {
    chooseSpan(view.spanId, true);
  }
}

function goBack() {
  if (view.detailed) chooseSpan(view.spanId, false);
  else if (document.activeElement === at('spans')) at('traces').focus();
  else if (view.openId) closeTrace();
}

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest('input, select')) {
    if (event.key === 'Escape') at('traces').focus();
    return;
  }
  if (event.key === 'Enter' && event.target.closest('button')) return;
  const inTrace = document.activeElement === at('spans');
  const move = inTrace ? moveInTrace : moveInList;
  const actions = {
    '/': () => at('q').focus(),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: goDeeper,
    Escape: goBack,
    ArrowLeft: () => inTrace && view.spanId && fold(view.spanId, true),
    ArrowRight: () => inTrace && view.spanId && fold(view.spanId, false),
  };
  const action = actions[event.key];
  if (action) {
    event.preventDefault();
    action();
  }
});

// --- the address -----------------------------------------------------------------------------------------------------

function readAddress() {
  for (const [name, value] of new URLSearchParams(location.search)) {
    const field = form.elements[name];
    if (field instanceof HTMLSelectElement) offer(name, [value]);
    if (field) field.value = value;
  }
  const id = location.pathname.split('/')[2] || null;
  if (id) openTrace(id, false); else if (view.openId) closeTrace();
}

window.addEventListener('popstate', () => { readAddress(); poll(); });
document.addEventListener('visibilitychange', () => { if (!document.hidden) poll(); });

readAddress();
at('traces').focus();
poll();
