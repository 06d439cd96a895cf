// The trace viewer: what is asked of Lintel, what is open, mouse and keyboard. What spans hold comes from anywhere: it is
// only ever shown as text (textContent), never as HTML.
import {at, choose, clock, cost, counted, duration, element, entry, joined, keptFor, problems, tokens} from './elements.js';
import {details} from './details.js';
import {scale, spanRow, traceRow} from './waterfall.js';

const POLL_MILLIS = 1000;
const MAX_LISTED = 200;

const form = at('filter');

const view = {
  sessions: false,      // whether the list is one of sessions, and not of traces
  list: null,           // what the server said last about the list
  sessionId: null,      // the session that is open, also when one of its traces lies over it
  session: null,
  openId: null,         // the trace that is open
  trace: null,
  turnId: null,         // the trace that is chosen in the session
  spanId: null,         // the span that is chosen
  detailed: false,      // whether its details are open
  folded: new Set(),    // span ids
};

// --- asking the server: an unchanged answer costs it and us nothing -------------------------------------------------

const known = {list: {}, session: {}, trace: {}};   // the address asked last, and the version of its answer

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

const withQuery = (path, ...queries) => [path, queries.filter(Boolean).join('&')].filter(Boolean).join('?');
const listPath = () => view.sessions ? '/traces/sessions' : '/traces';
const sessionPath = id => '/traces/sessions/' + encodeURIComponent(id);

let polling = 0;

/** Asks for what is shown, now and again each second while the page is seen. */
async function poll() {
  const turn = ++polling;
  clearTimeout(poll.timer);
  try {
    const list = await ask('list', withQuery(listPath(), filterText(), 'limit=' + MAX_LISTED));
    if (turn !== polling) return;
    if (list) showList(list);
    if (view.openId) await refresh(turn, 'trace', '/traces/' + encodeURIComponent(view.openId), showTrace, closeTrace);
    else if (view.sessionId) {
      const path = withQuery(sessionPath(view.sessionId), 'limit=' + MAX_LISTED);
      await refresh(turn, 'session', path, showSession, closeSession);
    }
    say('');
  } catch (problem) {
    if (turn === polling) say(problem.status ? problem.message : 'Lintel does not answer.');
  }
  if (turn === polling && !document.hidden) poll.timer = setTimeout(poll, POLL_MILLIS);
}

async function refresh(turn, kind, path, show, close) {
  try {
    const answer = await ask(kind, path);
    if (turn === polling && answer) show(answer);
  } catch (problem) {
    // What has been driven out stays on the screen; what never was there is closed.
    if (problem.status !== 404) throw problem;
    if (turn === polling && !view[kind]) close();
  }
}

function say(problem) {
  at('state').textContent = problem;
  at('state').classList.toggle('bad', problem !== '');
}

// --- the list --------------------------------------------------------------------------------------------------------

function showList(list) {
  view.list = list;
  offer(form.elements.service, 1, list.services);
  offer(form.elements.model, 1, list.models);
  offer(at('agents'), 0, list.agents);
  offer(at('callers'), 0, list.callers);
  const entries = list.sessions ? list.sessions.map(listedSession) : list.traces.map(listedTrace);
  at('listed').replaceChildren(...entries);
  at('listed').setAttribute('aria-label', list.sessions ? 'Recent sessions' : 'Recent traces');
  const empty = entries.length === 0 && filterText() === '';
  at('none').hidden = !empty || Boolean(list.sessions);
  at('no-session').hidden = !empty || !list.sessions;
  at('kept').textContent = (list.sessions ? counted(entries.length, 'session') + ', ' : entries.length + ' of ')
      + list.kept_traces + ' traces, '
      + (list.kept_bytes / 1048576).toFixed(1) + ' MiB'
      + (list.dropped_spans ? ', ' + list.dropped_spans + ' spans dropped' : '');
  markChosen();
}

function listedTrace(trace) {
  return entry(trace.trace_id, trace.status, [
    [trace.name || '(no name)', duration(trace.duration_ms)],
    [trace.services.join(', '), clock(trace.start)],
    [joined([trace.models.join(', '), tokens(trace), cost(trace)]) || counted(trace.span_count, 'span'), problems(trace)],
  ], trace.sampling_reasons);
}

function listedSession(session) {
  return entry(session.session_id, session.status, [
    [session.session_id, duration(session.duration_ms)],
    [joined([session.callers.join(', '), session.agents.join(', ')]) || session.services.join(', '), clock(session.start)],
    [joined([counted(session.turns, 'turn'), tokens(session), cost(session)]), problems(session)],
  ], session.sampling_reasons);
}

/** Fills a select or a datalist behind its first `fixed` options. */
function offer(select, fixed, values) {
  const offered = [...select.options].slice(fixed).map(option => option.value);
  const wanted = [...new Set([...values, select.value].filter(Boolean))].sort();
  if (offered.join('\n') === wanted.join('\n')) return;
  const chosen = select.value;
  select.replaceChildren(...[...select.options].slice(0, fixed), ...wanted.map(value => {
    const option = element('option', '', value);
    option.value = value;
    return option;
  }));
  if (chosen !== undefined) select.value = chosen;
}

const listedIds = () => [...at('listed').children].map(item => item.dataset.id);

function markChosen() {
  choose(at('listed'), view.list?.sessions ? view.sessionId : view.openId);
  choose(at('turns'), view.turnId);
  choose(at('spans'), view.spanId);
  for (const link of at('lists').children) {
    link.setAttribute('aria-current', String((link.dataset.list === 'sessions') === view.sessions));
  }
}

function changeList(sessions) {
  Object.assign(view, {
    sessions, list: null, sessionId: null, session: null, openId: null, trace: null, spanId: null, detailed: false,
  });
  known.list = {};
  at('listed').replaceChildren();
  showPanes();
  remember('pushState');
  poll();
}

// --- what is open: a session, or a trace, perhaps over its session ---------------------------------------------------

function address() {
  const path = view.openId ? '/traces/' + view.openId : view.sessionId !== null ? sessionPath(view.sessionId) : listPath();
  return withQuery(path, filterText());
}

function remember(how) {
  history[how]({sessions: view.sessions, sessionId: view.sessionId}, '', address());
}

function showPanes() {
  at('trace').hidden = !view.trace;
  at('session').hidden = !view.session || Boolean(view.openId);
  if (!view.trace) at('details').hidden = true;
  markChosen();
}

function open(kind, id, how) {
  const changes = kind === 'session' ? {sessionId: id, session: null, turnId: null, openId: null} : {openId: id};
  Object.assign(view, changes, {trace: null, spanId: null, detailed: false, folded: new Set()});
  if (kind === 'session') known.session = {};
  known.trace = {};
  showPanes();
  if (how) remember(how);
  poll();
}

function openTrace(id, how) {
  if (id !== view.openId) open('trace', id, how);
}

function openSession(id, how) {
  if (id !== view.sessionId || view.openId) open('session', id, how);
}

function closeTrace() {
  Object.assign(view, {openId: null, trace: null, spanId: null, detailed: false});
  showPanes();
  remember('replaceState');
  poll();
}

function closeSession() {
  Object.assign(view, {sessionId: null, session: null, turnId: null});
  showPanes();
  remember('replaceState');
}

function showFacts(place, facts, reasons) {
  place.replaceChildren(
      ...facts.filter(Boolean).map(fact => typeof fact === 'string' ? element('span', '', fact) : fact),
      ...reasons.map(keptFor));
}

function showSession(session) {
  view.session = session;
  at('session-title').textContent = view.sessionId;
  const shown = session.traces.length;
  showFacts(at('session-facts'), [
    new Date(session.start).toLocaleString(),
    duration(session.duration_ms),
    counted(session.turns, 'turn'),
    counted(session.trace_count, 'trace') + (shown < session.trace_count ? ', of which the newest ' + shown : ''),
    tokens(session),
    cost(session),
    problems(session),
    session.callers.length ? 'caller ' + session.callers.join(', ') : '',
    session.agents.length ? 'agent ' + session.agents.join(', ') : '',
    session.models.join(', '),
  ], session.sampling_reasons);
  at('session-ruler').replaceChildren(scale(session.duration_ms));
  const start = new Date(session.start);
  const before = session.trace_count - shown;
  at('turns').replaceChildren(...session.traces.map((trace, index) =>
    traceRow(trace, before + index + 1, start, session.duration_ms)));
  showPanes();
}

function showTrace(trace) {
  view.trace = trace;
  if (view.openId !== trace.trace_id) {
    view.openId = trace.trace_id;
    remember('replaceState');
  }
  at('title').textContent = trace.name || '(no name)';
  showFacts(at('facts'), [
    new Date(trace.start).toLocaleString(),
    duration(trace.duration_ms),
    counted(trace.span_count, 'span') + (trace.dropped_spans ? ', ' + trace.dropped_spans + ' more not kept' : ''),
    tokens(trace),
    cost(trace),
    trace.time_to_first_chunk_ms === undefined ? '' : 'first chunk ' + duration(trace.time_to_first_chunk_ms),
    trace.trace_id,
    trace.spans[0].notes.includes('missing_parent') ? 'parent not seen here' : '',
    ...trace.sessions.map(sessionLink),
  ], trace.sampling_reasons);
  at('ruler').replaceChildren(scale(trace.duration_ms));
  showSpans();
  showPanes();
}

function sessionLink(id) {
  const link = element('a', '', 'session ' + id);
  link.href = sessionPath(id);
  link.dataset.session = id;
  return link;
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
  const byId = new Map(view.trace.spans.map(span => [span.span_id, span]));
  const parents = new Set(view.trace.spans.map(span => span.parent_span_id));
  at('spans').replaceChildren(...shownSpans().map(span => spanRow(span, view.trace.duration_ms, {
    below: parents.has(span.span_id),
    folded: view.folded.has(span.span_id),
    parent: byId.get(span.parent_span_id),
  })));
  choose(at('spans'), view.spanId);
  showDetails();
}

function chooseSpan(id, detailed) {
  view.spanId = id;
  view.detailed = detailed;
  choose(at('spans'), id);
  showDetails();
}

function fold(id, folded) {
  if (folded) view.folded.add(id); else view.folded.delete(id);
  showSpans();
}

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
  panel.replaceChildren(close, ...details(span));
  panel.scrollTop = 0;
}

// --- mouse and keyboard ----------------------------------------------------------------------------------------------

/** Takes a click as the page's own, unless it is meant for another tab. */
function own(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return false;
  event.preventDefault();
  return true;
}

at('lists').addEventListener('click', event => {
  const link = event.target.closest('a');
  if (!link || !own(event)) return;
  changeList(link.dataset.list === 'sessions');
  at('listed').focus();
});

at('listed').addEventListener('click', event => {
  const item = event.target.closest('li');
  if (item) openListed(item.dataset.id, 'pushState');
});

at('turns').addEventListener('click', event => {
  const item = event.target.closest('li');
  if (item) openTurn(item.dataset.id);
});

at('facts').addEventListener('click', event => {
  const link = event.target.closest('a');
  if (link && own(event)) openSession(link.dataset.session, 'pushState');
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
  remember('replaceState');
  clearTimeout(filterChanged.timer);
  filterChanged.timer = setTimeout(poll, 150);
}

function openListed(id, how) {
  if (view.list?.sessions) return openSession(id, how);
  Object.assign(view, {sessionId: null, session: null});
  openTrace(id, how);
}

function openTurn(id) {
  view.turnId = id;
  openTrace(id, 'pushState');
  at('spans').focus();
}

/** The neighbour of the chosen one among these ids, or the first. */
function neighbour(ids, chosen, step) {
  const index = ids.indexOf(chosen);
  return index < 0 ? ids[0] : ids[Math.min(ids.length - 1, Math.max(0, index + step))];
}

const showChosen = list => list.querySelector('[aria-selected=true]')?.scrollIntoView({block: 'nearest'});

function moveInList(step) {
  const ids = listedIds();
  if (!ids.length) return;
  openListed(neighbour(ids, view.list.sessions ? view.sessionId : view.openId, step), 'replaceState');
  showChosen(at('listed'));
}

function moveInSession(step) {
  view.turnId = neighbour([...at('turns').children].map(item => item.dataset.id), view.turnId, step) ?? null;
  choose(at('turns'), view.turnId);
  showChosen(at('turns'));
}

function moveInTrace(step) {
  const ids = shownSpans().map(span => span.span_id);
  if (!ids.length) return;
  chooseSpan(neighbour(ids, view.spanId, step), view.detailed);
  showChosen(at('spans'));
}

function goDeeper() {
  const focused = document.activeElement;
  if (focused === at('spans')) {
    if (view.spanId) chooseSpan(view.spanId, true);
  } else if (focused === at('turns')) {
    if (view.turnId) openTurn(view.turnId);
  } else if (view.trace) {
    at('spans').focus();
    if (!view.spanId) moveInTrace(0);
  } else if (view.session) {
    at('turns').focus();
    if (!view.turnId) moveInSession(0);
  } else {
    moveInList(0);
  }
}

function goBack() {
  const focused = document.activeElement;
  if (view.detailed) chooseSpan(view.spanId, false);
  else if (focused === at('spans') && view.sessionId !== null) {
    closeTrace();
    at('turns').focus();
  } else if (focused === at('spans') || focused === at('turns')) at('listed').focus();
  else if (view.openId) closeTrace();
  else if (view.sessionId !== null) closeSession();
}

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest('input, select')) {
    if (event.key === 'Escape') at('listed').focus();
    return;
  }
  if (event.key === 'Enter' && event.target.closest('button, summary, a')) return;
  const inTrace = document.activeElement === at('spans');
  const move = inTrace ? moveInTrace : document.activeElement === at('turns') ? moveInSession : moveInList;
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
    if (field instanceof HTMLSelectElement) offer(field, 1, [value]);
    if (field) field.value = value;
  }
  const [first, second] = location.pathname.split('/').slice(2);
  const of = first === 'sessions'
      ? {sessions: true, sessionId: second ? decodeURIComponent(second) : null}
      : {sessions: false, sessionId: null, ...history.state};
  if (of.sessions !== view.sessions) known.list = {};
  Object.assign(view, {
    ...of,
    session: of.sessionId === view.sessionId ? view.session : null,
    openId: first && first !== 'sessions' ? first : null,
    trace: null, spanId: null, detailed: false, folded: new Set(),
  });
  known.session = view.session ? known.session : {};
  known.trace = {};
  showPanes();
}

window.addEventListener('popstate', () => { readAddress(); poll(); });
document.addEventListener('visibilitychange', () => { if (!document.hidden) poll(); });

readAddress();
at('listed').focus();
poll();
